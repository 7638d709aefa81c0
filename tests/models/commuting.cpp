#include "tests/models/commuting.h"

#include <algorithm>
#include <set>
#include <string>

#include "models/invariants/invariants.h"
#include "models/kernel/apc_queue.h"
#include "models/kernel/interrupt.h"
#include "models/machine/execution.h"
#include "models/machine/internal_error.h"
#include "tests/models/events.h"

namespace umsim::test {
namespace {

using Keys = std::set<Bytes>;

// A thread that goes on alone has served an APC, or has stopped, by then.
constexpr unsigned kLongestDetour = 40;

// What the CPU does when the thread goes on alone: first whatever has come as an interrupt; and
// the thread gets the CPU again when it has given it up to others.
Choice own_choice(Image& image, CpuId cpu, ThreadId thread) {
  const Machine machine = image.machine();
  const ThreadId current = machine.cpu(cpu).current;
  if (!current.valid()) {
    return {ChoiceKind::dispatch, cpu, thread.value};
  }
  const Choice interrupt{ChoiceKind::interrupt, cpu, 0};
  const bool called = machine.cpu(cpu).mode == Mode::user &&
                      wants_apc_interrupt(machine, current) && is_enabled(machine, interrupt);
  return called ? interrupt : Choice{ChoiceKind::step, cpu, 0};
}

// What two states are compared by.
using KeyOf = std::optional<Bytes> (*)(const KeyFormat& format, const Image& image);

std::optional<Bytes> whole_key(const KeyFormat& format, const Image& image) {
  Image copy = image;
  return key_of(format, copy);
}

// The thread of the CPU loses it as soon as an interrupt can come; false when none ever can.
bool take_cpu(Image& image, CpuId cpu) {
  const Machine machine = image.machine();
  for (unsigned i = 0; i < kLongestDetour; ++i) {
    if (!machine.cpu(cpu).current.valid()) {
      return true;
    }
    const StepRef next = next_step(machine, cpu);
    if (step_at(next).guard != Guard::no_interrupt) {
      Execution e(machine, cpu, nullptr);
      e.step = next;
      take_interrupt(e);
      continue;
    }
    if (const Choice step{ChoiceKind::step, cpu, 0}; is_enabled(machine, step)) {
      apply(machine, step, nullptr);
    }
  }
  return false;
}

struct Detour {
  Keys keys;                     // of the states on it
  std::optional<Bytes> stopped;  // how its thread has left the CPU, state and reason; or what broke

  [[nodiscard]] bool meets(const Detour& other) const {
    return std::ranges::any_of(keys, [&](const Bytes& key) { return other.keys.count(key) != 0; });
  }
};

Detour go_on_alone(const KeyFormat& format, KeyOf key, Image image, CpuId cpu, ThreadId thread) {
  Detour detour;
  std::optional<Image> state = std::move(image);
  for (unsigned i = 0; i < kLongestDetour && state; ++i) {
    if (const std::optional<Bytes> one = key(format, *state)) {
      detour.keys.insert(*one);
    }
    const Machine machine = state->machine();
    const KThread& kthread = machine.kthread(thread);
    if (machine.cpu(cpu).current != thread && kthread.state != ThreadState::ready) {
      detour.stopped =
          Bytes{static_cast<std::byte>(kthread.state), static_cast<std::byte>(kthread.wait),
                static_cast<std::byte>(kthread.suspensions)};
      break;
    }
    if (const Invariant* broken = broken_invariant(machine)) {
      detour.stopped = Bytes{static_cast<std::byte>(broken - all_invariants().data())};
      break;
    }
    state = after(state, own_choice(*state, cpu, thread));
  }
  return detour;
}

// The same thread is about to take the same step.
bool is_where_it_was(Image& before, Image& after, CpuId cpu) {
  const ThreadId thread = before.machine().cpu(cpu).current;
  return after.machine().cpu(cpu).current == thread &&
         next_step(before.machine(), cpu) == next_step(after.machine(), cpu);
}

std::string name_of(EventKind kind) {
  return "event kind " + std::to_string(static_cast<int>(kind));
}

// A step's label, and with which choice of another it does not go together.
std::string told(std::string label, const char* how, Image& state, const Choice& other) {
  label.append(how).append(std::to_string(static_cast<int>(other.kind)));
  return other.cpu.valid() ? label.append(" ").append(label_of(state.machine(), other)) : label;
}

}  // namespace

std::optional<Bytes> key_without_cpus(const KeyFormat& format, const Image& image) {
  Image copy = image;
  try {
    for (std::size_t i = 0; i < copy.machine().system().cpus; ++i) {
      if (!take_cpu(copy, CpuId(i))) {
        return std::nullopt;
      }
    }
    return key_of(format, copy);
  } catch (const InternalError&) {
    return std::nullopt;
  }
}

// The state after the choice, or nothing when it is not offered or the model refuses it.
std::optional<Image> after(const std::optional<Image>& state, const Choice& choice) {
  if (!state) {
    return std::nullopt;
  }
  Image image = *state;
  try {
    if (!is_enabled(image.machine(), choice)) {
      return std::nullopt;
    }
    apply(image.machine(), choice, nullptr);
  } catch (const InternalError&) {
    return std::nullopt;
  }
  return image;
}

Bytes key_of(const KeyFormat& format, Image& image) {
  Bytes key(format.bytes());
  format.pack(image.machine(), key);
  return key;
}

// Both come to the same state when only that thread goes on, or leave the CPU for the same reason.
bool come_together(const KeyFormat& format, const Image& one, const Image& other, CpuId cpu,
                   ThreadId thread) {
  const Detour left = go_on_alone(format, whole_key, one, cpu, thread);
  const Detour right = go_on_alone(format, whole_key, other, cpu, thread);
  return left.meets(right) || (left.stopped && left.stopped == right.stopped);
}

// The samples on machines on which each thread can have a CPU of its own.
std::vector<Sample> with_cpus_for_all() {
  std::vector<Sample> samples = all_samples();
  for (Sample& sample : samples) {
    sample.system.cpus = static_cast<std::uint16_t>(sample.system.threads.size());
  }
  return samples;
}

std::vector<Sample> on_few_and_many_cpus() {
  std::vector<Sample> samples = all_samples();
  for (Sample& sample : with_cpus_for_all()) {
    samples.push_back(std::move(sample));
  }
  return samples;
}

std::vector<Choice> choices_of_others(Image& image, CpuId cpu) {
  std::vector<Choice> choices;
  enabled_choices(image.machine(), choices);
  std::erase_if(choices, [&](const Choice& choice) { return choice.cpu == cpu; });
  return choices;
}

// What the next step of the CPU does that others can tell; empty when nothing.
std::string fault_of(const KeyFormat& format, const Image& image, CpuId cpu, Unnoticed unnoticed) {
  const Choice step{ChoiceKind::step, cpu, 0};
  Image state = image;
  const ThreadId thread = state.machine().cpu(cpu).current;
  const std::string label = label_of(state.machine(), step);
  for (const Choice& other : choices_of_others(state, cpu)) {
    std::optional<Image> before = after(after(image, step), other);
    std::optional<Image> behind = after(image, other);
    if (before.has_value() != behind.has_value()) {
      return label + " decides what another can do";
    }
    if (!before) {
      continue;
    }
    const Invariant* const shown = broken_invariant(before->machine());
    const Invariant* const hidden = broken_invariant(behind->machine());
    if (hidden != nullptr && shown == nullptr) {
      return label + " hides a violation";
    }
    if (hidden != nullptr && hidden == shown) {
      continue;
    }
    if (!come_together(format, *before, *behind, cpu, thread)) {
      return told(label, " matters to kind ", state, other);
    }
    if (is_where_it_was(state, *behind, cpu) && !unnoticed(behind->machine(), cpu)) {
      return told(label, " is to be seen after kind ", state, other);
    }
  }
  return "";
}

std::string fault_of_leaving(const KeyFormat& format, const Image& image, CpuId cpu,
                             Unnoticed unnoticed) {
  const Choice step{ChoiceKind::step, cpu, 0};
  Image state = image;
  const ThreadId thread = state.machine().cpu(cpu).current;
  const std::string label = label_of(state.machine(), step);
  const std::optional<Image> left = after(image, step);
  std::vector<Choice> choices;
  enabled_choices(state.machine(), choices);
  for (const Choice& other : choices) {
    std::optional<Image> behind = after(image, other);
    if (other == step || !left || !behind) {
      continue;
    }
    std::optional<Image> before = after(left, other);
    if (!before && other.kind == ChoiceKind::interrupt) {
      before = left;
    }
    if (!before) {
      return label + " decides what another can do";
    }
    if (broken_invariant(behind->machine()) != nullptr &&
        broken_invariant(before->machine()) == nullptr) {
      return label + " hides a violation";
    }
    const Detour with = go_on_alone(format, key_without_cpus, *before, cpu, thread);
    if (!with.meets(go_on_alone(format, key_without_cpus, *behind, cpu, thread))) {
      return told(label, " matters to kind ", state, other);
    }
    if (is_where_it_was(state, *behind, cpu) && !unnoticed(behind->machine(), cpu)) {
      return told(label, " is to be seen after kind ", state, other);
    }
  }
  return "";
}

std::string faults_of_reports(const std::vector<Sample>& samples, Effort effort,
                              const MergedSteps& kind) {
  Faults faults;
  std::set<EventKind> reported;
  walk_all(samples, effort, [&](RandomWalk& walk, const Choice& choice) {
    const bool is_step = choice.kind == ChoiceKind::step && kind.are(walk.machine(), choice.cpu);
    const bool is_interrupt = kind.with_interrupts && choice.kind == ChoiceKind::interrupt;
    const std::string label = is_step ? label_of(walk.machine(), choice) : "an interrupt";
    if (is_step && !kind.may_be(next_step(walk.machine(), choice.cpu))) {
      faults.add(label + " is not in the table");
    }
    Events events;
    walk.make(choice, &events);
    for (const Event& event : events.all()) {
      if (!is_step && !(is_interrupt && event.kind == EventKind::interrupt)) {
        continue;
      }
      reported.insert(event.kind);
      faults.add(kind.may_report(event.kind) ? "" : label + " reports " + name_of(event.kind));
    }
  });
  for (std::size_t i = 0; i < static_cast<std::size_t>(EventKind::count_); ++i) {
    const auto event = static_cast<EventKind>(i);
    const bool is_missing = kind.may_report(event) && reported.count(event) == 0;
    faults.add(is_missing ? "no step reports " + name_of(event) : "");
  }
  return faults.text();
}

}  // namespace umsim::test

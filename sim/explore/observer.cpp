#include "sim/explore/observer.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "models/machine/exclusive_steps.h"
#include "models/machine/private_steps.h"
#include "sim/scenario/final_state.h"
#include "sim/scenario/names.h"
#include "sim/scenario/overloaded.h"

namespace umsim::explore {
namespace {

using loading::EventObject;
using Patterns = std::span<const EventPattern>;

Patterns patterns_of(const Expectation& property) {
  const Overloaded cases{
      [](const Always&) { return Patterns(); },
      [](const Never& never) { return Patterns(&never.pattern, 1); },
      [](const Eventually& event) { return Patterns(&event.pattern, 1); },
      [](const Order& order) { return Patterns(order.patterns); },
      [](const Count& count) { return Patterns(&count.pattern, 1); },
      [](const Final&) { return Patterns(); },
      [](const Sometimes& sometimes) { return Patterns(sometimes.patterns); },
  };
  return std::visit(cases, property.what);
}

// The most that the property has to count to; what happens behind that changes nothing.
std::uint64_t most_remembered(const Expectation& property) {
  const Overloaded cases{
      [](const Eventually&) -> std::uint64_t { return 1; },
      [](const Order& order) -> std::uint64_t { return order.patterns.size(); },
      [](const Count& count) {
        return count.at_most == UINT64_MAX ? count.at_least : count.at_most;
      },
      // One event is no sooner remembered than looked for no more.
      [](const Sometimes& sometimes) -> std::uint64_t { return sometimes.patterns.size() - 1; },
      [](const auto&) -> std::uint64_t { return 0; },
  };
  return std::visit(cases, property.what);
}

bool sees(const EventPattern& pattern, const Event& event) {
  return (event.kind != EventKind::step || pattern.kind == EventKind::step) &&
         pattern.matches(event);
}

// What one property makes of an event; `seen` is what it remembers.
struct Seeing {
  const Event& event;
  std::uint64_t& seen;

  bool operator()(const Always&) const { return false; }
  bool operator()(const Final&) const { return false; }
  bool operator()(const Never& never) const { return sees(never.pattern, event); }
  bool operator()(const Eventually& eventually) const {
    seen = seen != 0 || sees(eventually.pattern, event) ? 1 : 0;
    return false;
  }
  bool operator()(const Order& order) const {
    go_on(order.patterns);
    return false;
  }
  bool operator()(const Sometimes& sometimes) const {
    go_on(sometimes.patterns);
    return seen == sometimes.patterns.size();
  }
  bool operator()(const Count& count) const {
    if (!sees(count.pattern, event)) {
      return false;
    }
    ++seen;
    return seen > count.at_most;
  }

  void go_on(const std::vector<EventPattern>& patterns) const {
    seen += seen < patterns.size() && sees(patterns[seen], event) ? 1U : 0U;
  }
};

bool is_broken_at_end(const Expectation& property, const Machine& machine, std::uint64_t seen) {
  const Overloaded cases{
      [&](const Eventually&) { return seen == 0; },
      [&](const Order& order) { return seen < order.patterns.size(); },
      [&](const Count& count) { return seen < count.at_least; },
      [&](const Final& final) { return final_state(machine, final.thread) != final.state; },
      [](const auto&) { return false; },
  };
  return std::visit(cases, property.what);
}

template <class Id>
void rename(std::optional<std::uint16_t>& index, const Renaming& renaming) {
  index = renaming.of(Id(*index)).value;
}

EventPattern renamed(EventPattern pattern, const Renaming& renaming) {
  if (pattern.thread) {
    pattern.thread = renaming.of(*pattern.thread);
  }
  if (pattern.object && pattern.kind) {
    switch (loading::object_of(*pattern.kind)) {
      case EventObject::thread: rename<ThreadId>(pattern.object, renaming); break;
      case EventObject::list: rename<ListId>(pattern.object, renaming); break;
      case EventObject::apc: rename<ApcId>(pattern.object, renaming); break;
      case EventObject::object:
      case EventObject::queue:
      case EventObject::none: break;
    }
  }
  return pattern;
}

bool look_alike(const EventPattern& left, const EventPattern& right) {
  return left.kind == right.kind && left.thread == right.thread && left.cpu == right.cpu &&
         left.object == right.object && left.value == right.value && left.steps == right.steps;
}

// The property is what the other one becomes.
bool becomes(const Expectation& from, const Renaming& renaming, const Expectation& to) {
  if (from.what.index() != to.what.index()) {
    return false;
  }
  if (const auto* final = std::get_if<Final>(&from.what)) {
    const auto& other = std::get<Final>(to.what);
    return renaming.of(final->thread) == other.thread && final->state == other.state;
  }
  const auto* count = std::get_if<Count>(&from.what);
  if (count != nullptr && count->at_most != std::get<Count>(to.what).at_most) {
    return false;
  }
  return std::ranges::equal(patterns_of(from), patterns_of(to),
                            [&](const EventPattern& left, const EventPattern& right) {
                              return look_alike(renamed(left, renaming), right);
                            });
}

// Whether the pattern can match what rows of a kind report.
bool may_come_of(const EventPattern& pattern, bool (*is_row)(StepRef), bool (*reports)(EventKind)) {
  if (pattern.kind && pattern.kind != EventKind::step && !reports(*pattern.kind)) {
    return false;
  }
  return pattern.steps.empty() || std::ranges::any_of(pattern.steps, is_row);
}

// Where a step is not seen by itself, no interrupt comes before it: neither how many there are nor
// what a preemption brings about is as without merging.
bool may_come_of_interrupt(const EventPattern& pattern) {
  return pattern.kind == EventKind::interrupt || pattern.kind == EventKind::preempt ||
         pattern.kind == EventKind::cpu_idle || pattern.kind == EventKind::thread_switch;
}

// The events come from private steps, which the search may do in one with others.
bool may_be_private(const EventPattern& pattern) {
  return !pattern.kind || may_come_of_interrupt(pattern) ||
         may_come_of(pattern, umsim::may_be_private, may_be_reported_privately);
}

bool may_be_exclusive(const EventPattern& pattern) {
  return !pattern.kind || may_come_of_interrupt(pattern) ||
         may_come_of(pattern, umsim::may_be_exclusive, may_be_reported_exclusively);
}

bool may_come_of_sleep(const EventPattern& pattern) {
  return may_come_of(pattern, may_sleep_privately, may_be_reported_by_sleep);
}

template <class Holds>
bool any_pattern(const std::vector<Expectation>& properties, Holds holds) {
  return std::ranges::any_of(properties, [&](const Expectation& property) {
    return std::ranges::any_of(patterns_of(property), holds);
  });
}

Event step_event(const Machine& machine, CpuId cpu) {
  Event event;
  event.kind = EventKind::step;
  event.cpu = cpu;
  event.thread = acting_thread(machine, cpu);
  event.step = next_step(machine, cpu);
  return event;
}

}  // namespace

Observer::Observer(std::vector<Expectation> properties) : properties_(std::move(properties)) {
  for (const Expectation& property : properties_) {
    places_.push_back(bytes_);
    bytes_ += most_remembered(property) == 0 ? 0U : 1U;
  }
}

std::optional<std::size_t> Observer::see(const Event& event, Memory memory) const {
  std::optional<std::size_t> broken;
  for (std::size_t i = 0; i < properties_.size(); ++i) {
    const std::uint64_t most = most_remembered(properties_[i]);
    std::uint64_t seen = most == 0 ? 0 : std::to_integer<std::uint64_t>(memory[places_[i]]);
    if (std::visit(Seeing{event, seen}, properties_[i].what) && !broken) {
      broken = i;
    }
    if (most != 0) {
      memory[places_[i]] = static_cast<std::byte>(std::min(seen, most));
    }
  }
  return broken;
}

std::optional<std::size_t> Observer::at_end(const Machine& machine, Recall memory) const {
  for (std::size_t i = 0; i < properties_.size(); ++i) {
    const bool remembers = most_remembered(properties_[i]) != 0;
    const std::uint64_t seen = remembers ? std::to_integer<std::uint64_t>(memory[places_[i]]) : 0;
    if (is_broken_at_end(properties_[i], machine, seen)) {
      return i;
    }
  }
  return std::nullopt;
}

bool Observer::may_end(const Machine& machine) const {
  for (std::size_t i = 0; i < machine.system().threads.size(); ++i) {
    const ThreadId thread(i);
    if (machine.kthread(thread).state != ThreadState::ended && !rests(machine, thread)) {
      return false;
    }
  }
  return true;
}

bool Observer::rests(const Machine& machine, ThreadId thread) const {
  return std::ranges::any_of(properties_, [&](const Expectation& property) {
    const auto* final = std::get_if<Final>(&property.what);
    return final != nullptr && final->thread == thread &&
           final->state == final_state(machine, thread);
  });
}

bool Observer::respects(const Renaming& renaming) const {
  return std::ranges::all_of(properties_, [&](const Expectation& property) {
    if (most_remembered(property) != 0) {
      return becomes(property, renaming, property);
    }
    return std::ranges::any_of(
        properties_, [&](const Expectation& other) { return becomes(property, renaming, other); });
  });
}

bool Observer::tells_cpus_apart() const {
  return any_pattern(properties_,
                     [](const EventPattern& pattern) { return pattern.cpu.has_value(); });
}

bool Observer::sees_private_steps() const {
  return any_pattern(properties_,
                     [](const EventPattern& pattern) { return may_be_private(pattern); });
}

bool Observer::sees_exclusive_steps() const {
  return any_pattern(properties_,
                     [](const EventPattern& pattern) { return may_be_exclusive(pattern); });
}

bool Observer::sees_sleeps() const {
  return any_pattern(properties_,
                     [](const EventPattern& pattern) { return may_come_of_sleep(pattern); });
}

bool Observer::sees_dispatches() const {
  return any_pattern(properties_, [](const EventPattern& pattern) {
    return !pattern.kind || pattern.kind == EventKind::thread_switch;
  });
}

// One that is dropped ends.
bool Observer::sees_late_apcs() const {
  return any_pattern(properties_, [](const EventPattern& pattern) {
    return !pattern.kind || pattern.kind == EventKind::apc_queued ||
           pattern.kind == EventKind::apc_end;
  });
}

// A preempted thread comes back by private steps.
bool Observer::sees_who_has_a_cpu() const { return tells_cpus_apart() || sees_private_steps(); }

bool Observer::sees_steps() const {
  return any_pattern(properties_,
                     [](const EventPattern& pattern) { return pattern.kind == EventKind::step; });
}

std::vector<Expectation> what_must_hold(std::vector<Expectation> properties) {
  std::erase_if(properties, [](const Expectation& property) {
    return std::holds_alternative<Sometimes>(property.what);
  });
  return properties;
}

void Watcher::before(const Machine& machine, const Choice& choice) {
  if (choice.kind == ChoiceKind::step && observer_.sees_steps()) {
    see(step_event(machine, choice.cpu));
  }
}

void Watcher::report(const Event& event) {
  see(event);
  if (next_ != nullptr) {
    next_->report(event);
  }
}

void Watcher::see(const Event& event) {
  const std::optional<std::size_t> broken = observer_.see(event, memory_);
  broken_ = broken_ ? broken_ : broken;
}

std::optional<std::size_t> apply_observed(const Machine& machine, const Choice& choice,
                                          const Observer& observer, Observer::Memory memory) {
  if (!observer.watches()) {
    apply(machine, choice, nullptr);
    return std::nullopt;
  }
  Watcher watcher(observer, memory);
  watcher.before(machine, choice);
  apply(machine, choice, &watcher);
  return watcher.broken();
}

}  // namespace umsim::explore

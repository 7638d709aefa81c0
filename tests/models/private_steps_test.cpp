// What the search does in one with the step before (decisions 0016 and 0092): private steps, sleeps
// and dispatches. Nobody can tell whether one has been done.

#include "models/machine/private_steps.h"

#include <algorithm>
#include <set>

#include <catch2/catch.hpp>

#include "models/kernel/arrivals.h"
#include "models/kernel/dispatcher.h"
#include "models/kernel/interrupt.h"
#include "models/machine/exclusive_steps.h"
#include "models/machine/routines.h"
#include "tests/models/commuting.h"
#include "tests/models/sample_systems.h"
#include "tests/models/walks.h"

namespace umsim::test {
namespace {

constexpr Effort kEffort{20, 1000};
// Of private steps there are many, and each is held against all that others can do.
constexpr Effort kStepEffort{4, 800};
// Some dispatch leads from one state to the other: of the thread, or of one that has lost its CPU
// because none was idle any more.
bool is_a_dispatch_away(const KeyFormat& format, Image& image, const Bytes& other) {
  std::vector<Choice> choices;
  enabled_choices(image.machine(), choices);
  return std::ranges::any_of(choices, [&](const Choice& choice) {
    std::optional<Image> next;
    if (choice.kind == ChoiceKind::dispatch) next = after(image, choice);
    return next && key_of(format, *next) == other;
  });
}

// What else can happen can happen behind the dispatch as well, and leads to the same state.
std::string fault_of_dispatch(const KeyFormat& format, const Image& image, const Choice& dispatch) {
  Image state = image;
  for (const Choice& other : choices_of_others(state, dispatch.cpu)) {
    if (other.kind == ChoiceKind::dispatch) {
      continue;  // all of them are tried
    }
    const std::string what = std::to_string(static_cast<int>(other.kind)) + " " +
                             (other.cpu.valid() ? label_of(state.machine(), other) : "");
    std::optional<Image> first = after(after(image, dispatch), other);
    std::optional<Image> second = after(after(image, other), dispatch);
    if (first.has_value() != second.has_value()) {
      return "a dispatch decides whether there is kind " + what;
    }
    if (first && key_of(format, *first) != key_of(format, *second) &&
        !is_a_dispatch_away(format, *first, key_of(format, *second))) {
      return "a dispatch matters to kind " + what;
    }
  }
  return "";
}

// Where another thread is ready behind the dispatch and no CPU idle, an interrupt undoes it.
bool gives_back(const KeyFormat& format, const Image& image, const Choice& dispatch,
                Faults& faults) {
  Image before = image;
  std::optional<Image> back =
      after(after(image, dispatch), {ChoiceKind::interrupt, dispatch.cpu, 0});
  if (back) {
    faults.add(key_of(format, *back) == key_of(format, before)
                   ? ""
                   : "an interrupt leaves something of a dispatch behind");
  }
  return back.has_value();
}

// Whether what happens between the interrupt `choice` and its decision leads to where it leads when
// it happens before both, or when there is no interrupt. How many such choices there are.
std::size_t try_decision(const KeyFormat& format, RandomWalk& walk, const Choice& choice,
                         Faults& faults) {
  if (choice.kind != ChoiceKind::interrupt || walk.machine().cpu(choice.cpu).mode != Mode::user) {
    return 0;
  }
  const Choice step{ChoiceKind::step, choice.cpu, 0};
  const ThreadId thread = walk.machine().cpu(choice.cpu).current;
  const std::optional<Image> taken = after(after(walk.image(), choice), step);
  Image asked = taken ? *taken : walk.image();
  if (!taken || !decides_interrupt(asked.machine(), choice.cpu)) {
    return 0;
  }
  const std::vector<Choice> others = choices_of_others(asked, choice.cpu);
  for (const Choice& other : others) {
    const std::optional<Image> late = after(after(taken, other), step);
    const std::optional<Image> first = after(walk.image(), other);
    const std::optional<Image> early = after(after(after(first, choice), step), step);
    const auto leads_there = [&](const std::optional<Image>& state) {
      return state && come_together(format, *late, *state, choice.cpu, thread);
    };
    faults.add(!late || leads_there(early) || leads_there(first)
                   ? ""
                   : "a decision depends on more than its own time");
  }
  return others.size();
}

// Whatever else can happen can happen behind the arrival as well, and leads to the same state.
std::string fault_of_arrival(const KeyFormat& format, const Image& image, const Choice& arrival) {
  Image state = image;
  for (const Choice& other : choices_of_others(state, CpuId())) {
    std::optional<Image> before = after(after(image, arrival), other);
    std::optional<Image> behind = after(after(image, other), arrival);
    if (!before || !behind || key_of(format, *before) != key_of(format, *behind)) {
      return "a late APC matters to kind " + std::to_string(static_cast<int>(other.kind)) + " " +
             (other.cpu.valid() ? label_of(state.machine(), other) : "");
    }
  }
  return "";
}

// What a sleep that is over turns into.
bool is_unnoticed(const Machine& machine, CpuId cpu) {
  return sleeps_privately(machine, cpu) || is_private(machine, cpu) ||
         (has_exclusive_steps(machine.system()) && is_exclusive(machine, cpu));
}

}  // namespace

TEST_CASE("A private step can be done before or after whatever else happens") {
  Faults faults;
  std::size_t steps = 0;
  for (const Sample& sample : all_samples()) {
    const Layout layout(sample.system);
    const KeyFormat format(sample.system, layout);
    walk_all({sample}, kStepEffort, [&](RandomWalk& walk, const Choice& choice) {
      for (std::size_t i = 0; i < sample.system.cpus; ++i) {
        if (is_private(walk.machine(), CpuId(i))) {
          faults.add(fault_of(format, walk.image(), CpuId(i), is_private));
          ++steps;
        }
      }
      walk.make(choice);
    });
  }
  CHECK(faults.text() == kNoFault);
  CHECK(steps > 2'000);
}

TEST_CASE("What happens between an interrupt and its decision can as well happen before both") {
  Faults faults;
  std::size_t decisions = 0;
  for (const Sample& sample : all_samples()) {
    const Layout layout(sample.system);
    const KeyFormat format(sample.system, layout);
    walk_all({sample}, kEffort, [&](RandomWalk& walk, const Choice& choice) {
      decisions += try_decision(format, walk, choice, faults);
      walk.make(choice);
    });
  }
  CHECK(faults.text() == kNoFault);
  CHECK(decisions > 1'000);
}

TEST_CASE("Whether a thread sleeps or is about to, nobody can tell") {
  Faults faults;
  std::set<std::string_view> rows;
  std::size_t on_few_cpus = 0;
  for (const Sample& sample : on_few_and_many_cpus()) {
    const Layout layout(sample.system);
    const KeyFormat format(sample.system, layout);
    walk_all({sample}, kStepEffort, [&](RandomWalk& walk, const Choice& choice) {
      const bool suffices = has_cpu_for_all(walk.machine());
      for (std::size_t i = 0; i < sample.system.cpus; ++i) {
        if (sleeps_privately(walk.machine(), CpuId(i))) {
          const auto fault = suffices ? fault_of : fault_of_leaving;
          faults.add(fault(format, walk.image(), CpuId(i), is_unnoticed));
          rows.insert(step_at(next_step(walk.machine(), CpuId(i))).label);
          on_few_cpus += suffices ? 0U : 1U;
        }
      }
      walk.make(choice);
    });
  }
  CHECK(faults.text() == kNoFault);
  CHECK(on_few_cpus > 2'000);
  for (const char* row : {"FIG2.8.park", "FIG2.6.sleep", "SERVICE.wait", "FIG13.answer", "FIG14.B9",
                          "FIG8.released"}) {
    CAPTURE(row);
    CHECK(rows.count(row) == 1);
    CHECK(may_sleep_privately(find_step(row).value()));
  }
  CHECK(rows.size() == 6);
}

TEST_CASE("Where a CPU cannot be exchanged, or a safeguard is missing, a sleep is to be seen") {
  std::size_t not_exchanged = 0;
  walk_all(all_samples(), kEffort, [&](RandomWalk& walk, const Choice& choice) {
    const System& system = walk.machine().system();
    const bool exchanged = has_cpu_for_all(walk.machine()) || exchanges_cpus(system);
    const bool hidden = system.knock_outs.none() && exchanged;
    not_exchanged += exchanged ? 0U : 1U;
    for (std::size_t i = 0; !hidden && i < system.cpus; ++i) {
      REQUIRE_FALSE(sleeps_privately(walk.machine(), CpuId(i)));
    }
    walk.make(choice);
  });
  CHECK(not_exchanged > 1'000);
}

TEST_CASE("A dispatch on an idle CPU takes nothing from anybody, and an interrupt gives it back") {
  Faults faults;
  std::size_t dispatches = 0;
  std::size_t given_back = 0;
  for (const Sample& sample : all_samples()) {
    if (!dispatches_at_once(sample.system)) {
      continue;
    }
    const Layout layout(sample.system);
    const KeyFormat format(sample.system, layout);
    walk_all({sample}, kEffort, [&](RandomWalk& walk, const Choice& choice) {
      if (due_dispatch(walk.machine()).is_next()) {
        const Choice first = due_dispatch(walk.machine()).first;
        faults.add(fault_of_dispatch(format, walk.image(), first));
        given_back += gives_back(format, walk.image(), first, faults) ? 1U : 0U;
        ++dispatches;
      }
      walk.make(choice);
    });
  }
  CHECK(faults.text() == kNoFault);
  CHECK(dispatches > 5'000);
  CHECK(given_back > 100);
}

TEST_CASE("An APC that comes too late leaves everything else as it is") {
  Faults faults;
  std::size_t late = 0;
  for (const Sample& sample : all_samples()) {
    const Layout layout(sample.system);
    const KeyFormat format(sample.system, layout);
    walk_all({sample}, kEffort, [&](RandomWalk& walk, const Choice& choice) {
      for (std::size_t i = 0; i < sample.system.apcs.size(); ++i) {
        if (comes_too_late(walk.machine(), ApcId(i)) && sample.system.knock_outs.none()) {
          faults.add(
              fault_of_arrival(format, walk.image(), {ChoiceKind::arrive, {}, ApcId(i).value}));
          ++late;
        }
      }
      walk.make(choice);
    });
  }
  CHECK(faults.text() == kNoFault);
  CHECK(late > 5'000);
}

TEST_CASE("Who of those that can run has lost its CPU, nobody can tell") {
  Faults faults;
  std::size_t preemptions = 0;
  for (const Sample& sample : all_samples()) {
    if (!may_leave_preemptions(sample.system)) {
      continue;
    }
    const Layout layout(sample.system);
    const KeyFormat format(sample.system, layout);
    walk_all({sample}, kEffort, [&](RandomWalk& walk, const Choice& choice) {
      if (choice.kind == ChoiceKind::interrupt && preemption_matters(walk.machine())) {
        const std::optional<Image> behind = after(walk.image(), choice);
        const auto key = key_without_cpus(format, walk.image());
        faults.add(key && key == key_without_cpus(format, behind.value())
                       ? ""
                       : label_of(walk.machine(), choice) + " is left another way");
        ++preemptions;
      }
      walk.make(choice);
    });
  }
  CHECK(faults.text() == kNoFault);
  CHECK(preemptions > 5'000);
}

TEST_CASE("Where an event comes on the way of an interrupt, threads are told apart by their CPUs") {
  const auto with_event_at = [](const char* row) {
    System system = SystemBuilder().cpus(1).parked("W1", "exit").primary("P1").build();
    ApcSpec event;
    event.target = ThreadId(0);
    event.place = {ThreadId(1), find_step(row).value(), 0, 1};
    system.apcs.push_back(event);
    return system;
  };
  CHECK(exchanges_cpus(with_event_at("FIG15.B1")));
  CHECK_FALSE(exchanges_cpus(with_event_at("INT.quantum")));
  CHECK_FALSE(exchanges_cpus(with_event_at("ENTRY.return")));
  CHECK_FALSE(exchanges_cpus(with_event_at("FIG2.8.leave")));
}

TEST_CASE("Private steps report only events that are known to be theirs, and each of these") {
  CHECK(faults_of_reports(all_samples(), kEffort,
                          {is_private, may_be_private, may_be_reported_privately, true}) ==
        kNoFault);
}

TEST_CASE("Merged sleeps report only events that are known to be theirs, and each of these") {
  CHECK(faults_of_reports(with_cpus_for_all(), kEffort,
                          {sleeps_privately, may_sleep_privately, may_be_reported_by_sleep}) ==
        kNoFault);
}

TEST_CASE("A private step keeps its CPU") {
  Faults faults;
  walk_all(all_samples(), kEffort, [&](RandomWalk& walk, const Choice& choice) {
    const bool is_step = choice.kind == ChoiceKind::step;
    const bool is_private_step = is_step && is_private(walk.machine(), choice.cpu);
    const ThreadId self = is_step ? walk.machine().cpu(choice.cpu).current : ThreadId();
    walk.make(choice);
    const bool stays = !is_step || walk.machine().cpu(choice.cpu).current == self;
    faults.add(is_private_step && !stays ? "a private step gives up its CPU" : "");
  });
  CHECK(faults.text() == kNoFault);
}

}  // namespace umsim::test

// Properties in the search: the same verdicts and lengths as a plain walk over all interleavings,
// with and without what makes the search smaller.
#include "sim/explore/observer.h"

#include <algorithm>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "models/machine/routines.h"
#include "models/machine/symmetry.h"
#include "sim/explore/model_search.h"
#include "sim/explore/random_numbers.h"
#include "sim/explore/witness.h"
#include "sim/scenario/names.h"
#include "tests/explore/properties_reference.h"
#include "tests/explore/random_properties.h"
#include "tests/explore/small_systems.h"
#include "tests/models/events.h"

namespace umsim::explore::test {
namespace {

ModelResult search_for(const System& system, const Expectation& property, Reductions reductions) {
  ModelSearchOptions options;
  options.check_progress = false;
  options.reductions = reductions;
  options.observer = Observer({property});
  return search_model(system, options);
}

// Replays the choices, and says whether the property breaks with the last of them, or at the end.
bool breaks_at_last(const System& system, const Expectation& property,
                    const std::vector<Choice>& choices) {
  const Layout layout(system);
  Image image(system, layout);
  const Observer observer({property});
  std::vector<std::byte> memory(observer.bytes());
  for (std::size_t i = 0; i < choices.size(); ++i) {
    if (apply_observed(image.machine(), choices[i], observer, memory)) {
      return i + 1 == choices.size();
    }
  }
  return observer.at_end(image.machine(), memory).has_value();
}

struct Tally {
  std::size_t broken = 0;
  std::size_t kept = 0;
};

void compare(const System& system, const Expectation& property, Tally& tally) {
  const PropertyVerdict plain = judge_plainly(system, property);
  CAPTURE(text_of(system, property), plain.states);
  for (const Reductions reductions :
       {Reductions{}, Reductions{.cpu_symmetry = false}, Reductions{.thread_symmetry = false},
        Reductions{.merges = {.private_steps = false}}, Reductions{.merges = {.sleeps = false}},
        Reductions{.merges = {.exclusive_steps = false}},
        Reductions{.merges = {.dispatches = false}}, Reductions{.merges = {.preemptions = false}},
        Reductions{.merges = {.late_apcs = false}}, Reductions{.merges = kSingleSteps}}) {
    const ModelResult result = search_for(system, property, reductions);
    REQUIRE(result.search.stop == Stop::none);
    REQUIRE(result.findings.empty() == !plain.steps);
    if (!result.findings.empty()) {
      const ModelFinding& finding = result.findings.front();
      CHECK(finding.property == 0);
      CHECK(finding.is_shortest);
      CHECK(finding.choices.size() == *plain.steps);
      CHECK(breaks_at_last(system, property, finding.choices));
    }
  }
  plain.steps ? ++tally.broken : ++tally.kept;
}

TEST_CASE("Properties are judged as a plain walk over all interleavings judges them",
          "[explore][properties]") {
  const Instructions sleeps{instruction(Opcode::sleep)};
  const std::vector<NamedSystem> systems{
      {"one CPU, two workers", make_system({1, 1, {{yield()}, {}}, {}})},
      {"two CPUs, two workers that are alike", make_system({2, 1, {{}, {}}, {}})},
      {"two primaries that are alike", make_system({2, 2, {{}}, {}})},
      {"an APC to a worker that sleeps", make_system({1, 1, {sleeps}, {{ApcKind::routine, 0}}})},
      {"a worker that yields, and its context set",
       make_system({2, 1, {{}}, {{ApcKind::set_context, 0}}})},
  };
  Tally tally;
  for (const NamedSystem& small : systems) {
    RandomNumbers random(7);
    for (unsigned i = 0; i < 8; ++i) {
      CAPTURE(small.name, i);
      compare(small.system, random_property(small.system, random), tally);
    }
  }
  CHECK(tally.broken > 15);
  CHECK(tally.kept > 10);
}

EventPattern of(EventKind kind, std::size_t thread) {
  EventPattern pattern;
  pattern.kind = kind;
  pattern.thread = ThreadId(thread);
  return pattern;
}

TEST_CASE("Preemptions and APCs that come too late are counted as a plain walk counts them",
          "[explore][properties]") {
  const System system = make_system({1, 1, {{}}, {{ApcKind::routine, 0}}});
  Tally tally;
  for (const EventKind kind : {EventKind::preempt, EventKind::interrupt, EventKind::apc_queued,
                               EventKind::apc_end, EventKind::apc_taken}) {
    for (const std::size_t thread : {0U, 1U}) {
      for (const std::uint64_t most : {0U, 1U, 3U}) {
        compare(system, {Count{of(kind, thread), 0, most}, "", {}}, tally);
        compare(system, {Count{of(kind, thread), most + 1, most + 9}, "", {}}, tally);
      }
    }
  }
  CHECK(tally.broken > 20);
  CHECK(tally.kept > 5);
}

std::size_t renamings_kept(const System& system, const Observer& observer) {
  const std::vector<Renaming> all = symmetries(system);
  return static_cast<std::size_t>(std::ranges::count_if(
      all, [&](const Renaming& renaming) { return observer.respects(renaming); }));
}

TEST_CASE("A property keeps the name of what it names, and lets the others change places",
          "[explore][properties]") {
  const System system = make_system({2, 1, {{}, {}, {}}, {}});
  REQUIRE(symmetries(system).size() == 6);
  const auto kept = [&](std::vector<Expectation> properties) {
    return renamings_kept(system, Observer(std::move(properties)));
  };
  const Expectation first{Never{of(EventKind::park, 0)}, "", {}};
  const Expectation second{Never{of(EventKind::park, 1)}, "", {}};
  const Expectation third{Never{of(EventKind::park, 2)}, "", {}};
  CHECK(kept({first}) == 2);
  CHECK(kept({first, second}) == 2);
  CHECK(kept({first, second, third}) == 6);
  EventPattern any;
  any.kind = EventKind::park;
  CHECK(kept({{Count{any, 0, 2}, "", {}}}) == 6);
  // What is remembered of one is not what is remembered of the other.
  CHECK(kept({{Eventually{of(EventKind::park, 0)}, "", {}},
              {Eventually{of(EventKind::park, 1)}, "", {}}}) == 1);
  CHECK(kept({{Final{ThreadId(0U), FinalState::terminated}, "", {}}}) == 2);
}

TEST_CASE("Only what a property remembers widens the key", "[explore][properties]") {
  EventPattern any;
  any.kind = EventKind::park;
  CHECK(Observer().bytes() == 0);
  CHECK(Observer({{Never{any}, "", {}}, {Sometimes{{any}}, "", {}}}).bytes() == 0);
  CHECK(Observer({{Eventually{any}, "", {}}, {Never{any}, "", {}}, {Count{any, 0, 4}, "", {}}})
            .bytes() == 2);
}

TEST_CASE("What can be seen of a private step keeps the search in single steps",
          "[explore][properties]") {
  EventPattern pattern;
  const auto sees = [&] { return Observer({{Never{pattern}, "", {}}}).sees_private_steps(); };
  CHECK(sees());  // any event
  pattern.kind = EventKind::ums_switch;
  CHECK_FALSE(sees());
  pattern.kind = EventKind::teb_load;
  CHECK(sees());
  pattern.steps = {find_step("FIG15.B3").value()};
  CHECK_FALSE(sees());
  pattern.steps = {find_step("FIG2.6.teb").value()};
  CHECK(sees());
  pattern.steps = {find_step("FIG15.B3").value()};
  for (const EventKind kind :
       {EventKind::interrupt, EventKind::preempt, EventKind::cpu_idle, EventKind::thread_switch}) {
    pattern.kind = kind;
    CHECK(sees());
  }
}

TEST_CASE("What can be seen of an exclusive step or of an interrupt keeps those in single steps",
          "[explore][properties]") {
  EventPattern pattern;
  const auto sees = [&] { return Observer({{Never{pattern}, "", {}}}).sees_exclusive_steps(); };
  CHECK(sees());  // any event
  for (const EventKind kind :
       {EventKind::apc_queued, EventKind::list_push, EventKind::queue_push}) {
    pattern.kind = kind;
    CHECK_FALSE(sees());
  }
  for (const EventKind kind : {EventKind::lock_transition, EventKind::ums_switch,
                               EventKind::interrupt, EventKind::preempt}) {
    pattern.kind = kind;
    CHECK(sees());
  }
}

TEST_CASE("What can be seen of a preemption or of an APC that comes keeps them in single steps",
          "[explore][properties]") {
  EventPattern pattern;
  const auto observer = [&] { return Observer({{Never{pattern}, "", {}}}); };
  CHECK(observer().sees_who_has_a_cpu());  // any event
  CHECK(observer().sees_late_apcs());
  for (const EventKind kind : {EventKind::preempt, EventKind::thread_switch, EventKind::kernel_exit,
                               EventKind::interrupt}) {
    pattern.kind = kind;
    CHECK(observer().sees_who_has_a_cpu());
    CHECK_FALSE(observer().sees_late_apcs());
  }
  for (const EventKind kind : {EventKind::apc_queued, EventKind::apc_end}) {
    pattern.kind = kind;
    CHECK_FALSE(observer().sees_who_has_a_cpu());
    CHECK(observer().sees_late_apcs());
  }
  pattern.kind = EventKind::ums_switch;
  CHECK_FALSE(observer().sees_who_has_a_cpu());
  pattern.cpu = CpuId(0);
  CHECK(observer().sees_who_has_a_cpu());
}

TEST_CASE("Threads may rest for good where finals say so, and nowhere else [EXIT-10]",
          "[explore][properties]") {
  // Nobody sets the event that the worker waits for, so that its primary waits for ever too.
  Instruction wait = instruction(Opcode::wait);
  wait.object = ObjectId(0U);
  wait.cycles = 0;  // no time-out
  System system = make_system({1, 1, {{wait}}, {}});
  system.objects = {{"event", ObjectKind::synchronization_event}};
  const auto verdict = [&](FinalState worker, FinalState primary) {
    ModelSearchOptions options;
    options.observer =
        Observer({{Final{ThreadId(0U), worker}, "", {}}, {Final{ThreadId(1U), primary}, "", {}}});
    return search_model(system, options).search.verdict;
  };
  CHECK(search_model(system, {}).search.verdict == Verdict::violated);
  CHECK(verdict(FinalState::blocked, FinalState::blocked) == Verdict::holds);
  CHECK(verdict(FinalState::parked, FinalState::blocked) == Verdict::violated);
  CHECK(verdict(FinalState::blocked, FinalState::terminated) == Verdict::violated);
}

TEST_CASE("What happens in some interleaving is found, and what happens in none is not",
          "[explore][properties]") {
  const System system = make_system({2, 1, {{}, {}}, {}});
  const auto ends = [](std::size_t worker) { return of(EventKind::thread_end, worker); };
  const Expectation one{Sometimes{{ends(0), ends(1)}}, "", {}};
  const Expectation other{Sometimes{{ends(1), ends(0)}}, "", {}};
  const Expectation twice{Sometimes{{ends(0), ends(0)}}, "", {}};
  CHECK(look_for(system, one, {}).found);
  CHECK_FALSE(look_for(system, other, {}).found);  // first come, first served
  const Witness none = look_for(system, twice, {});
  CHECK_FALSE(none.found);
  CHECK(none.stop == Stop::none);
  ModelSearchOptions few;
  few.max_states = 10;
  CHECK(look_for(system, twice, few).stop == Stop::state_budget);
}

}  // namespace
}  // namespace umsim::explore::test

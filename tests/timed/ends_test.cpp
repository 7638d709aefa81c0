// How a run ends, and what the result says of it.
#include <catch2/catch.hpp>

#include "models/machine/internal_error.h"
#include "tests/timed/small_scenarios.h"
#include "tests/timed/traced_run.h"
#include "traces/recorder.h"

namespace umsim::timed::test {
namespace {

Scenario endless() { return standard_threads(1, {{compute(10), repeat(0, 0)}}); }

TEST_CASE("A run ends with its last thread") {
  const TracedRun run = run_traced(standard_threads(2, {{compute(10)}, {compute(50)}}));
  CHECK(run.result.stop == StopReason::all_ended);
  CHECK(run.result.end_cycles == 58);
  CHECK(run.result.final_states() == std::vector(2, FinalState::terminated));
  CHECK(describe_threads(standard_threads(2, {{}, {}}).system, run.result).empty());
}

TEST_CASE("A time budget ends a run") {
  Options options;
  options.max_cycles = 1000;
  const TracedRun run = run_traced(endless(), options);
  CHECK(run.result.stop == StopReason::time_budget);
  CHECK(run.result.end_cycles == 1000);
  CHECK(run.result.last_cycles < 1000);
}

TEST_CASE("The end that a scenario asks for is no budget") {
  Scenario scenario = endless();
  scenario.run.stop_at_cycles = 500;
  Options options;
  options.max_cycles = 1000;
  const TracedRun run = run_traced(scenario, options);
  CHECK(run.result.stop == StopReason::stop_time);
  CHECK(run.result.end_cycles == 500);
  CHECK(run.result.final_states() == std::vector{FinalState::running});
}

TEST_CASE("A step budget ends a run after so many steps") {
  Options options;
  options.max_steps = 77;
  const TracedRun run = run_traced(endless(), options);
  CHECK(run.result.stop == StopReason::step_budget);
  CHECK(run.result.steps == 77);
  CHECK(run.result.count(EventKind::step) == 0);  // step events go to the recorder only
  CHECK(run.result.cpus[0].steps == 77);
}

TEST_CASE("A compute instruction longer than time itself ends with the budget") {
  Options options;
  options.max_cycles = 1'000'000;
  const TracedRun run = run_traced(standard_threads(1, {{compute(UINT64_MAX)}}), options);
  CHECK(run.result.stop == StopReason::time_budget);
  CHECK(run.result.end_cycles == 1'000'000);
}

TEST_CASE("When nothing can happen any more, the run says what each thread is doing") {
  Scenario scenario = workers(2, 0, {{compute(10)}, {compute(10)}});
  add_standard_thread(scenario, "A", {compute(10)});
  const TracedRun run = run_traced(scenario);
  CHECK(run.result.stop == StopReason::deadlock);
  CHECK(describe_threads(scenario.system, run.result) ==
        "W1 is parked, and on no primary\nW2 is parked, and on no primary\n");
  CHECK(run.result.final_states() ==
        std::vector{FinalState::parked, FinalState::parked, FinalState::terminated});
  CHECK(run.result.end_cycles == 18);
}

TEST_CASE("A broken invariant ends the run, and the result says which step broke it") {
  Scenario scenario = workers(1, 1, {{system_call(10)}});
  scenario.system.knock_outs.set(static_cast<std::size_t>(KnockOut::queue_concurrency_one));
  const TracedRun run = run_traced(scenario);
  CHECK(run.result.stop == StopReason::broken_invariant);
  REQUIRE(run.result.broken != nullptr);
  CHECK(run.result.broken->id == "INV-10");
  CHECK(run.result.last_choice == run.result.log.back().choice);
  CHECK(run.result.last_cycles == run.events.back().time_cycles);
}

TEST_CASE("The result counts what the trace tells") {
  const Scenario scenario = workers(2, 1, {{compute(10), yield(), compute(5)}, {sleep(20)}});
  const TracedRun run = run_traced(scenario);
  CHECK(run.result.stop == StopReason::all_ended);
  for (std::size_t kind = 0; kind < static_cast<std::size_t>(EventKind::step); ++kind) {
    CHECK(run.result.events[kind] == run.times(static_cast<EventKind>(kind)).size());
  }
  CHECK(run.result.count(EventKind::ums_yield) == 1);
  CHECK(run.result.count(EventKind::directed_switch) == 3);
  CHECK(run.result.choices == run.result.log.size());
}

TEST_CASE("A second run in one process is refused") {
  const Scenario scenario = standard_threads(1, {{compute(10)}});
  CHECK(run(scenario, {}, nullptr).stop == StopReason::all_ended);
  CHECK_THROWS_AS(run(scenario, {}, nullptr), InternalError);
}

TEST_CASE("What is thrown inside the simulation comes out of it") {
  const Scenario scenario = standard_threads(1, {{compute(10)}});
  TraceHeader header;
  header.system = &scenario.system;
  Recorder recorder(header);
  recorder.begin();
  recorder.set_time(5);  // so that the run, which begins at 0, would go back in time
  CHECK_THROWS_AS(run(scenario, {}, &recorder), InternalError);
}

}  // namespace
}  // namespace umsim::timed::test

// The kernel's scheduler in time: the quantum, and who gets a CPU.
#include <catch2/catch.hpp>

#include "tests/timed/small_scenarios.h"
#include "tests/timed/traced_run.h"

namespace umsim::timed::test {
namespace {

using Times = std::vector<std::uint64_t>;
using Threads = std::vector<ThreadId>;

const ThreadId kA(0U);
const ThreadId kB(1U);
const ThreadId kC(2U);

TEST_CASE("A thread is interrupted exactly when its quantum is over") {
  Scenario scenario = standard_threads(1, {{compute(100)}, {compute(100)}});
  scenario.machine.quantum_cycles = 40;
  const TracedRun run = run_traced(scenario);
  // A gets the CPU at 0 and runs from 1 on; B runs from 44 on, since saving, choosing and
  // dispatching take a cycle each.
  CHECK(run.times(EventKind::interrupt, kA) == Times{41, 127});
  CHECK(run.times(EventKind::preempt, kA) == Times{42, 128});
  CHECK(run.times(EventKind::thread_switch, kB) == Times{43, 129, 204});
  CHECK(run.times(EventKind::interrupt, kB) == Times{84, 170});
  // A computes 39 cycles until 41, 38 from 89 to 127, and the other 23 from 175 on.
  CHECK(run.step_times("USER.compute") == Times{41, 84, 127, 170, 198, 230});
}

TEST_CASE("Ready threads get the CPU in turn") {
  Scenario scenario = standard_threads(1, {{compute(80)}, {compute(80)}, {compute(80)}});
  scenario.machine.quantum_cycles = 50;
  const TracedRun run = run_traced(scenario);
  CHECK(run.threads(EventKind::thread_switch) == Threads{kA, kB, kC, kA, kB, kC});
}

TEST_CASE("A quantum without a rival begins again") {
  Scenario scenario = standard_threads(1, {{compute(500)}});
  scenario.machine.quantum_cycles = 50;
  const TracedRun run = run_traced(scenario);
  CHECK(run.result.count(EventKind::interrupt) == 0);
  CHECK(run.step_times("USER.compute") == Times{502});
}

TEST_CASE("A quantum that began again ends in time for a rival that came later") {
  Scenario scenario = standard_threads(2, {{compute(500)}, {compute(500)}, {sleep(60)}});
  scenario.machine.quantum_cycles = 50;
  // C takes its turn after A's first quantum; when it sleeps, A goes on, and has no rival until 60
  // cycles later.
  const TracedRun run = run_traced(scenario);
  CHECK(run.result.stop == StopReason::all_ended);
  const Times began = run.times(EventKind::thread_switch, kC);
  REQUIRE(began.size() >= 2);
  const std::uint64_t woken = run.times(EventKind::unblock, kC).at(0);
  CHECK(began[1] > woken);
  CHECK(began[1] <= woken + 50);
}

TEST_CASE("However short the quantum, every turn runs a step") {
  Scenario scenario = standard_threads(1, {{compute(5)}, {compute(5)}});
  scenario.machine.quantum_cycles = 1;
  scenario.machine.step_cycles[static_cast<std::size_t>(CostClass::context_switch)] = 1000;
  Options options;
  options.max_steps = 500;
  const TracedRun run = run_traced(scenario, options);
  CHECK(run.result.stop == StopReason::step_budget);
  CHECK(run.result.count(EventKind::thread_switch) <= 500);
}

TEST_CASE("An interrupt waits for a step that allows it") {
  Scenario scenario = standard_threads(1, {{system_call(5)}, {compute(1)}});
  scenario.machine.quantum_cycles = 2;
  Options options;
  options.max_cycles = 5;
  const TracedRun run = run_traced(scenario, options);
  // The quantum is over at 3, but FIG2.4 saves the registers of the call then.
  CHECK(run.step_times("FIG2.4") == Times{3});
  CHECK(run.times(EventKind::preempt, kA) == Times{4});
  CHECK(run.times(EventKind::thread_switch, kB) == Times{4});
}

TEST_CASE("A preempted worker or primary causes no upcall", "[BLOCK-10]") {
  Scenario scenario = workers(1, 1, {{compute(300)}});
  add_standard_thread(scenario, "rival", {compute(300)});
  scenario.machine.quantum_cycles = 60;
  const TracedRun run = run_traced(scenario);
  CHECK(run.result.stop == StopReason::all_ended);
  CHECK(run.times(EventKind::preempt, thread_named(scenario, "P1")).size() >= 3);
  // The startup, and one when the worker has ended.
  CHECK(run.result.count(EventKind::upcall) == 2);
}

}  // namespace
}  // namespace umsim::timed::test

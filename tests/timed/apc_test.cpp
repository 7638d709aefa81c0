// APCs in time: when they arrive, and what an arrival does to a CPU that computes.
#include <catch2/catch.hpp>

#include "models/machine/routines.h"
#include "tests/timed/small_scenarios.h"
#include "tests/timed/traced_run.h"

namespace umsim::timed::test {
namespace {

using Times = std::vector<std::uint64_t>;

EventPlace at_place(ThreadId thread, const std::string& label, std::uint32_t occurrence) {
  const auto step = find_step(label);
  REQUIRE(step.has_value());
  return {thread, *step, occurrence};
}

TEST_CASE("An APC interrupts a compute instruction, and the rest is done afterwards") {
  Scenario scenario = standard_threads(1, {{compute(100)}});
  add_apc(scenario, ApcKind::routine, ThreadId(0U), AtTime{50});
  const TracedRun run = run_traced(scenario);
  CHECK(run.times(EventKind::apc_queued) == Times{50});
  CHECK(run.times(EventKind::interrupt) == Times{51});

  // It has computed since 2. What it had done then is in the log, so that it can be done again.
  const auto& log = run.result.log;
  const auto part = std::find_if(log.begin(), log.end(), [](const LoggedChoice& what) {
    return what.granted_cycles != kAllCycles;
  });
  REQUIRE(part != log.end());
  CHECK(part->granted_cycles == 49);
  CHECK(std::next(part)->choice == Choice{ChoiceKind::interrupt, CpuId(0U), 0});

  const std::uint64_t returned = run.times(EventKind::kernel_exit).at(1);
  CHECK(run.step_times("USER.compute") == Times{51, returned + 1 + 51});
}

TEST_CASE("An APC in the first moment of a compute instruction leaves all of it to do") {
  Scenario scenario = standard_threads(1, {{compute(100)}});
  add_apc(scenario, ApcKind::routine, ThreadId(0U), AtTime{1});
  const TracedRun run = run_traced(scenario);
  CHECK(run.times(EventKind::interrupt) == Times{2});
  const std::uint64_t returned = run.times(EventKind::kernel_exit).at(1);
  CHECK(run.step_times("USER.compute") == Times{returned + 1 + 100});
}

TEST_CASE("An APC at any time arrives in the first cycle") {
  Scenario scenario = standard_threads(1, {{compute(5)}});
  add_apc(scenario, ApcKind::routine, ThreadId(0U), AnyTime{});
  CHECK(run_traced(scenario).times(EventKind::apc_queued) == Times{0});
}

TEST_CASE("An APC at a place arrives when its thread is about to run the step for the n-th time") {
  Scenario scenario = standard_threads(1, {{system_call(3), repeat(0, 4)}});
  add_apc(scenario, ApcKind::routine, ThreadId(0U), at_place(ThreadId(0U), "SERVICE.run", 3));
  const TracedRun run = run_traced(scenario);
  REQUIRE(run.times(EventKind::apc_queued).size() == 1);
  const std::uint64_t arrived = run.times(EventKind::apc_queued)[0];
  const Times services = run.step_times("SERVICE.run");
  REQUIRE(services.size() == 5);
  CHECK(services[1] < arrived);
  // The kernel portion takes the APC at once, before the step.
  CHECK(arrived < services[2]);
  CHECK(run.times(EventKind::apc_begin).at(0) < services[2]);
}

TEST_CASE("A place in user mode is reached before its step, which is interrupted") {
  Scenario scenario = standard_threads(1, {{compute(10), compute(20)}});
  add_apc(scenario, ApcKind::routine, ThreadId(0U), at_place(ThreadId(0U), "USER.compute", 2));
  const TracedRun run = run_traced(scenario);
  // The first instruction ends at 13, and the second would begin.
  CHECK(run.times(EventKind::apc_queued) == Times{13});
  CHECK(run.times(EventKind::interrupt) == Times{13});
  CHECK(run.result.missing_apcs.empty());
}

TEST_CASE("A place that is never reached is reported") {
  Scenario scenario = standard_threads(1, {{compute(10)}});
  const ApcId apc =
      add_apc(scenario, ApcKind::routine, ThreadId(0U), at_place(ThreadId(0U), "USER.compute", 2));
  const TracedRun run = run_traced(scenario);
  CHECK(run.result.stop == StopReason::all_ended);
  CHECK(run.result.missing_apcs == std::vector{apc});
}

TEST_CASE("A fault strikes in the middle of what its thread computes", "[APC-8]") {
  Scenario scenario = standard_threads(1, {{compute(100)}});
  add_event(scenario, AsyncKind::hard_fault, ThreadId(0U), AtTime{50});
  const TracedRun run = run_traced(scenario);
  CHECK(run.times(EventKind::kernel_entry).at(0) == 51);
  CHECK(run.result.count(EventKind::block) == 1);
  // It has computed since 2; what is left is done when the page is there.
  const std::uint64_t returned = run.times(EventKind::kernel_exit).at(1);
  CHECK(run.step_times("USER.compute") == Times{51, returned + 1 + 51});
  const auto& unblocked = run.times(EventKind::unblock);
  REQUIRE(unblocked.size() == 1);
  CHECK(unblocked[0] == run.step_times("SERVICE.block").at(0) + 30);
}

TEST_CASE("An interrupt strikes in the middle of what its thread computes", "[ENTRY-7]") {
  Scenario scenario = standard_threads(1, {{compute(100)}});
  add_event(scenario, AsyncKind::interrupt, ThreadId(0U), AtTime{50});
  const TracedRun run = run_traced(scenario);
  CHECK(run.times(EventKind::interrupt) == Times{51});
  const std::uint64_t returned = run.times(EventKind::kernel_exit).at(1);
  CHECK(run.step_times("USER.compute") == Times{51, returned + 1 + 51});
}

TEST_CASE("A fault waits until its thread runs in user mode", "[APC-8]") {
  Scenario scenario = standard_threads(1, {{system_call(100), compute(10)}});
  add_event(scenario, AsyncKind::soft_fault, ThreadId(0U), AtTime{50});
  const TracedRun run = run_traced(scenario);
  CHECK(run.result.stop == StopReason::all_ended);
  REQUIRE(run.times(EventKind::kernel_entry).size() == 3);
  CHECK(run.times(EventKind::kernel_entry)[1] > 100);
}

TEST_CASE("A completion that is an event comes at its time and not by itself", "[BLOCK-1]") {
  Scenario scenario = standard_threads(1, {{sleep(200)}});
  add_event(scenario, AsyncKind::completion, ThreadId(0U), AtTime{500});
  CHECK(run_traced(scenario).times(EventKind::unblock) == Times{500});
}

TEST_CASE("A completion that is an event comes before it would come by itself", "[BLOCK-1]") {
  Scenario scenario = standard_threads(1, {{sleep(200)}});
  add_event(scenario, AsyncKind::completion, ThreadId(0U), AtTime{50});
  CHECK(run_traced(scenario).times(EventKind::unblock) == Times{50});
}

TEST_CASE("A completion that is an event comes as soon as somebody waits for it", "[BLOCK-1]") {
  Scenario scenario = standard_threads(1, {{compute(100), sleep(200)}});
  add_event(scenario, AsyncKind::completion, ThreadId(0U), AtTime{10});
  const TracedRun run = run_traced(scenario);
  CHECK(run.times(EventKind::unblock) == run.times(EventKind::block));
}

TEST_CASE("A sleep goes on while an APC is served", "[APC-9]") {
  Scenario scenario = standard_threads(1, {{sleep(200)}});
  add_apc(scenario, ApcKind::routine, ThreadId(0U), AtTime{100});
  const TracedRun run = run_traced(scenario);
  CHECK(run.result.count(EventKind::apc_end) == 1);
  CHECK(run.times(EventKind::unblock) == Times{206});
}

}  // namespace
}  // namespace umsim::timed::test

// When things happen, worked out by hand on small machines.
#include <catch2/catch.hpp>

#include "tests/timed/small_scenarios.h"
#include "tests/timed/traced_run.h"

namespace umsim::timed::test {
namespace {

using Times = std::vector<std::uint64_t>;

TEST_CASE("On the unit machine every step takes a cycle, and computing takes its own") {
  const TracedRun run = run_traced(standard_threads(1, {{compute(100)}}));
  CHECK(run.times(EventKind::thread_switch) == Times{0});
  CHECK(run.times(EventKind::kernel_exit) == Times{1});
  // It computes from 2 on; the instruction itself is the cycle after that.
  CHECK(run.step_times("USER.compute") == Times{102});
  CHECK(run.times(EventKind::kernel_entry) == Times{103});
  CHECK(run.step_times("FIG2.4") == Times{104});
  CHECK(run.step_times("FIG2.5") == Times{105});
  CHECK(run.step_times("SERVICE.run") == Times{106});
  CHECK(run.times(EventKind::thread_end) == Times{107});
  CHECK(run.result.stop == StopReason::all_ended);
  CHECK(run.result.end_cycles == 108);
  CHECK(run.result.cpus[0].busy_cycles == 108);
}

TEST_CASE("A step costs the cycles of its class, and a service its own as well") {
  Scenario scenario = standard_threads(1, {{system_call(7)}});
  const auto set_cost = [&](CostClass cost_class, std::uint64_t cycles) {
    scenario.machine.step_cycles[static_cast<std::size_t>(cost_class)] = cycles;
  };
  set_cost(CostClass::context_switch, 100);
  set_cost(CostClass::kernel_exit, 30);
  set_cost(CostClass::user_instruction, 2);
  set_cost(CostClass::kernel_entry, 20);
  set_cost(CostClass::kernel_step, 4);
  const TracedRun run = run_traced(scenario);
  CHECK(run.step_times("USER.system_call") == Times{130});
  CHECK(run.step_times("FIG2.4") == Times{132, 199});
  CHECK(run.step_times("FIG2.5") == Times{152, 219});
  CHECK(run.step_times("SERVICE.run") == Times{156, 223});
  CHECK(run.step_times("ENTRY.return") == Times{100, 167});
  CHECK(run.step_times("USER.exit") == Times{197});
}

TEST_CASE("A step without a cost takes a cycle all the same") {
  Scenario scenario = standard_threads(1, {{compute(10)}});
  scenario.machine.step_cycles.fill(0);
  CHECK(run_traced(scenario).result.end_cycles == 18);
}

TEST_CASE("A sleep ends its cycles after it began, and the CPU learns of it a cycle later") {
  const TracedRun run = run_traced(standard_threads(1, {{sleep(50)}}));
  CHECK(run.times(EventKind::block) == Times{6});
  CHECK(run.times(EventKind::unblock) == Times{56});
  CHECK(run.times(EventKind::thread_switch) == Times{0, 57});
  CHECK(run.step_times("SERVICE.wait") == Times{58});
}

TEST_CASE("Sleeps that end in the same cycle end in the order of the threads") {
  const TracedRun run = run_traced(standard_threads(2, {{sleep(20)}, {sleep(20)}}));
  CHECK(run.times(EventKind::unblock) == Times{26, 26});
  CHECK(run.threads(EventKind::unblock) == std::vector{ThreadId(0U), ThreadId(1U)});
}

TEST_CASE("A wait for a list with a time-out ends when nothing comes") {
  // The worker sleeps for long, so that its primary waits for the list again and again.
  Scenario scenario = workers(1, 1, {{sleep(1000)}});
  scenario.system.schedulers[0].dequeue_timeout_cycles = 100;
  const TracedRun run = run_traced(scenario);
  CHECK(run.result.stop == StopReason::all_ended);
  constexpr auto kList = static_cast<std::uint64_t>(WaitReason::list);
  std::uint64_t begun = 0;
  std::size_t timed_out = 0;
  for (const Event& event : run.events) {
    if (event.kind == EventKind::block && event.new_value == kList) {
      begun = event.time_cycles;
    } else if (event.kind == EventKind::unblock && event.old_value == kList &&
               event.time_cycles < 1000) {
      CHECK(event.time_cycles == begun + 100);
      ++timed_out;
    }
  }
  CHECK(timed_out > 5);
}

}  // namespace
}  // namespace umsim::timed::test

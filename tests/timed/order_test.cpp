// Who goes first when several could act in the same cycle.
#include <catch2/catch.hpp>

#include "tests/timed/small_scenarios.h"
#include "tests/timed/traced_run.h"

namespace umsim::timed::test {
namespace {

std::vector<CpuId> cpus_of(const std::vector<LoggedChoice>& log, std::size_t count) {
  std::vector<CpuId> cpus;
  for (std::size_t i = 0; i < count; ++i) {
    cpus.push_back(log.at(i).choice.cpu);
  }
  return cpus;
}

TEST_CASE("In one cycle the CPUs act by number") {
  const TracedRun run = run_traced(standard_threads(3, {{compute(5)}, {compute(5)}, {compute(5)}}));
  const CpuId first(0U);
  const CpuId second(1U);
  const CpuId third(2U);
  CHECK(cpus_of(run.result.log, 6) == std::vector{first, second, third, first, second, third});
  CHECK(run.times(EventKind::kernel_exit) == std::vector<std::uint64_t>{1, 1, 1});
}

TEST_CASE("The thread that has been ready longest goes to the first CPU") {
  const TracedRun run = run_traced(standard_threads(2, {{sleep(30)}, {sleep(10)}}));
  const std::vector<Event>& events = run.events;
  std::vector<std::pair<ThreadId, CpuId>> switches;
  for (const Event& event : events) {
    if (event.kind == EventKind::thread_switch) {
      switches.emplace_back(event.thread, event.cpu);
    }
  }
  const std::vector<std::pair<ThreadId, CpuId>> expected = {{ThreadId(0U), CpuId(0U)},
                                                            {ThreadId(1U), CpuId(1U)},
                                                            // B wakes first, and both CPUs are
                                                            // idle.
                                                            {ThreadId(1U), CpuId(0U)},
                                                            {ThreadId(0U), CpuId(0U)}};
  CHECK(switches == expected);
}

TEST_CASE("A device acts after the CPUs, so that they see it a cycle later") {
  // A's sleep ends at 36. B computes from 2 to 35 and begins to exit at 36, in the same cycle.
  const TracedRun run = run_traced(standard_threads(2, {{sleep(30)}, {compute(33)}}));
  const auto position = [&](EventKind kind, ThreadId thread) {
    const auto& events = run.events;
    return std::find_if(events.begin(), events.end(),
                        [&](const Event& event) {
                          return event.kind == kind && event.thread == thread &&
                                 event.time_cycles == 36;
                        }) -
           events.begin();
  };
  const auto exit = position(EventKind::kernel_entry, ThreadId(1U));
  const auto wake = position(EventKind::unblock, ThreadId(0U));
  CHECK(exit < wake);
  CHECK(wake < static_cast<std::ptrdiff_t>(run.events.size()));
  CHECK(run.times(EventKind::thread_switch, ThreadId(0U)) == std::vector<std::uint64_t>{0, 37});
}

}  // namespace
}  // namespace umsim::timed::test

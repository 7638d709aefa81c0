// Runs that repeat: the same scenario twice, and a schedule that is forced.
#include <catch2/catch.hpp>

#include "models/machine/routines.h"
#include "tests/timed/small_scenarios.h"
#include "tests/timed/traced_run.h"

namespace umsim::timed::test {
namespace {

// Something of everything: two primaries and a thread of the kernel's own on two CPUs, caches, a
// short quantum, yields, sleeps, APCs by time and by place.
Scenario busy_scenario() {
  Scenario scenario = workers(2, 2,
                              {{compute(40), yield(), system_call(15), repeat(0, 3)},
                               {sleep(90), compute(25), repeat(0, 4)},
                               {system_call(5), yield(), repeat(0, 5)}});
  add_standard_thread(scenario, "A", {compute(700), sleep(50), compute(300)});
  scenario.machine.quantum_cycles = 130;
  scenario.machine.hit_cycles = 1;
  scenario.machine.transfer_cycles = 17;
  add_apc(scenario, ApcKind::get_context, thread_named(scenario, "W2"), AtTime{200});
  add_apc(scenario, ApcKind::routine, thread_named(scenario, "A"), AtTime{333});
  add_apc(scenario, ApcKind::set_context, thread_named(scenario, "W1"),
          EventPlace{thread_named(scenario, "P1"), *find_step("FIG15.B3"), 2});
  return scenario;
}

TEST_CASE("The same scenario gives the same run to the byte") {
  const auto work = [] { return everything(run_traced(busy_scenario())); };
  const std::string first = in_child(work);
  CHECK(first.size() > 10'000);
  CHECK(in_child(work) == first);
}

TEST_CASE("The busy scenario of these tests has a bit of everything") {
  const TracedRun run = run_traced(busy_scenario());
  CHECK(run.result.stop == StopReason::all_ended);
  CHECK(run.result.count(EventKind::preempt) > 3);
  CHECK(run.result.count(EventKind::apc_end) == 3);
  CHECK(run.result.count(EventKind::ums_yield) > 5);
  CHECK(run.result.cpus[0].memory.transfers > 10);
  CHECK(run.result.cpus[1].memory.invalidations > 10);
  const auto& log = run.result.log;
  CHECK(std::any_of(log.begin(), log.end(),
                    [](const LoggedChoice& what) { return what.granted_cycles != kAllCycles; }));
}

TEST_CASE("A run's log, forced on the engine, gives the same log and the same state") {
  const Scenario scenario = busy_scenario();
  const std::string log = in_child([&] { return log_text(run_traced(scenario).result.log); });
  const std::string image = in_child([&] { return image_text(run_traced(scenario).result); });
  const std::vector<LoggedChoice> schedule = log_of(log);
  REQUIRE(schedule.size() > 100);
  Options options;
  options.schedule = schedule;
  const TracedRun forced = run_traced(scenario, options);
  CHECK(forced.result.refusal.empty());
  CHECK(forced.result.stop == StopReason::all_ended);
  CHECK(log_text(forced.result.log) == log);
  CHECK(image_text(forced.result) == image);
}

TEST_CASE("A schedule may do what time would not") {
  // B goes first and does all of its computing before A gets a CPU, though two are idle.
  const Scenario scenario = standard_threads(2, {{compute(10)}, {compute(1000)}});
  const CpuId cpu(1U);
  const std::vector<LoggedChoice> schedule = {{{ChoiceKind::dispatch, cpu, 1}},
                                              {{ChoiceKind::step, cpu, 0}},
                                              {{ChoiceKind::step, cpu, 0}},
                                              {{ChoiceKind::dispatch, CpuId(0U), 0}}};
  Options options;
  options.schedule = schedule;
  const TracedRun run = run_traced(scenario, options);
  CHECK(run.result.stop == StopReason::schedule_end);
  CHECK(run.result.log == schedule);
  CHECK(run.step_times("USER.compute") == std::vector<std::uint64_t>{1002});
  // CPU 0 acts before CPU 1 in a cycle, so its next turn is in the next one.
  CHECK(run.times(EventKind::thread_switch, ThreadId(0U)) == std::vector<std::uint64_t>{1003});
}

TEST_CASE("A sleep takes its time under a schedule, too") {
  const Scenario scenario = standard_threads(1, {{sleep(500)}});
  const CpuId cpu(0U);
  std::vector<LoggedChoice> schedule(8, LoggedChoice{{ChoiceKind::step, cpu, 0}});
  schedule.front() = {{ChoiceKind::dispatch, cpu, 0}};
  schedule.back() = {{ChoiceKind::complete, CpuId(), 0}};
  Options options;
  options.schedule = schedule;
  const TracedRun run = run_traced(scenario, options);
  CHECK(run.result.stop == StopReason::schedule_end);
  CHECK(run.times(EventKind::unblock) == std::vector<std::uint64_t>{506});
}

TEST_CASE("A choice that is not possible is refused by number and name") {
  const Scenario scenario = standard_threads(2, {{compute(10)}});
  const std::vector<LoggedChoice> schedule = {{{ChoiceKind::dispatch, CpuId(0U), 0}},
                                              {{ChoiceKind::dispatch, CpuId(1U), 0}}};
  Options options;
  options.schedule = schedule;
  const TracedRun run = run_traced(scenario, options);
  CHECK(run.result.stop == StopReason::schedule_refused);
  CHECK(run.result.refusal == "choice 2 of the schedule, CPU 1 gets A, is not possible");
  CHECK(run.result.log.size() == 1);
  CHECK(run.result.end_cycles == 1);
}

TEST_CASE("A choice of what does not exist is refused") {
  const std::vector<LoggedChoice> schedule = {{{ChoiceKind::arrive, CpuId(), 4}}};
  Options options;
  options.schedule = schedule;
  const TracedRun run = run_traced(standard_threads(1, {{compute(10)}}), options);
  CHECK(run.result.refusal == "choice 1 of the schedule, APC 4 arrives, is not possible");
}

TEST_CASE("Choices that are left over when everything has ended are refused") {
  const Scenario scenario = standard_threads(1, {{}});
  const CpuId cpu(0U);
  std::vector<LoggedChoice> schedule(9, LoggedChoice{{ChoiceKind::step, cpu, 0}});
  schedule.front() = {{ChoiceKind::dispatch, cpu, 0}};
  Options options;
  options.schedule = schedule;
  const TracedRun run = run_traced(scenario, options);
  CHECK(run.result.stop == StopReason::schedule_refused);
  CHECK(run.result.refusal == "choice 8 of the schedule is left over: every thread has ended");
}

}  // namespace
}  // namespace umsim::timed::test

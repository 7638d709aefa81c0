// Verdicts that no scenario leads to as long as the model is right: they are made by hand here.
#include <catch2/catch.hpp>

#include "sim/cli/check_report.h"
#include "sim/cli/run_report.h"

namespace umsim {
namespace {

// A scenario of one worker and one primary that were left in these states.
struct Left {
  Scenario scenario;
  RunReport report;

  Left(timed::StopReason stop, FinalState worker) {
    scenario.system.threads = {{"W1", ThreadKind::worker, ProgramId(0U), SchedulerId(0U), true},
                               {"P1", ThreadKind::primary, {}, SchedulerId(0U), false}};
    scenario.machine.clock_mhz = 1000;
    report.scenario = &scenario;
    report.name = "by-hand";
    report.result.stop = stop;
    report.result.threads = {{ThreadState::parked, WaitReason::none, worker},
                             {ThreadState::ended, WaitReason::none, FinalState::terminated}};
  }
  void expect_worker(FinalState state) {
    scenario.expectations.push_back({Final{ThreadId(0U), state}, "", {}});
  }
};

TEST_CASE("A run in which nothing can happen any more is a deadlock") {
  Left left(timed::StopReason::deadlock, FinalState::parked);
  judge_run(left.report, {}, std::nullopt);
  CHECK(left.report.code == ExitCode::violated);
  REQUIRE(left.report.violation);
  CHECK(left.report.violation->text == "deadlock: nothing can happen any more; not ended: W1");
}

TEST_CASE("A thread that rests where the scenario expects it is no deadlock") {
  Left left(timed::StopReason::deadlock, FinalState::parked);
  left.expect_worker(FinalState::parked);
  judge_run(left.report, {}, std::nullopt);
  CHECK(left.report.code == ExitCode::fine);
  CHECK(left.report.judged);
}

TEST_CASE("A thread that rests elsewhere than expected is a deadlock, and an expectation not met") {
  Left left(timed::StopReason::deadlock, FinalState::parked);
  left.expect_worker(FinalState::terminated);
  judge_run(left.report, {}, std::nullopt);
  CHECK(left.report.code == ExitCode::violated);
  CHECK(left.report.failures.size() == 1);
}

TEST_CASE("The end that the scenario asks for is as good as any, a budget is none") {
  Left stopped(timed::StopReason::stop_time, FinalState::hosted);
  judge_run(stopped.report, {}, std::nullopt);
  CHECK(stopped.report.code == ExitCode::fine);
  for (const auto budget : {timed::StopReason::time_budget, timed::StopReason::step_budget}) {
    Left left(budget, FinalState::hosted);
    left.expect_worker(FinalState::terminated);
    judge_run(left.report, {}, std::nullopt);
    CHECK(left.report.code == ExitCode::incomplete);
    CHECK_FALSE(left.report.judged);
  }
}

TEST_CASE("What a knock-out leads to is a violation, whatever the model makes of it") {
  Left left(timed::StopReason::deadlock, FinalState::parked);
  left.report.result = {};
  const std::string found = "the machine came to a state that it cannot handle";
  note_collapse(left.report, "a kernel stack overflowed", Replayed{found});
  CHECK(left.report.code == ExitCode::violated);
  CHECK(left.report.reproduced);
  CHECK(left.report.violation->text == found + ": a kernel stack overflowed");
  CHECK(run_json(left.report, {})["stop"] == "collapse");
}

CheckReport check_report(const Scenario& scenario, explore::Verdict verdict) {
  CheckReport report;
  report.name = "by-hand";
  report.scenario = &scenario;
  report.result.verdict = verdict;
  return report;
}

std::string first_line(const CheckReport& report) {
  const std::string text = check_text(report);
  return text.substr(0, text.find('\n'));
}

TEST_CASE("Lost progress and deadlocks are what INV-15 expects") {
  const Scenario scenario;
  for (const auto fault : {explore::Fault::lost_goal, explore::Fault::deadlock}) {
    CheckReport report = check_report(scenario, explore::Verdict::violated);
    report.expected = Verdict::violated;
    report.expected_invariant = "INV-15";
    report.counterexample = Counterexample{fault, "INV-15", "INV-15: W1 can never run again", {}};
    CHECK(violated_as_expected(report));
    CHECK(first_line(report) ==
          "by-hand: violated, as the scenario expects: INV-15: W1 can never run again: in 0 steps");
    report.expected_invariant = "INV-7";
    CHECK_FALSE(violated_as_expected(report));
  }
}

TEST_CASE("What holds says so when runs that never end were not judged [INV-15]") {
  const Scenario scenario;
  CheckReport report = check_report(scenario, explore::Verdict::holds);
  report.fairness = FairnessKind::strong;
  report.result.cycles_judged = true;
  CHECK(first_line(report) == "by-hand: holds, all interleavings");
  report.result.cycles_judged = false;
  CHECK(first_line(report) ==
        "by-hand: holds, all interleavings; runs that never end are not judged: the scenario has "
        "too many threads and events");
  report.fairness = FairnessKind::none;
  CHECK(first_line(report) ==
        "by-hand: holds, all interleavings; runs that never end are not judged (--fairness)");
}

TEST_CASE("An incomplete search says why") {
  const Scenario scenario;
  CheckReport report = check_report(scenario, explore::Verdict::incomplete);
  report.result.stop = explore::Stop::memory_budget;
  CHECK(first_line(report) == "by-hand: incomplete: the memory budget is used up (--memory)");
  report.result.stop = explore::Stop::state_budget;
  CHECK(first_line(report) == "by-hand: incomplete: the state budget is used up (--max-states)");
  report.result.stop = explore::Stop::disk_full;
  CHECK(first_line(report) == "by-hand: incomplete: there is no more room on the disk (--spill)");
  report.result.stop = explore::Stop::interrupted;
  CHECK(first_line(report) == "by-hand: incomplete: interrupted");
}

TEST_CASE("A counterexample with many CPUs names the CPU in every line") {
  Scenario scenario;
  scenario.system.cpus = 8;
  CheckReport report = check_report(scenario, explore::Verdict::violated);
  ScheduleEntry entry;
  entry.cpu = CpuId(7U);
  entry.name = "P1";
  entry.step = "FIG15.B3";
  report.counterexample =
      Counterexample{explore::Fault::violation, "INV-1", "INV-1: twice", {entry}};
  CHECK(counterexample_text(report, 100) ==
        "\n  step\n     1  CPU7 P1 FIG15.B3 load the worker's TEB\n\n"
        "  Then P1 ran FIG15.B3 on CPU 7. INV-1: twice. That takes 0 preemptions.\n");
}

}  // namespace
}  // namespace umsim

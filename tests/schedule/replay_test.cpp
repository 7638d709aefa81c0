// Names and choices: what is named can be found again, and what does not fit is refused with what
// the machine would do.
#include "sim/schedule/replay.h"

#include <catch2/catch.hpp>

#include "tests/schedule/lab_scenario.h"
#include "tests/schedule/recorded_run.h"

namespace umsim::test {
namespace {

ScheduleEntry step(std::size_t cpu, const std::string& thread, const std::string& label,
                   std::uint32_t occurrence = 1) {
  ScheduleEntry entry;
  entry.cpu = CpuId(cpu);
  entry.name = thread;
  entry.step = label;
  entry.occurrence = occurrence;
  return entry;
}

ScheduleEntry on_cpu(ChoiceKind kind, std::size_t cpu, const std::string& name) {
  ScheduleEntry entry;
  entry.kind = kind;
  entry.cpu = CpuId(cpu);
  entry.name = name;
  return entry;
}

ScheduleEntry of(ChoiceKind kind, const std::string& name) {
  ScheduleEntry entry;
  entry.kind = kind;
  entry.name = name;
  return entry;
}

std::string refusal(const Replay& replay, const ScheduleEntry& entry) {
  const auto found = replay.find(entry);
  const auto* message = std::get_if<std::string>(&found);
  return message == nullptr ? "" : *message;
}

void make(Replay& replay, const ScheduleEntry& entry) {
  const auto found = replay.find(entry);
  REQUIRE(std::holds_alternative<ScheduledChoice>(found));
  replay.make(std::get<ScheduledChoice>(found));
}

TEST_CASE("A step is named by its thread, its label and how often it has run") {
  const Scenario scenario = lab_scenario("race");
  Replay replay(scenario.system);
  make(replay, on_cpu(ChoiceKind::dispatch, 1, "P1"));
  const ScheduleEntry entry = replay.name({{ChoiceKind::step, CpuId(1U), 0}});
  CHECK(entry == step(1, "P1", "ENTRY.return"));
  make(replay, entry);
  CHECK(replay.name({{ChoiceKind::step, CpuId(1U), 0}}) == step(1, "P1", "SCHED.entry"));
}

TEST_CASE("A choice that is not enabled has no name") {
  const Scenario scenario = lab_scenario("race");
  const Replay replay(scenario.system);
  CHECK_THROWS_AS(replay.name({{ChoiceKind::step, CpuId(0U), 0}}), InternalError);
}

TEST_CASE("What does not fit is refused with what the machine would do") {
  const Scenario scenario = lab_scenario("race");
  Replay replay(scenario.system);
  CHECK(refusal(replay, step(0, "P1", "ENTRY.return")) ==
        "expects P1 to run ENTRY.return on CPU 0 for the 1st time, but CPU 0 is idle and could get "
        "P1");
  CHECK(refusal(replay, on_cpu(ChoiceKind::dispatch, 0, "W1")) ==
        "expects CPU 0 to get W1, but W1 is parked");
  make(replay, on_cpu(ChoiceKind::dispatch, 0, "P1"));
  CHECK(refusal(replay, on_cpu(ChoiceKind::dispatch, 1, "P1")) ==
        "expects CPU 1 to get P1, but P1 has a CPU already");
  CHECK(refusal(replay, on_cpu(ChoiceKind::dispatch, 0, "W1")) ==
        "expects CPU 0 to get W1, but CPU 0 would run ENTRY.return of P1 for the 1st time");
  CHECK(refusal(replay, step(1, "W1", "FIG2.8.park")) ==
        "expects W1 to run FIG2.8.park on CPU 1 for the 1st time, but CPU 1 is idle and no thread "
        "is ready");
  CHECK(
      refusal(replay, step(0, "P1", "ENTRY.return", 2)) ==
      "expects P1 to run ENTRY.return on CPU 0 for the 2nd time, but CPU 0 would run ENTRY.return "
      "of P1 for the 1st time");
  CHECK(refusal(replay, on_cpu(ChoiceKind::interrupt, 0, "P1")) ==
        "expects CPU 0 to be interrupted in P1, but there is nothing to interrupt it for; CPU 0 "
        "would run ENTRY.return of P1 for the 1st time");
  CHECK(refusal(replay, of(ChoiceKind::time_out, "P1")) ==
        "expects the wait of P1 to time out, but it is in no such wait");
}

TEST_CASE("What has arrived cannot arrive again") {
  const Scenario scenario = lab_scenario("race");
  Replay replay(scenario.system);
  make(replay, of(ChoiceKind::arrive, "A1"));
  CHECK(refusal(replay, of(ChoiceKind::arrive, "A1")) ==
        "expects A1 to arrive, but it has arrived already");
}

TEST_CASE("A timer expires while it runs, and is called by its name") {
  System system;
  Instruction start;
  start.opcode = Opcode::set_timer;
  start.object = ObjectId(0);
  system.objects = {{"Tick", ObjectKind::notification_timer}};
  system.programs = {{"program", {start, Instruction{}}}};
  system.threads = {{"A", ThreadKind::standard, ProgramId(0), SchedulerId(), false}};
  Replay replay(system);
  CHECK(refusal(replay, of(ChoiceKind::expire, "Tick")) ==
        "expects Tick to expire, but it does not run");
  CHECK(refusal(replay, of(ChoiceKind::expire, "Tock")) ==
        "expects Tock to expire, but no timer is called so");
  make(replay, on_cpu(ChoiceKind::dispatch, 0, "A"));
  for (const char* label :
       {"ENTRY.return", "USER.set_timer", "FIG2.4", "FIG2.5", "SERVICE.run", "SERVICE.set-timer"}) {
    make(replay, step(0, "A", label));
  }
  CHECK(replay.name({{ChoiceKind::expire, CpuId(), 0}}) == of(ChoiceKind::expire, "Tick"));
  make(replay, of(ChoiceKind::expire, "Tick"));
  CHECK(refusal(replay, of(ChoiceKind::expire, "Tick")) ==
        "expects Tick to expire, but it does not run");
}

TEST_CASE("Names that nothing has are refused") {
  const Scenario scenario = lab_scenario("race");
  const Replay replay(scenario.system);
  CHECK(refusal(replay, of(ChoiceKind::arrive, "P1")) ==
        "expects P1 to arrive, but no APC is called so");
  CHECK(refusal(replay, of(ChoiceKind::complete, "A1")) ==
        "expects the wait of A1 to end, but no thread is called so");
  CHECK(refusal(replay, on_cpu(ChoiceKind::dispatch, 2, "P1")) ==
        "expects CPU 2 to get P1, but the machine has 2 CPUs, counted from 0");
}

TEST_CASE("A part of a compute instruction does not count as a time that it runs") {
  const Scenario scenario = lab_scenario("two-threads");
  Replay replay(scenario.system);
  make(replay, on_cpu(ChoiceKind::dispatch, 0, "A"));
  make(replay, step(0, "A", "ENTRY.return"));
  ScheduleEntry part = step(0, "A", "USER.compute");
  part.cycles = 30;
  CHECK(replay.name({{ChoiceKind::step, CpuId(0U), 0}, 30}) == part);
  make(replay, part);
  CHECK(replay.name({{ChoiceKind::step, CpuId(0U), 0}}) == step(0, "A", "USER.compute"));
  part.cycles = 70;
  CHECK(refusal(replay, part) ==
        "expects A to run USER.compute on CPU 0 for the 1st time, but \"cycles\" must be less than "
        "what is left of the compute instruction, 70");
  CHECK(replay.name({{ChoiceKind::step, CpuId(0U), 0}, 70}).cycles == kAllCycles);
}

TEST_CASE("A schedule is refused at the first entry that does not fit") {
  const Scenario scenario = lab_scenario("race");
  const std::vector<ScheduleEntry> entries{on_cpu(ChoiceKind::dispatch, 0, "P1"),
                                           step(0, "P1", "ENTRY.return"),
                                           step(0, "P1", "SCHED.pick")};
  const auto found = find_choices(scenario.system, entries);
  REQUIRE(std::holds_alternative<std::string>(found));
  CHECK(std::get<std::string>(found) ==
        "choice 3 expects P1 to run SCHED.pick on CPU 0 for the 1st time, but CPU 0 would run "
        "SCHED.entry of P1 for the 1st time");
}

TEST_CASE("A log of a machine that lacks a safeguard is refused by one that has it") {
  Scenario scenario = lab_scenario("one-switch");
  const System whole = scenario.system;
  scenario.system.knock_outs.set(static_cast<std::size_t>(KnockOut::release_cid_at_park));
  scenario.run.stop_at_cycles = 200;
  const RecordedRun run = record_timed_run(scenario);
  CHECK(why_refused(scenario.system, run).empty());
  CHECK_FALSE(why_refused(whole, run).empty());
}

TEST_CASE("A log of a machine that has its safeguards is refused by one that lacks one") {
  const Scenario scenario = lab_scenario("one-switch");
  const RecordedRun run = record_timed_run(scenario);
  CHECK(why_refused(scenario.system, run).empty());
  for (const KnockOut safeguard :
       {KnockOut::queue_concurrency_one, KnockOut::release_cid_at_park}) {
    System lacking = scenario.system;
    lacking.knock_outs.set(static_cast<std::size_t>(safeguard));
    CHECK_FALSE(why_refused(lacking, run).empty());
  }
}

TEST_CASE("A log with an event missing, added or changed is refused") {
  const Scenario scenario = lab_scenario("two-threads");
  const RecordedRun run = record_timed_run(scenario);
  REQUIRE(why_refused(scenario.system, run).empty());
  RecordedRun changed = run;
  changed.events[3].new_value ^= 1U;
  CHECK_FALSE(why_refused(scenario.system, changed).empty());
  changed = run;
  changed.events.pop_back();
  CHECK_FALSE(why_refused(scenario.system, changed).empty());
  changed = run;
  changed.image.back() ^= std::byte{1};
  CHECK(why_refused(scenario.system, changed) == "the last state differs");
}

}  // namespace
}  // namespace umsim::test

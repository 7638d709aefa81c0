// A good scenario is resolved to exactly what it says, and what it leaves out has its default.
#include "sim/scenario/load.h"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/scenario/folders.h"
#include "tests/scenario/test_labels.h"

namespace umsim {
namespace {

Scenario load_good(const std::string& name) {
  const LoadResult result =
      load_scenario(kRepository + "/tests/scenario/good/" + name, options_for_tests(kMachines));
  INFO(format_diagnostics(result.diagnostics, false));
  REQUIRE(result.ok());
  return *result.scenario;
}

std::vector<std::string> thread_names(const System& system) {
  std::vector<std::string> names;
  for (const ThreadSpec& thread : system.threads) names.push_back(thread.name);
  return names;
}

bool is(const Instruction& instruction, Opcode opcode, std::uint64_t cycles) {
  return instruction.opcode == opcode && instruction.cycles == cycles;
}

bool repeats(const Instruction& instruction, unsigned target, unsigned count, unsigned level) {
  return instruction.opcode == Opcode::repeat && instruction.target == target &&
         instruction.count == count && instruction.loop_level == level;
}

TEST_CASE("The header of a scenario is taken over") {
  const Scenario scenario = load_good("everything.json");
  CHECK(scenario.title == "Everything at once — ä, 界, 🌍");
  CHECK(scenario.description == "Uses every key, kind and unit. It makes little sense otherwise.");
  CHECK(scenario.figure == "FIG. 15");
  CHECK(scenario.covers == std::vector<std::string>{"LOCK-4", "SWITCH-1", "INV-15"});
  CHECK(scenario.differences.size() == 2);
  CHECK(scenario.seed == 9'007'199'254'740'991);
  CHECK(scenario.source.line(5) == "  \"title\": \"Everything at once — ä, 界, 🌍\",");
}

TEST_CASE("Threads stand in the order workers, primaries, standard threads") {
  const System system = load_good("everything.json").system;
  CHECK(thread_names(system) == std::vector<std::string>{"W1", "W2", "W3", "P1", "P2", "T", "U"});
  CHECK(system.workers == 3);
  CHECK(system.is_worker(ThreadId(2)));
  CHECK_FALSE(system.is_worker(ThreadId(3)));
  CHECK(system.thread(ThreadId(0)).parked);
  CHECK_FALSE(system.thread(ThreadId(1)).parked);
  CHECK_FALSE(system.thread(ThreadId(3)).program.valid());
  CHECK_FALSE(system.thread(ThreadId(5)).scheduler.valid());
}

TEST_CASE("A thread belongs to the process that it names, or to the first one") {
  const System system = load_good("everything.json").system;
  REQUIRE(system.processes.size() == 2);
  CHECK(system.processes[1].name == "client");
  CHECK(system.thread(ThreadId(5)).process == ProcessId(1));
  CHECK(system.thread(ThreadId(3)).process == ProcessId(0));
  CHECK(system.thread(ThreadId(0)).process == ProcessId(0));
}

TEST_CASE("Without processes there is one, called main") {
  const System system = load_good("smallest.json").system;
  REQUIRE(system.processes.size() == 1);
  CHECK(system.processes[0].name == "main");
  CHECK(system.thread(ThreadId(0)).process == ProcessId(0));
}

TEST_CASE("A scheduler has the list that it names, or one of its own") {
  const System system = load_good("everything.json").system;
  REQUIRE(system.schedulers.size() == 2);
  REQUIRE(system.lists.size() == 2);
  CHECK(system.lists[0].name == "L");
  CHECK(system.lists[1].name == "R.list");
  CHECK(system.list_of(ThreadId(0)) == ListId(0));
  CHECK(system.list_of(ThreadId(4)) == ListId(1));
  CHECK(system.schedulers[0].dequeue_timeout_cycles == 48'000);
  CHECK(system.schedulers[1].dequeue_timeout_cycles == 0);
}

TEST_CASE("Times become cycles of the machine's clock") {
  const Scenario scenario = load_good("everything.json");
  CHECK(scenario.machine.name == "desktop-2008");
  CHECK(scenario.machine.clock_mhz == 2400);
  CHECK(scenario.machine.quantum_cycles == 24'000);
  CHECK(scenario.run.stop_at_cycles == 4'800'000);
  const System& system = scenario.system;
  CHECK(is(system.instruction(ThreadId(0), 0), Opcode::compute, 3000));
  CHECK(is(system.instruction(ThreadId(5), 0), Opcode::system_call, 3600));
  CHECK(is(system.instruction(ThreadId(5), 1), Opcode::sleep, 2'400'000'000));
}

TEST_CASE("An object is what it says, and what it leaves out has its default") {
  const System system = load_good("everything.json").system;
  REQUIRE(system.objects.size() == 6);
  CHECK(system.objects[0].kind == ObjectKind::synchronization_event);
  CHECK(system.objects[0].process == ProcessId(1));
  CHECK(system.objects[0].shared);
  CHECK(system.objects[0].signalled);
  CHECK(system.objects[1].process == ProcessId(0));
  CHECK_FALSE(system.objects[1].shared);
  CHECK_FALSE(system.objects[1].signalled);
  CHECK(system.objects[4].kind == ObjectKind::device);
  CHECK(system.objects[4].latency_cycles == 192'000);
  CHECK(system.objects[4].queue_depth == 2);
  CHECK(system.objects[5].queue_depth == 1);
}

TEST_CASE("Steps that name an object have it, and their time or number") {
  const System system = load_good("everything.json").system;
  const auto at = [&](std::uint16_t position) { return system.instruction(ThreadId(6), position); };
  CHECK(is(at(0), Opcode::wait, 0));
  CHECK(at(0).object == ObjectId(0));
  CHECK(is(at(1), Opcode::wait, 12'000));
  CHECK(is(at(2), Opcode::set_event, 0));
  CHECK(at(3).opcode == Opcode::reset_event);
  CHECK(is(at(4), Opcode::set_timer, 7200));
  CHECK(at(4).object == ObjectId(2));
  CHECK(at(7).opcode == Opcode::io);
  CHECK(at(7).count == 1);
  CHECK(at(8).object == ObjectId(5));
  CHECK(at(8).count == 3);
}

TEST_CASE("Nested loops become instructions that go back") {
  const System system = load_good("everything.json").system;
  const Program& program = system.programs[system.thread(ThreadId(1)).program.at()];
  REQUIRE(program.instructions.size() == 9);
  CHECK(program.name == "loops");
  CHECK(is(program.instructions[0], Opcode::compute, 2400));
  CHECK(program.instructions[1].opcode == Opcode::yield);
  CHECK(repeats(program.instructions[2], 1, 65'535, 2));
  CHECK(is(program.instructions[3], Opcode::soft_fault, 1200));
  CHECK(repeats(program.instructions[4], 1, 2, 1));
  CHECK(repeats(program.instructions[5], 0, 3, 0));
  CHECK(is(program.instructions[6], Opcode::hard_fault, 240'000));
  CHECK(repeats(program.instructions[7], 6, 0, 0));
  CHECK(program.instructions[8].opcode == Opcode::exit);
}

TEST_CASE("Every program ends with exit, once") {
  const System system = load_good("everything.json").system;
  for (const Program& program : system.programs) {
    REQUIRE_FALSE(program.instructions.empty());
    CHECK(program.instructions.back().opcode == Opcode::exit);
  }
  CHECK(system.programs[system.thread(ThreadId(0)).program.at()].instructions.size() == 2);
}

TEST_CASE("A hint names a worker") {
  const System system = load_good("everything.json").system;
  CHECK(system.instruction(ThreadId(2), 0).hint == ThreadId(1));
  CHECK_FALSE(system.instruction(ThreadId(1), 1).hint.valid());
}

TEST_CASE("Each event is an APC with its moment") {
  const Scenario scenario = load_good("everything.json");
  REQUIRE(scenario.events.size() == 7);
  REQUIRE(scenario.system.apcs.size() == 7);
  CHECK(scenario.system.apcs[0].kind == ApcKind::get_context);
  CHECK(scenario.system.apcs[2].target == ThreadId(5));
  CHECK(scenario.events[1].apc == ApcId(1));
  CHECK(std::get<AtTime>(scenario.events[0].moment).cycles == 48'000);
  CHECK(std::holds_alternative<AnyTime>(scenario.events[1].moment));
  CHECK(std::get<AtTime>(scenario.events[2].moment).cycles == 0);
  CHECK(std::holds_alternative<AtPlace>(scenario.events[3].moment));
  const EventPlace& place = scenario.system.apcs[3].place;
  CHECK(place.thread == ThreadId(4));
  CHECK(place.occurrence == 2);
  CHECK(place.step == StepRef{2, 4});
}

TEST_CASE("Events that are no APCs are taken over with what they are and how long they take") {
  const System system = load_good("everything.json").system;
  REQUIRE(system.apcs.size() == 7);
  CHECK(system.apcs[3].is_apc());
  CHECK(system.apcs[4].what == AsyncKind::hard_fault);
  CHECK(system.apcs[4].cycles == 48'000);
  CHECK(system.apcs[4].place.occurrence == 0);
  CHECK(system.apcs[5].what == AsyncKind::interrupt);
  CHECK_FALSE(system.apcs[5].has_place());
  CHECK(system.apcs[6].what == AsyncKind::completion);
}

TEST_CASE("Safeguards, options and verdict are taken over") {
  const Scenario scenario = load_good("everything.json");
  CHECK(scenario.system.cpus == 3);
  CHECK(scenario.system.knocked_out(KnockOut::second_lock_test));
  CHECK(scenario.system.knocked_out(KnockOut::release_cid_at_park));
  CHECK(scenario.system.knock_outs.count() == 2);
  CHECK(scenario.check.expect == Verdict::violated);
  CHECK(scenario.check.invariant == "INV-5");
  CHECK(scenario.check.max_states == 1000);
  CHECK(scenario.check.preemptions == 2U);
  CHECK(scenario.check.fairness == FairnessKind::weak);
}

TEST_CASE("What differs under windows is what the scenario expects there", "[LOCK-2]") {
  Scenario scenario = load_good("windows.json");
  REQUIRE(scenario.windows.has_value());
  CHECK(scenario.windows->differs == "The worker parks only once.");
  CHECK(scenario.system.profile == ProtocolProfile::patent);
  CHECK(scenario.expectations.size() == 2);
  CHECK(scenario.check.catches.test(static_cast<std::size_t>(KnockOut::queue_concurrency_one)));

  select_profile(scenario, ProtocolProfile::windows);
  CHECK(scenario.system.profile == ProtocolProfile::windows);
  REQUIRE(scenario.expectations.size() == 1);
  CHECK(std::get<Count>(scenario.expectations[0].what).at_most == 1);
  CHECK(scenario.check.catches.none());
  CHECK(scenario.check.redundant.test(static_cast<std::size_t>(KnockOut::second_lock_test)));
  CHECK(scenario.check.max_states == 700);

  select_profile(scenario, ProtocolProfile::patent);
  CHECK(scenario.expectations.size() == 2);
  CHECK(scenario.check.redundant.none());
}

TEST_CASE("A scenario that says nothing of windows expects the same there") {
  Scenario scenario = load_good("catches.json");
  const CheckOptions before = scenario.check;
  select_profile(scenario, ProtocolProfile::windows);
  CHECK(scenario.system.follows_windows());
  CHECK(scenario.check.catches == before.catches);
}

TEST_CASE("A scenario says which safeguards it needs") {
  const Scenario scenario = load_good("catches.json");
  CHECK(scenario.check.catches.test(static_cast<std::size_t>(KnockOut::queue_concurrency_one)));
  CHECK(scenario.check.catches.test(static_cast<std::size_t>(KnockOut::release_cid_at_park)));
  CHECK(scenario.check.catches.count() == 2);
  CHECK(scenario.system.knock_outs.none());
}

TEST_CASE("A scenario declares families of placements, each row of a family once") {
  Scenario scenario = load_good("placements.json");
  REQUIRE(scenario.check.placements.size() == 2);
  const PlacementFamily& family = scenario.check.placements[0];
  CHECK(family.labels == std::vector<std::string>{"FIG15.B7", "FIG15.B7.control", "FIG16.B1"});
  CHECK(family.steps == std::vector<StepRef>{{2, 4}, {2, 5}, {3, 0}});
  CHECK(scenario.system.thread(family.to).name == "W1");
  CHECK(scenario.check.placements[1].steps == std::vector<StepRef>{{3, 0}, {3, 1}});

  select_profile(scenario, ProtocolProfile::windows);
  REQUIRE(scenario.check.placements.size() == 1);
  CHECK(scenario.check.placements[0].labels == std::vector<std::string>{"FIG15.B1"});
}

TEST_CASE("Expectations are resolved, one for each invariant and each thread") {
  const Scenario scenario = load_good("everything.json");
  REQUIRE(scenario.expectations.size() == 10);
  CHECK(std::get<Always>(scenario.expectations[0].what).invariant == "INV-1");
  CHECK(scenario.expectations[0].why == "one place at a time");
  CHECK(std::get<Always>(scenario.expectations[2].what).invariant == "INV-3");
  const EventPattern& never = std::get<Never>(scenario.expectations[3].what).pattern;
  CHECK(never.kind == EventKind::switch_failed);
  CHECK(never.object == 0);
  CHECK(never.value == static_cast<std::uint64_t>(SwitchOutcome::owned));
  CHECK(never.text == "switch_failed (thread P1, object W1, value owned)");
  const auto& order = std::get<Order>(scenario.expectations[5].what);
  CHECK(order.patterns[1].object == 1);
  CHECK(std::get<Count>(scenario.expectations[6].what).at_most == 4);
  CHECK(std::get<Final>(scenario.expectations[9].what).thread == ThreadId(4));
  CHECK(scenario.expectations[9].position == SourcePosition{70, 36, 4});
}

TEST_CASE("What a scenario leaves out has its default") {
  const Scenario scenario = load_good("smallest.json");
  CHECK(scenario.seed == 1);
  CHECK(scenario.machine.name == "desktop-2008");
  CHECK(scenario.machine.quantum_cycles == 74'880'000);
  CHECK_FALSE(scenario.run.stop_at_cycles.has_value());
  CHECK(scenario.check.expect == Verdict::holds);
  CHECK(scenario.check.max_states == 5'000'000);
  CHECK_FALSE(scenario.check.preemptions.has_value());
  CHECK(scenario.check.fairness == FairnessKind::strong);
  CHECK(scenario.system.knock_outs.none());
  CHECK(scenario.figure.empty());
}

}  // namespace
}  // namespace umsim

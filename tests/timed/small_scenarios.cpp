#include "tests/timed/small_scenarios.h"

#include <algorithm>

#include "models/machine/internal_error.h"

namespace umsim::timed::test {
namespace {

Instruction of(Opcode opcode, std::uint64_t cycles) {
  Instruction instruction;
  instruction.opcode = opcode;
  instruction.cycles = cycles;
  return instruction;
}

ProgramId add_program(System& system, const std::string& name, Instructions instructions) {
  instructions.push_back(of(Opcode::exit, 0));
  system.programs.push_back({name, std::move(instructions)});
  return ProgramId(system.programs.size() - 1);
}

Scenario empty_scenario(std::uint16_t cpus) {
  Scenario scenario;
  scenario.system.cpus = cpus;
  scenario.machine = unit_machine();
  return scenario;
}

void add_primary(System& system, const std::string& name) {
  ThreadSpec thread;
  thread.name = name;
  thread.kind = ThreadKind::primary;
  thread.scheduler = SchedulerId(0U);
  system.threads.push_back(thread);
}

void add_worker(System& system, const std::string& name, const Instructions& program) {
  ThreadSpec thread;
  thread.name = name;
  thread.kind = ThreadKind::worker;
  thread.program = add_program(system, name, program);
  thread.scheduler = SchedulerId(0U);
  thread.parked = true;
  system.threads.push_back(thread);
  ++system.workers;
}

}  // namespace

Instruction compute(std::uint64_t cycles) { return of(Opcode::compute, cycles); }
Instruction system_call(std::uint64_t cycles) { return of(Opcode::system_call, cycles); }
Instruction sleep(std::uint64_t cycles) { return of(Opcode::sleep, cycles); }
Instruction yield() { return of(Opcode::yield, 0); }

Instruction repeat(std::uint16_t target, std::uint16_t count) {
  Instruction instruction = of(Opcode::repeat, 0);
  instruction.target = target;
  instruction.count = count;
  return instruction;
}

MachineProfile unit_machine() {
  MachineProfile machine;
  machine.name = "unit";
  machine.clock_mhz = 1000;
  machine.line_bytes = 64;
  machine.step_cycles.fill(1);
  return machine;
}

Scenario standard_threads(std::uint16_t cpus, const std::vector<Instructions>& programs) {
  Scenario scenario = empty_scenario(cpus);
  char name = 'A';
  for (const Instructions& program : programs) {
    add_standard_thread(scenario, std::string(1, name++), program);
  }
  return scenario;
}

Scenario workers(std::uint16_t cpus, std::size_t primaries,
                 const std::vector<Instructions>& programs) {
  Scenario scenario = empty_scenario(cpus);
  System& system = scenario.system;
  system.lists.push_back({"list"});
  system.schedulers.push_back({"scheduler", SchedulerPolicy::fifo, ListId(0U), 0});
  for (const Instructions& program : programs) {
    add_worker(system, "W" + std::to_string(system.threads.size() + 1), program);
  }
  for (std::size_t i = 1; i <= primaries; ++i) {
    add_primary(system, "P" + std::to_string(i));
  }
  return scenario;
}

void add_standard_thread(Scenario& scenario, const std::string& name, Instructions program) {
  ThreadSpec thread;
  thread.name = name;
  thread.kind = ThreadKind::standard;
  thread.program = add_program(scenario.system, name, std::move(program));
  scenario.system.threads.push_back(thread);
}

ApcId add_apc(Scenario& scenario, ApcKind kind, ThreadId target, Moment moment) {
  const ApcId apc(scenario.system.apcs.size());
  ApcSpec event;
  event.name = "APC" + std::to_string(apc.value + 1);
  event.kind = kind;
  event.target = target;
  scenario.system.apcs.push_back(event);
  scenario.events.push_back({apc, moment, {}});
  return apc;
}

ApcId add_apc(Scenario& scenario, ApcKind kind, ThreadId target, const EventPlace& place) {
  const ApcId apc = add_apc(scenario, kind, target, Moment(AtPlace{}));
  scenario.system.apcs.back().place = place;
  return apc;
}

ApcId add_event(Scenario& scenario, AsyncKind what, ThreadId target, Moment moment) {
  const ApcId event = add_apc(scenario, ApcKind::routine, target, moment);
  scenario.system.apcs.back().what = what;
  scenario.system.apcs.back().cycles = 30;
  return event;
}

ThreadId thread_named(const Scenario& scenario, const std::string& name) {
  const auto& threads = scenario.system.threads;
  const auto found = std::find_if(threads.begin(), threads.end(),
                                  [&](const ThreadSpec& thread) { return thread.name == name; });
  require(found != threads.end(), "a test named a thread that does not exist");
  return ThreadId(static_cast<std::size_t>(found - threads.begin()));
}

}  // namespace umsim::timed::test

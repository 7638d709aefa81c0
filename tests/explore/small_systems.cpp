#include "tests/explore/small_systems.h"

#include "models/machine/routines.h"

namespace umsim::explore::test {

Instruction yield() { return instruction(Opcode::yield); }

Instruction yield_to(std::size_t worker) {
  Instruction result = yield();
  result.hint = ThreadId(worker);
  return result;
}

Instruction instruction(Opcode opcode) {
  Instruction result;
  result.opcode = opcode;
  result.cycles = 10;
  return result;
}

System make_system(const Pool& pool) {
  System system;
  system.cpus = pool.cpus;
  system.workers = static_cast<std::uint16_t>(pool.workers.size());
  system.lists.push_back({"list"});
  system.schedulers.push_back({"pool", SchedulerPolicy::fifo, ListId(0), 0});
  for (std::size_t i = 0; i < pool.workers.size(); ++i) {
    const std::string name = "W" + std::to_string(i + 1);
    Instructions instructions = pool.workers[i];
    instructions.push_back(instruction(Opcode::exit));
    system.programs.push_back({name, instructions});
    system.threads.push_back({name, ThreadKind::worker, ProgramId(i), SchedulerId(0), true});
  }
  for (std::size_t i = 0; i < pool.primaries; ++i) {
    const std::string name = "P" + std::to_string(i + 1);
    system.threads.push_back({name, ThreadKind::primary, ProgramId(), SchedulerId(0), false});
  }
  for (const auto& [kind, thread] : pool.apcs) {
    const std::string name = "A" + std::to_string(system.apcs.size() + 1);
    system.apcs.push_back({name, kind, ThreadId(thread)});
  }
  return system;
}

System yielding_worker() { return make_system({2, 1, {{yield()}}, {{ApcKind::set_context, 0}}}); }

System two_hints() { return make_system({2, 2, {{yield_to(2)}, {yield_to(2)}, {yield()}}, {}}); }

System without(System system, KnockOut safeguard) {
  system.knock_outs.set(static_cast<std::size_t>(safeguard));
  return system;
}

namespace {

Instruction with_object(Opcode opcode, std::size_t object) {
  Instruction result = instruction(opcode);
  result.object = ObjectId(object);
  result.count = 2;
  return result;
}

// An event that lets one go on, and a timer that lets all.
System events_and_timers() {
  const Instructions waits{with_object(Opcode::wait, 0), with_object(Opcode::wait, 1)};
  const Instructions sets{with_object(Opcode::set_timer, 1), with_object(Opcode::set_event, 0)};
  System system = make_system({1, 1, {waits, sets}, {}});
  system.objects = {{"event", ObjectKind::synchronization_event},
                    {"timer", ObjectKind::notification_timer}};
  return system;
}

// One of two workers ends while its transfers queue.
System device() {
  const Instructions transfers{with_object(Opcode::io, 0)};
  System system = make_system({1, 1, {transfers, transfers}, {{ApcKind::terminate, 0}}});
  system.objects = {{"device", ObjectKind::device}};
  return system;
}

System with_event(System system, AsyncKind what, std::size_t target, EventPlace place) {
  ApcSpec event;
  event.name = "E" + std::to_string(system.apcs.size() + 1);
  event.what = what;
  event.target = ThreadId(target);
  event.place = place;
  system.apcs.push_back(event);
  return system;
}

System faults_anywhere() {
  System system = make_system({2, 1, {{yield()}}, {}});
  system = with_event(system, AsyncKind::hard_fault, 1, {});
  return with_event(system, AsyncKind::soft_fault, 0, {});
}

System events_at_places() {
  System system = make_system({2, 1, {{yield(), instruction(Opcode::hard_fault)}}, {}});
  system = with_event(system, AsyncKind::soft_fault, 1,
                      {ThreadId(1U), find_step("FIG15.B7.control").value(), 2});
  system = with_event(system, AsyncKind::completion, 0, {});
  return with_event(system, AsyncKind::interrupt, 1, {});
}

}  // namespace

std::vector<NamedSystem> small_systems() {
  const Instructions sleeps{instruction(Opcode::sleep)};
  const Instructions loops{instruction(Opcode::compute), instruction(Opcode::system_call)};
  const Instructions faults{instruction(Opcode::soft_fault), instruction(Opcode::hard_fault)};
  return {
      {"a worker that yields, and its context set", yielding_worker()},
      {"two primaries and no APC", make_system({2, 2, {{yield()}}, {}})},
      {"a sleeping worker that is ended while its context is read",
       make_system({2, 1, {sleeps}, {{ApcKind::terminate, 0}, {ApcKind::get_context, 0}}})},
      {"page faults with an APC to the primary",
       make_system({2, 1, {faults}, {{ApcKind::set_context, 1}}})},
      {"an APC that runs a routine", make_system({2, 1, {{yield()}}, {{ApcKind::routine, 0}}})},
      {"one CPU, two workers",
       make_system({1, 1, {{yield()}, loops}, {{ApcKind::get_context, 1}}})},
      {"one CPU, two primaries", make_system({1, 2, {sleeps, {}}, {}})},
      {"events and timers", events_and_timers()},
      {"a device", device()},
      {"page faults at any step", faults_anywhere()},
      {"events at places", events_at_places()},
  };
}

}  // namespace umsim::explore::test

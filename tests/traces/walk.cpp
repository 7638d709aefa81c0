#include "tests/traces/walk.h"

#include <random>
#include <vector>

#include "models/cpu/debug_registers.h"
#include "models/invariants/invariants.h"
#include "models/machine/image.h"
#include "models/machine/routines.h"
#include "models/machine/transition.h"

namespace umsim {
namespace {

Instruction instruction(Opcode opcode, std::uint64_t cycles = 0) {
  Instruction result;
  result.opcode = opcode;
  result.cycles = cycles;
  return result;
}

Instruction with_object(Opcode opcode, std::size_t object) {
  Instruction result = instruction(opcode, 100);
  result.object = ObjectId(object);
  result.count = 1;
  return result;
}

Instruction touch_first_context() {
  Instruction result = instruction(Opcode::touch_context);
  result.subject = ThreadId(0U);
  return result;
}

Instruction write_context(std::size_t worker, ContextPart part) {
  Instruction result = instruction(Opcode::write_context);
  result.subject = ThreadId(worker);
  result.part = part;
  if (part == ContextPart::debug_registers) {
    result.address = kernel_memory(Architecture::x64);
  }
  return result;
}

Program worker_program() {
  Instruction again = instruction(Opcode::repeat);
  again.count = 2;
  return {
      "worker",
      {instruction(Opcode::compute, 100), instruction(Opcode::sleep, 200),
       instruction(Opcode::yield), instruction(Opcode::system_call, 50),
       instruction(Opcode::soft_fault, 50), instruction(Opcode::hard_fault, 50),
       with_object(Opcode::io, 2), with_object(Opcode::wait, 0), with_object(Opcode::set_timer, 1),
       with_object(Opcode::wait, 1), again, instruction(Opcode::exit)}};
}

ThreadSpec thread_spec(const char* name, ThreadKind kind) {
  ThreadSpec spec;
  spec.name = name;
  spec.kind = kind;
  spec.parked = kind == ThreadKind::worker;
  if (kind != ThreadKind::primary) {
    spec.program = ProgramId(kind == ThreadKind::worker ? 0U : 1U);
  }
  if (kind != ThreadKind::standard) {
    spec.scheduler = SchedulerId(0U);
  }
  return spec;
}

// A step event where the choice runs a step, as the engines report it.
void report_step(const Machine& machine, const Choice& choice, Recorder& recorder) {
  if (choice.kind == ChoiceKind::step) {
    recorder.step(choice.cpu, machine.cpu(choice.cpu).current, next_step(machine, choice.cpu));
  }
}

}  // namespace

System walked_system() {
  System system;
  system.cpus = 2;
  system.workers = 3;
  system.programs = {
      worker_program(),
      {"standard",
       {touch_first_context(), instruction(Opcode::api), with_object(Opcode::reset_event, 0),
        with_object(Opcode::set_event, 0), instruction(Opcode::compute, 100),
        instruction(Opcode::sleep, 100), instruction(Opcode::exit)}}};
  system.lists.push_back({"L"});
  system.schedulers.push_back({"S", SchedulerPolicy::fifo, ListId(0U), 1000});
  system.threads = {
      thread_spec("W1", ThreadKind::worker),  thread_spec("W2", ThreadKind::worker),
      thread_spec("W3", ThreadKind::worker),  thread_spec("P1", ThreadKind::primary),
      thread_spec("P2", ThreadKind::primary), thread_spec("T1", ThreadKind::standard)};
  system.objects = {{"event", ObjectKind::synchronization_event},
                    {"timer", ObjectKind::notification_timer},
                    {"device", ObjectKind::device}};
  system.apcs = {
      {"read", ApcKind::get_context, ThreadId(0U)}, {"change", ApcKind::set_context, ThreadId(1U)},
      {"end", ApcKind::terminate, ThreadId(2U)},    {"call", ApcKind::routine, ThreadId(3U)},
      {"more", ApcKind::routine, ThreadId(0U)},     {"late", ApcKind::terminate, ThreadId(5U)},
      {"stop", ApcKind::suspend, ThreadId(0U)},     {"go", ApcKind::resume, ThreadId(0U)},
      {"leave", ApcKind::terminate, ThreadId(4U)}};
  // One after the other, so that some come late.
  for (std::size_t i = 0; i < 12; ++i) {
    const ApcId before(system.apcs.size() - 1);
    system.apcs.push_back({"again", ApcKind::get_context, ThreadId(i % 2), before});
  }
  return system;
}

System paged_system() {
  System system = walked_system();
  system.paged = true;
  for (std::size_t i = 0; i < system.threads.size(); ++i) {
    const std::uint64_t page = 0x10000 + i;
    system.threads[i].teb = (system.is_worker(ThreadId(i)) ? page : page + 0xA00000) << 12U;
  }
  ApcSpec deletion;
  deletion.name = "deletion";
  deletion.what = AsyncKind::process_deletion;
  deletion.process = ProcessId(0U);
  deletion.after = ApcId(system.apcs.size() - 1);
  system.apcs.push_back(deletion);
  return system;
}

System debugged_system() {
  System system = walked_system();
  Instruction load = instruction(Opcode::load_debug_registers);
  load.address = 0x1000;
  std::vector<Instruction>& standard = system.programs[1].instructions;
  standard.insert(standard.begin(), load);
  // A thread that writes over contexts (ENTRY-12), and with nobody's TEB, so that it ends with its
  // next service (ENTRY-10).
  system.programs.push_back(
      {"hostile",
       {write_context(1, ContextPart::stack_pointer),
        write_context(2, ContextPart::debug_registers), instruction(Opcode::load_teb),
        instruction(Opcode::system_call, 50)}});
  system.wild_contexts = true;
  system.threads.push_back(thread_spec("T2", ThreadKind::standard));
  system.threads.back().program = ProgramId(2U);
  system.threads[0].debug_registers = 0x2000;
  ApcSpec watch{"watch", ApcKind::set_debug_registers, ThreadId(1U)};
  watch.address = 0x3000;
  system.apcs.push_back(watch);
  system.debug_registers = true;
  return system;
}

System struck_system() {
  System system = walked_system();
  system.schedulers[0].policy = SchedulerPolicy::poller;
  ApcSpec fault;
  fault.name = "fault";
  fault.what = AsyncKind::hard_fault;
  fault.target = ThreadId(1U);
  fault.cycles = 50;
  system.apcs.push_back(fault);
  // The standard thread waits for what nobody sets, and its end comes late.
  system.objects.push_back({"never", ObjectKind::notification_event});
  Instruction wait = with_object(Opcode::wait, system.objects.size() - 1);
  wait.cycles = 0;
  std::vector<Instruction>& standard = system.programs[1].instructions;
  standard.insert(standard.begin(), wait);
  system.apcs[5].after = ApcId(system.apcs.size() - 2);
  return system;
}

void walk(const System& system, std::uint64_t seed, int most_choices, Recorder& recorder,
          const std::function<void(const Machine&)>& after) {
  const Layout layout(system);
  Image image(system, layout);
  const Machine machine = image.machine();
  std::mt19937_64 random(seed);
  std::vector<Choice> choices;
  for (int i = 0; i < most_choices && !all_ended(machine); ++i) {
    choices.clear();
    enabled_choices(machine, choices);
    if (choices.empty()) {
      return;
    }
    const Choice choice = choices[random() % choices.size()];
    recorder.set_time(static_cast<std::uint64_t>(i) * 10);
    report_step(machine, choice, recorder);
    apply(machine, choice, &recorder);
    if (after) after(machine);
    if (broken_invariant(machine) != nullptr) {
      return;  // as the engines do: behind it the model promises nothing
    }
  }
}

}  // namespace umsim

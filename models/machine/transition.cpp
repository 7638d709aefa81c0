#include "models/machine/transition.h"

#include "models/cpu/teb.h"
#include "models/kernel/apc_queue.h"
#include "models/kernel/arrivals.h"
#include "models/kernel/interrupt.h"
#include "models/kernel/objects.h"
#include "models/kernel/waits.h"
#include "models/machine/execution.h"
#include "models/user/user_program.h"

namespace umsim {
namespace {

constexpr auto kUserProgram = static_cast<std::uint8_t>(RoutineId::user_program);
constexpr StepRef kInProcedure = step_ref(RoutineId::procedure, 0);

// What has no CPU of its own: of a thread, an APC or an object.
Choice of_thread(ChoiceKind kind, std::size_t index) {
  return {kind, CpuId(), static_cast<std::uint16_t>(index)};
}

bool may_interrupt(const Machine& machine, CpuId id) {
  const Cpu& cpu = machine.cpu(id);
  if (!cpu.current.valid() || step_at(next_step(machine, id)).guard == Guard::no_interrupt) {
    return false;
  }
  return preemption_matters(machine) || is_asked_to_flush(machine, id) ||
         (cpu.mode == Mode::user && wants_apc_interrupt(machine, cpu.current));
}

void add_cpu_choices(const Machine& machine, CpuId id, std::vector<Choice>& choices) {
  if (machine.cpu(id).current.valid()) {
    if (!has_to_wait(machine, id)) {
      choices.push_back({ChoiceKind::step, id, 0});
    }
    if (may_interrupt(machine, id)) {
      choices.push_back({ChoiceKind::interrupt, id, 0});
    }
    return;
  }
  for (std::size_t i = 0; i < machine.system().threads.size(); ++i) {
    if (machine.kthread(ThreadId(i)).state == ThreadState::ready) {
      choices.push_back({ChoiceKind::dispatch, id, static_cast<std::uint16_t>(i)});
    }
  }
}

// Program counters: a user-mode routine's is in the control group, a kernel routine's on the kernel
// stack.
void go_on_in_user_mode(Execution& e, const Next& next) {
  Control& control = e.cpu().registers.control;
  UserPortion& user = e.user();
  switch (next.kind) {
    case Next::Kind::row: control.code = next.to; return;
    case Next::Kind::call:
      require(user.depth < kUserStackDepth, "a user stack overflowed");
      user.callers[user.depth++] = {e.step.routine, next.resume};
      control.code = next.to;
      return;
    case Next::Kind::back:
      require(user.depth > 0, "a user-mode routine returned to nowhere");
      control.code = user.callers[--user.depth];
      user.callers[user.depth] = StepRef{};
      return;
    case Next::Kind::leave: return;
  }
}

void go_on_in_kernel(KThread& kthread, const Execution& e, const Next& next) {
  KernelStack& stack = kthread.stack;
  switch (next.kind) {
    case Next::Kind::row: stack.top() = next.to; return;
    case Next::Kind::call:
      require(stack.depth < kKernelStackDepth, "a kernel stack overflowed");
      stack.top() = {e.step.routine, next.resume};
      stack.frames[stack.depth++] = next.to;
      return;
    case Next::Kind::back:
      require(stack.depth > 1, "a kernel routine returned to nowhere");
      stack.frames[--stack.depth] = StepRef{};
      return;
    case Next::Kind::leave: return;
  }
}

void run_step(Execution& e) {
  require(e.self().valid(), "an idle CPU was told to step");
  e.step = next_step(e.machine, e.cpu_id);
  if (e.granted_cycles >= compute_left(e.machine, e.cpu_id)) {
    count_visit(e.machine, e.cpu_id);
  }
  const bool user_mode = e.cpu().mode == Mode::user;
  const ThreadId thread = e.self();
  KThread& kthread = e.kthread();
  const Next next = step_at(e.step).run(e);
  if (user_mode) {
    go_on_in_user_mode(e, next);
  } else {
    go_on_in_kernel(kthread, e, next);
    deliver_between_steps(e, thread);
  }
}

void dispatch(Execution& e, ThreadId thread) {
  require(!e.self().valid() && e.machine.kthread(thread).state == ThreadState::ready,
          "a busy CPU or a thread that is not ready was dispatched");
  e.dispatched = thread;
  e.step = step_ref(RoutineId::dispatch, 0);
  step_at(e.step).run(e);
}

}  // namespace

std::uint32_t to_code(const Choice& choice) {
  return static_cast<std::uint32_t>(choice.kind) << 28U |
         static_cast<std::uint32_t>(choice.cpu.value & 0xFFFU) << 16U | choice.index;
}

Choice from_code(std::uint32_t code) {
  const std::uint32_t cpu = code >> 16U & 0xFFFU;
  return {static_cast<ChoiceKind>(code >> 28U), cpu == 0xFFFU ? CpuId() : CpuId(cpu),
          static_cast<std::uint16_t>(code & 0xFFFFU)};
}

void enabled_choices(const Machine& machine, std::vector<Choice>& choices) {
  const System& system = machine.system();
  for (std::size_t i = 0; i < system.cpus; ++i) {
    add_cpu_choices(machine, CpuId(i), choices);
  }
  for (std::size_t i = 0; i < system.threads.size(); ++i) {
    if (may_complete(machine, ThreadId(i))) {
      choices.push_back(of_thread(ChoiceKind::complete, i));
    }
    if (awaits_time_out(machine, ThreadId(i))) {
      choices.push_back(of_thread(ChoiceKind::time_out, i));
    }
  }
  for (std::size_t i = 0; i < system.apcs.size(); ++i) {
    if (may_arrive(machine, ApcId(i))) {
      choices.push_back(of_thread(ChoiceKind::arrive, i));
    }
  }
  for (std::size_t i = 0; i < system.objects.size(); ++i) {
    if (is_running(machine, ObjectId(i))) {
      choices.push_back(of_thread(ChoiceKind::expire, i));
    }
  }
}

bool is_enabled(const Machine& machine, const Choice& choice) {
  const ThreadId thread(choice.index);
  switch (choice.kind) {
    case ChoiceKind::step:
      return machine.cpu(choice.cpu).current.valid() && !has_to_wait(machine, choice.cpu);
    case ChoiceKind::dispatch:
      return !machine.cpu(choice.cpu).current.valid() &&
             machine.kthread(thread).state == ThreadState::ready;
    case ChoiceKind::interrupt: return may_interrupt(machine, choice.cpu);
    case ChoiceKind::complete: return may_complete(machine, thread);
    case ChoiceKind::time_out: return awaits_time_out(machine, thread);
    case ChoiceKind::arrive: return may_arrive(machine, ApcId(choice.index));
    case ChoiceKind::expire: return is_running(machine, ObjectId(std::size_t{choice.index}));
  }
  return false;
}

Outcome apply(const Machine& machine, const Choice& choice, Reporter* reporter,
              std::uint64_t granted_cycles) {
  require(is_enabled(machine, choice), "a choice was made that the state does not offer");
  Execution e(machine, choice.cpu, reporter);
  e.granted_cycles = granted_cycles;
  switch (choice.kind) {
    case ChoiceKind::step: run_step(e); break;
    case ChoiceKind::dispatch: dispatch(e, ThreadId(choice.index)); break;
    case ChoiceKind::interrupt:
      e.step = next_step(machine, choice.cpu);
      if (!answer_shootdown(e)) {
        take_interrupt(e);
      }
      break;
    case ChoiceKind::complete:
    case ChoiceKind::time_out: complete_wait(machine, ThreadId(choice.index), reporter); break;
    case ChoiceKind::arrive: arrive(machine, ApcId(choice.index), reporter); break;
    case ChoiceKind::expire:
      expire_timer(machine, ObjectId(std::size_t{choice.index}), reporter);
      break;
  }
  return {e.step, e.extra_cycles};
}

Outcome apply(const Machine& machine, const Choice& choice, Reporter* reporter) {
  return apply(machine, choice, reporter, kAllCycles);
}

StepRef next_step(const Machine& machine, CpuId id) {
  const Cpu& cpu = machine.cpu(id);
  if (cpu.mode == Mode::kernel) {
    return machine.kthread(cpu.current).stack.top();
  }
  const Control& control = cpu.registers.control;
  if (control.code == kInProcedure) {
    return step_ref(
        RoutineId::procedure,
        row_of(machine.system().procedure_step(control.stack_owner, control.position).row));
  }
  if (control.code.routine != kUserProgram) {
    return control.code;
  }
  const Instruction& instruction =
      machine.system().instruction(control.stack_owner, control.position);
  return instruction.opcode == Opcode::api
             ? step_ref(RoutineId::api, static_cast<std::uint8_t>(instruction.api.call))
             : StepRef{kUserProgram, static_cast<std::uint8_t>(instruction.opcode)};
}

ThreadId acting_thread(const Machine& machine, CpuId id) {
  const Cpu& cpu = machine.cpu(id);
  return cpu.mode == Mode::user ? cpu.registers.control.stack_owner : cpu.current;
}

std::uint64_t compute_left(const Machine& machine, CpuId id) {
  const Cpu& cpu = machine.cpu(id);
  const bool in_program = cpu.current.valid() && cpu.mode == Mode::user &&
                          cpu.registers.control.code.routine == kUserProgram;
  return in_program ? compute_cycles_left(machine, cpu.registers.control) : 0;
}

bool decides_interrupt(const Machine& machine, CpuId id) {
  const Cpu& cpu = machine.cpu(id);
  return !machine.system().paged && cpu.current.valid() && cpu.mode == Mode::kernel &&
         next_step(machine, id) == interrupt_decision_step() && !may_come_here(machine, id);
}

bool all_ended(const Machine& machine) {
  for (std::size_t i = 0; i < machine.system().threads.size(); ++i) {
    if (machine.kthread(ThreadId(i)).state != ThreadState::ended) {
      return false;
    }
  }
  return true;
}

}  // namespace umsim

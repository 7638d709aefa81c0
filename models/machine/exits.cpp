#include "models/machine/exits.h"

#include "models/machine/routines.h"

namespace umsim {
namespace {

constexpr std::string_view kNowhere;

std::string_view label_of(StepRef row) { return step_at(row).label; }

std::string_view routine_of(StepRef row) { return all_routines()[row.routine].name; }

bool is_in(StepRef row, RoutineId id) { return row.routine == static_cast<std::uint8_t>(id); }

unsigned depth_of(const Machine& machine, const Cpu& cpu) {
  return cpu.mode == Mode::user ? machine.user(cpu.registers.control.stack_owner).depth
                                : machine.kthread(cpu.current).stack.depth;
}

// The row where the thread's kernel portion goes on below an APC that it has taken behind the step.
StepRef landing(const KThread& kthread, const StepStart& start) {
  const StepRef top = kthread.stack.top();
  const bool is_apc = is_in(top, RoutineId::fig13_apc) || is_in(top, RoutineId::fig14_disassociate);
  const bool taken = kthread.stack.depth > 1 && top.row == 0 && is_apc;
  if (!taken || exits_to(step_at(start.row), routine_of(top)) != 0) {
    return top;
  }
  return kthread.stack.frames[kthread.stack.depth - 2U];
}

// `or_to` is another name of the same place.
TakenExits taken(StepRef row, std::string_view to, std::string_view or_to = kNowhere) {
  for (const std::string_view name : {to, or_to}) {
    if (const std::uint32_t mask = exits_to(step_at(row), name); mask != 0) {
      return {mask, {}};
    }
  }
  return {0, to};
}

// The CPU has left the thread.
TakenExits taken_by_who_left(const KThread& kthread, const StepStart& start) {
  if (kthread.state == ThreadState::ended) {
    return taken(start.row, "end of the thread");
  }
  TakenExits exits = taken(start.row, "wait");
  const StepRef next = landing(kthread, start);
  if (next != start.row) {
    const TakenExits behind = taken(start.row, label_of(next));
    exits.mask |= behind.mask;
    exits.undeclared = exits.undeclared.empty() ? behind.undeclared : exits.undeclared;
  }
  return exits;
}

}  // namespace

std::uint32_t exits_to(const Step& step, std::string_view to) {
  std::uint32_t mask = 0;
  for (std::size_t i = 0; i < step.exits.size(); ++i) {
    mask |= step.exits[i].to == to ? std::uint32_t{1} << i : 0U;
  }
  return mask;
}

StepStart start_of_step(const Machine& machine, CpuId cpu_id) {
  const Cpu& cpu = machine.cpu(cpu_id);
  return {cpu_id,
          cpu.current,
          cpu.registers.control.stack_owner,
          next_step(machine, cpu_id),
          cpu.mode == Mode::user,
          depth_of(machine, cpu)};
}

TakenExits exits_taken(const Machine& machine, const StepStart& start) {
  const Cpu& cpu = machine.cpu(start.cpu);
  const KThread& kthread = machine.kthread(start.thread);
  if (cpu.current != start.thread) {
    return taken_by_who_left(kthread, start);
  }
  const bool user_mode = cpu.mode == Mode::user;
  const StepRef code = user_mode ? cpu.registers.control.code : landing(kthread, start);
  if (user_mode && (!start.user_mode || is_in(code, RoutineId::user_program))) {
    return taken(start.row, "user mode");
  }
  if (user_mode && code == step_ref(RoutineId::procedure, 0)) {
    return taken(start.row, routine_of(code));
  }
  const bool same_stack = user_mode == start.user_mode &&
                          (!user_mode || cpu.registers.control.stack_owner == start.stack_owner);
  const bool is_top = user_mode || code == kthread.stack.top();
  const unsigned depth = depth_of(machine, cpu) - (is_top ? 0U : 1U);
  if (same_stack && depth > start.depth) {
    return taken(start.row, routine_of(code));
  }
  if (same_stack && depth < start.depth) {
    return taken(start.row, "return");
  }
  const bool begins = code.routine != start.row.routine && code.row == 0;
  return taken(start.row, label_of(code), begins ? routine_of(code) : kNowhere);
}

}  // namespace umsim

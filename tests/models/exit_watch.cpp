#include "tests/models/exit_watch.h"

#include <algorithm>

#include "models/machine/routines.h"

namespace umsim::test {
namespace {

std::string label_of(StepRef row) { return std::string(step_at(row).label); }

std::string routine_of(StepRef row) {
  return std::string(routine(static_cast<RoutineId>(row.routine)).name);
}

// Frames on the stack that the program counter belongs to.
unsigned depth_of(const Machine& machine, const Cpu& cpu) {
  return cpu.mode == Mode::user ? machine.user(cpu.registers.control.stack_owner).depth
                                : machine.kthread(cpu.current).stack.depth;
}

bool is_apc_routine(StepRef row) {
  return row.routine == static_cast<std::uint8_t>(RoutineId::fig13_apc) ||
         row.routine == static_cast<std::uint8_t>(RoutineId::fig14_disassociate);
}

bool declares(StepRef row, const std::string& to) {
  const std::span<const Exit> exits = step_at(row).exits;
  return std::any_of(exits.begin(), exits.end(), [&](const Exit& exit) { return exit.to == to; });
}

}  // namespace

ExitWatch::Start ExitWatch::start(const Machine& machine, CpuId cpu_id) {
  const Cpu& cpu = machine.cpu(cpu_id);
  return {cpu_id,
          cpu.current,
          cpu.registers.control.stack_owner,
          next_step(machine, cpu_id),
          cpu.mode == Mode::user,
          depth_of(machine, cpu)};
}

StepRef ExitWatch::landing(const KThread& kthread, const Start& from) {
  const StepRef top = kthread.stack.top();
  const bool taken = kthread.stack.depth > 1 && top.row == 0 && is_apc_routine(top);
  if (!taken || declares(from.row, routine_of(top))) {
    return top;
  }
  return kthread.stack.frames[kthread.stack.depth - 2U];
}

std::string ExitWatch::take(StepRef row, const std::string& to, const std::string& or_to) {
  for (const std::string& name : {to, or_to}) {
    if (declares(row, name)) {
      taken_.insert({label_of(row), name});
      return "";
    }
  }
  return label_of(row) + " does not declare that it goes to " + to;
}

std::string ExitWatch::finish(const Machine& machine, const Start& from) {
  const Cpu& cpu = machine.cpu(from.cpu);
  const KThread& kthread = machine.kthread(from.thread);
  if (cpu.current != from.thread) {
    if (kthread.state == ThreadState::ended) {
      return take(from.row, "end of the thread", "");
    }
    const StepRef next = landing(kthread, from);
    return take(from.row, "wait", "") +
           (next != from.row ? take(from.row, label_of(next), "") : "");
  }
  const bool user_mode = cpu.mode == Mode::user;
  const StepRef code = user_mode ? cpu.registers.control.code : landing(kthread, from);
  const bool in_program = code.routine == static_cast<std::uint8_t>(RoutineId::user_program);
  if (user_mode && (!from.user_mode || in_program)) {
    return take(from.row, "user mode", "");
  }
  if (user_mode && code == step_ref(RoutineId::procedure, 0)) {
    return take(from.row, routine_of(code), "");
  }
  const bool same_stack = user_mode == from.user_mode &&
                          (!user_mode || cpu.registers.control.stack_owner == from.stack_owner);
  const bool is_top = user_mode || code == kthread.stack.top();
  const unsigned depth = depth_of(machine, cpu) - (is_top ? 0U : 1U);
  if (same_stack && depth > from.depth) {
    return take(from.row, routine_of(code), "");
  }
  if (same_stack && depth < from.depth) {
    return take(from.row, "return", "");
  }
  const bool begins = code.routine != from.row.routine && code.row == 0;
  return take(from.row, label_of(code), begins ? routine_of(code) : "");
}

std::set<RowExit> ExitWatch::never_taken() const {
  std::set<RowExit> declared;
  for (const Routine& table : all_routines()) {
    for (const Step& step : table.steps) {
      for (const Exit& exit : step.exits) {
        declared.insert({std::string(step.label), std::string(exit.to)});
      }
    }
  }
  std::set<RowExit> never;
  std::set_difference(declared.begin(), declared.end(), taken_.begin(), taken_.end(),
                      std::inserter(never, never.end()));
  return never;
}

}  // namespace umsim::test

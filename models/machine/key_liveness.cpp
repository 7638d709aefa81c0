#include "models/machine/key_liveness.h"

#include <algorithm>

#include "models/ums/direct_switch.h"
#include "models/ums/fig14_disassociate.h"
#include "models/ums/fig15_switch.h"
#include "models/ums/worker_kernel.h"

namespace umsim {
namespace {

bool runs_in_user_mode(const Cpu& cpu) { return cpu.current.valid() && cpu.mode == Mode::user; }

// The registers are the worker's own: it executes its program, yields or switches to another one.
// On a worker's stack no other code runs.
bool runs(const Registers& registers, ThreadId id) { return registers.control.stack_owner == id; }

// A yield saves the integer registers in its first row.
SavedGroups being_saved(StepRef code) {
  const bool yield_has = is_in(code, RoutineId::fig16_yield) && code.row > 0;
  return {yield_has || direct_switch_saves(code), false, false, false};
}

}  // namespace

bool KeyLiveness::attempts(const Registers& registers, ThreadId id) const {
  const Control& control = registers.control;
  return control.stack_owner == id &&
         (is_in(control.code, RoutineId::fig15_switch) || control.code == bounds_.failed ||
          control.code == bounds_.attempt || control.code == bounds_.wake ||
          control.code == bounds_.procedure_failed);
}

const Registers* KeyLiveness::in_user_mode(ThreadId id) const {
  const TrapFrame& trap = arrays_.kthreads[id.at()].trap;
  if (trap.valid != 0) {
    return &trap.registers;
  }
  for (const Cpu& cpu : arrays_.cpus) {
    if (cpu.current == id && cpu.mode == Mode::user) {
      return &cpu.registers;
    }
  }
  return nullptr;
}

bool KeyLiveness::is_attempting(ThreadId id) const {
  const Registers* registers = in_user_mode(id);
  return registers != nullptr && attempts(*registers, id);
}

bool KeyLiveness::has_failed(ThreadId id) const {
  const Registers* registers = in_user_mode(id);
  if (registers == nullptr || !(attempts(*registers, id) || attempts_directly(*registers))) {
    return false;
  }
  const StepRef code = registers->control.code;
  return fig15_has_failed(code) || code == direct_switch_failed_step() || code == bounds_.failed ||
         code == bounds_.procedure_failed;
}

// THREAD-8: on a worker's stack the primary switches from that worker to another one.
bool KeyLiveness::attempts_directly(const Registers& registers) const {
  const Control& control = registers.control;
  return control.stack_owner.value < arrays_.workers &&
         (is_in(control.code, RoutineId::fig15_switch) ||
          is_in(control.code, RoutineId::direct_switch));
}

// The worker to which the reference has been recorded, though nothing of it is loaded.
bool KeyLiveness::is_next(const Registers& registers, ThreadId primary, ThreadId id) const {
  if (!direct_switch_has_recorded(registers.control.code)) {
    return false;
  }
  const UserPortion& user = arrays_.users[primary.at()];
  return user.hand == id || user.walked == id;
}

bool KeyLiveness::hosts(const Registers& registers, ThreadId primary, ThreadId id) const {
  const Control& control = registers.control;
  if (runs(registers, id) || is_next(registers, primary, id)) {
    return true;
  }
  if (!is_in(control.code, RoutineId::fig15_switch)) {
    return false;
  }
  return user_of(control) == id && control.code != bounds_.record && !fig15_claims(control.code);
}

[[gnu::flatten]] bool KeyLiveness::knows_primary(ThreadId id) const {
  const auto runs_it = [&](const Cpu& cpu) {
    return runs_in_user_mode(cpu) && cpu.current != id && hosts(cpu.registers, cpu.current, id);
  };
  const auto has_trapped = [&](std::size_t primary) {
    const KThread& kthread = arrays_.kthreads[primary];
    const bool leaves = kthread.torn_off == id || kthread.peer == id;
    return kthread.trap.valid != 0 && !leaves &&
           hosts(kthread.trap.registers, ThreadId(primary), id);
  };
  if (std::ranges::any_of(arrays_.cpus, runs_it)) {
    return true;
  }
  for (std::size_t i = arrays_.workers; i < arrays_.threads_end(); ++i) {
    if (has_trapped(i)) {
      return true;
    }
  }
  return false;
}

SavedGroups KeyLiveness::being_given_back(const KThread& worker) const {
  const StepRef next = worker.stack.depth != 0 ? worker.stack.top() : StepRef{};
  const bool gives = gives_back(next);
  const bool full = worker.trap.full != 0 && worker.trap.registers.control.after_call == 0 &&
                    gives && next != bounds_.volatiles;
  return {gives, full, full && next != bounds_.extended, false};
}

// A context that a primary captures is as in its trap frame until the group in question has been
// captured.
SavedGroups KeyLiveness::being_captured(const KThread& primary) const {
  const StepRef next = primary.stack.depth != 0 ? primary.stack.top() : StepRef{};
  const TrapFrame& trap = primary.trap;
  const bool full = trap.full != 0 && trap.registers.control.after_call == 0;
  return {has_captured(next, Group::integer), full && has_captured(next, Group::volatiles),
          full && has_captured(next, Group::extended), has_captured(next, Group::control)};
}

SavedGroups KeyLiveness::saved_groups(ThreadId id) const {
  if (const KThread& worker = arrays_.kthreads[id.at()]; worker.trap.valid != 0) {
    return being_given_back(worker);
  }
  if (arrays_.staging[id.at()].valid != 0) {
    return {false, false, false, false};
  }
  for (const Cpu& cpu : arrays_.cpus) {
    if (runs_in_user_mode(cpu) && runs(cpu.registers, id)) {
      return being_saved(cpu.registers.control.code);
    }
  }
  for (const KThread& kthread : arrays_.beside_workers()) {
    const TrapFrame& trap = kthread.trap;
    if (trap.valid != 0 && runs(trap.registers, id)) {
      return kthread.torn_off == id ? being_captured(kthread)
                                    : being_saved(trap.registers.control.code);
    }
    if (kthread.peer == id) {
      return {false, false, false, false};
    }
  }
  return {};
}

}  // namespace umsim

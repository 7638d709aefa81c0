#include "models/invariants/locks.h"

#include "models/machine/routines.h"
#include "models/ums/hosting.h"

namespace umsim {
namespace {

bool in_routine(StepRef code, RoutineId id) {
  return code.routine == static_cast<std::uint8_t>(id);
}

bool migrates(const Machine& machine, ThreadId worker) {
  for (std::size_t i = machine.system().workers; i < machine.system().threads.size(); ++i) {
    if (machine.kthread(ThreadId(i)).peer == worker) {
      return true;
    }
  }
  return false;
}

// Parked with no APC in service and no state on its way. What is suspended or terminated stays
// locked (EXIT-1, LOCK-9).
bool nobody_works_for(const Machine& machine, ThreadId worker) {
  const KThread& kthread = machine.kthread(worker);
  const Context& context = machine.context(worker);
  return kthread.state == ThreadState::parked && !kthread.apc.valid() && context.suspended == 0 &&
         context.terminated == 0 && !migrates(machine, worker);
}

// On its own stack the primary is switching to the worker, or is behind the save of a yield; on the
// worker's stack it hosts the worker, and must stand in its context (SWITCH-5).
bool works_in_user_mode(const Machine& machine, ThreadId primary, ThreadId worker) {
  const Registers* registers = user_registers(machine, primary);
  if (registers == nullptr) {
    return false;
  }
  const Control& control = registers->control;
  if (control.stack_owner == worker) {
    return machine.context(worker).primary == primary;
  }
  const UserPortion& user = machine.user(primary);
  const bool directly = in_routine(control.code, RoutineId::direct_switch) ||
                        machine.system().is_worker(control.stack_owner);
  if (directly && user.walked == worker) {  // THREAD-8
    return true;
  }
  return user.hand == worker && (in_routine(control.code, RoutineId::fig15_switch) ||
                                 in_routine(control.code, RoutineId::fig16_yield) ||
                                 in_routine(control.code, RoutineId::direct_switch));
}

bool works_for(const Machine& machine, ThreadId primary, ThreadId worker) {
  const KThread& kthread = machine.kthread(primary);
  return kthread.state != ThreadState::ended &&
         (kthread.peer == worker || kthread.torn_off == worker ||
          works_in_user_mode(machine, primary, worker));
}

}  // namespace

bool locks_are_released(const Machine& machine) {
  for (std::size_t i = 0; i < machine.system().workers; ++i) {
    const ThreadId worker(i);
    if (machine.context(worker).lock.holders != 0 && nobody_works_for(machine, worker)) {
      return false;
    }
  }
  return machine.globals().underflow == 0;
}

bool claims_have_a_primary(const Machine& machine) {
  for (std::size_t i = 0; i < machine.system().workers; ++i) {
    const ThreadId cid = machine.context(ThreadId(i)).lock.cid;
    if (cid.valid() && !works_for(machine, cid, ThreadId(i))) {
      return false;
    }
  }
  return true;
}

}  // namespace umsim

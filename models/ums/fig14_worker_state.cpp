#include "models/ums/fig14_worker_state.h"

#include <utility>

#include "models/ums/fig02_directed_switch.h"
#include "models/ums/fig15_switch.h"
#include "models/ums/hosting.h"

namespace umsim {

bool settles_a_fault(const Execution& e) { return e.kthread().stack.depth == 1; }

ThreadId worker_to_settle(const Execution& e) {
  return settles_a_fault(e) ? hosted_by(e.machine, e.self()).worker : e.kthread().torn_off;
}

void abandon_user_code(UserPortion& user) {
  user.reason = UpcallReason::blocked;
  user.depth = 0;
  user.outcome = SwitchOutcome::none;
  user.hand_owned = 0;
  user.hint = ThreadId();
}

Next switch_to_settled(Execution& e, ThreadId worker) {
  if (!is_fresh(e.kthread().trap.registers, e.machine.newest(worker))) {
    e.machine.globals().torn = worker;
  }
  e.kthread().peer = worker;
  abandon_user_code(e.machine.user(e.self()));
  return Execution::jump_to(switch_lock_step());
}

void take_from_context(const Execution& e, ThreadId worker) {
  const Context& context = e.machine.context(worker);
  e.kthread().trap.registers = context.saved;
  e.kthread().trap.full = context.full;
  report_moved(e, worker, e.self(), ContextPlace::user_portion, ContextPlace::primary_frame);
}

void forget_rest_of_load(Registers& registers) {
  const StepRef code = registers.control.code;
  for (auto [group, member] : {std::pair{Group::integer, &Registers::integer},
                               std::pair{Group::volatiles, &Registers::volatiles},
                               std::pair{Group::extended, &Registers::extended}}) {
    registers.*member = fig15_has_loaded(code, group) ? registers.*member : 0;
  }
}

bool put_yield_back(const Execution& e, ThreadId worker) {
  TrapFrame& trap = e.kthread().trap;
  Control& control = trap.registers.control;
  if (control.stack_owner == worker) {
    control.code = step_ref(RoutineId::user_program, 0);
    control.after_call = 1;
    e.machine.newest(worker).control.after_call = 1;
    trap.full = 0;
    return true;
  }
  if (e.keeps(KnockOut::reset_interrupted_yield)) {
    Context& context = e.machine.context(worker);
    --context.saved.control.position;
    Control& newest = e.machine.newest(worker).control;
    newest = context.saved.control;
    newest.flags = newest.user_flags();
    context.yielding = 0;
  }
  return false;
}

void return_to_save(const Execution& e, ThreadId worker) {
  Context& context = e.machine.context(worker);
  Registers& registers = e.kthread().trap.registers;  // they are still the worker's
  registers = Registers{};
  copy_group(Group::integer, context.saved, registers);
  copy_group(Group::control, context.saved, registers);
  registers.control.code = step_ref(RoutineId::fig16_yield, 0);
  registers.control.after_call = 0;
  --registers.control.position;
  context.primary = e.self();
}

void capture(const Execution& e, Group group) {
  copy_group(group, e.kthread().trap.registers, e.machine.context(worker_to_settle(e)).saved);
}

}  // namespace umsim

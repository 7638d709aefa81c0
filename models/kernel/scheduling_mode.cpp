#include "models/kernel/scheduling_mode.h"

#include "models/cpu/teb.h"
#include "models/kernel/services.h"
#include "models/kernel/waits.h"
#include "models/ums/fig03_mapping.h"
#include "models/user/api.h"
#include "models/user/scheduler.h"

namespace umsim {
namespace {

Next go_to(StepRef step) { return {Next::Kind::row, step, 0}; }

// The scheduler drains one list, which must be there.
Status judge(const Execution& e, const ApiRequest& request) {
  const ListId own = e.system().list_of(e.self());
  const ListId named = request.list.valid() ? request.list : own;
  if (e.machine.list(named).absent != 0) {
    return Status::invalid_handle;
  }
  return named == own ? Status::success : Status::invalid_parameter;
}

// The user portion has nothing of a primary's any more. The call returns with what the scheduler
// procedure has left in the nonvolatile registers.
void go_on_behind_the_call(const Execution& e) {
  const ThreadId self = e.self();
  KThread& kthread = e.kthread();
  UserPortion& user = e.machine.user(self);
  Control control;
  control.position = user.return_position;
  control.stack_owner = self;
  control.code = step_ref(RoutineId::user_program, 0);
  control.after_call = 1;
  kthread.standard = 1;
  kthread.trap.registers.control = control;
  e.machine.newest(self).integer = kthread.trap.registers.integer;
  const std::uint64_t reentry = user.reentry;
  user = UserPortion{};
  user.reentry = reentry;
  return_status(e, self, requested(e.machine, self).api, Status::success);
}

}  // namespace

// A set-context APC may have set the flags of the program meanwhile; the call consumes them.
Next enter_scheduling_mode(Execution& e) {
  const ThreadId self = e.self();
  KThread& kthread = e.kthread();
  const ApiRequest& request = requested(e.machine, self).api;
  const Status status = judge(e, request);
  if (status != Status::success) {
    return_status(e, self, request, status);
    return Execution::back();
  }
  UserPortion& user = e.machine.user(self);
  kthread.standard = 0;
  user.return_position = kthread.trap.registers.control.position;
  user.reentry = kthread.trap.registers.integer;
  e.machine.newest(self).control.flags = 0;
  kthread.trap.registers = scheduler_entry_registers(e.machine, self);
  return needs_second_mapping(e.system(), self) ? go_to(second_mapping_step()) : Execution::back();
}

Next leave_scheduling_mode(Execution& e) {
  const ThreadId self = e.self();
  const bool goes_on = e.system().enters_scheduling(self);
  if (goes_on) {
    go_on_behind_the_call(e);
  }
  if (has_second_mapping(e.machine, self)) {
    return go_to(mapping_removal_step());
  }
  return goes_on ? Execution::back() : go_to(step_ref(RoutineId::service, row_of(ServiceRow::end)));
}

}  // namespace umsim

#include "models/ums/worker_kernel.h"

#include "models/kernel/apc_queue.h"
#include "models/kernel/debug_registers.h"
#include "models/kernel/dispatcher.h"
#include "models/kernel/kernel_entry.h"
#include "models/kernel/process_deletion.h"
#include "models/kernel/waits.h"
#include "models/ums/lock.h"
#include "models/ums/own_thread.h"
#include "models/user/api.h"

namespace umsim {
namespace {

enum class Row : std::uint8_t {
  run,
  leave,
  integer,
  volatiles,
  extended,
  control,
  unlock,
  park,
  terminate,
  unlock_early,
  to_user,
  yield_again,
  end_idle,
  convert,
  standard
};

Context& own_context(const Execution& e) { return e.machine.context(e.self()); }

void terminate_context(const Execution& e) {
  own_context(e).terminated = 1;
  e.report(EventKind::context_terminated, e.self());
}

void give_back(const Execution& e, Group group) {
  copy_group(group, e.kthread().trap.registers, own_context(e).saved);
}

Next run_on(Execution&) { return Execution::call(RoutineId::service, Row::leave); }

Next give_context_back(const Execution& e) {
  if (!e.keeps(KnockOut::capture_before_publish)) {
    return Execution::call(RoutineId::list_push, Row::park);
  }
  return e.go(e.keeps(KnockOut::unlock_after_context_is_back) ? Row::integer : Row::unlock_early);
}

bool yields(const Execution& e) { return e.kthread().trap.service == Service::yield; }

// LIST-2, and the park in its place: a worker for which its primary still sleeps has not blocked. A
// yield gives the context back in any case.
bool returns_to_user(const Execution& e) {
  if (!e.system().follows_windows() || yields(e)) {
    return false;
  }
  return waiting_primary(e.machine, e.self()).valid() || !e.keeps(KnockOut::park_if_released);
}

// Where a service goes on: ends the thread, returns to user mode, or gives the context back. From
// the next step until the kernel portion is parked the context is on its way out, and APCs are held
// back (decision 0009).
Next leave_service(Execution& e) {
  if (e.kthread().terminating != 0) {
    return e.go(Row::terminate);
  }
  if (e.kthread().trap.service == Service::convert_to_standard) {
    return e.go(Row::convert);
  }
  if (returns_to_user(e)) {
    return e.go(Row::to_user);
  }
  const bool nobody_waits = yields(e) && !waiting_primary(e.machine, e.self()).valid();
  if (nobody_waits && e.keeps(KnockOut::run_yield_again)) {
    return e.go(Row::yield_again);
  }
  return give_context_back(e);
}

Next give_back_integer(Execution& e) {
  give_back(e, Group::integer);
  return e.go(e.kthread().trap.full != 0 ? Row::volatiles : Row::control);
}

Next give_back_volatiles(Execution& e) {
  give_back(e, Group::volatiles);
  return e.next();
}

Next give_back_extended(Execution& e) {
  give_back(e, Group::extended);
  return e.next();
}

// LIST-3: with the last group the context is complete, before it is visible on the list.
Next give_back_control(Execution& e) {
  give_back(e, Group::control);
  own_context(e).full = e.kthread().trap.full;
  e.report(EventKind::context_saved, e.self(), Index<void>::kNone, 0, e.kthread().trap.full);
  if (yields(e) && waiting_primary(e.machine, e.self()).valid()) {
    tell_of_yield(e);
  }
  e.kthread().trap = TrapFrame{};
  return e.next();
}

Next unlock_context(Execution& e) {
  const bool held = own_context(e).lock.holders != 0;
  if (held || e.keeps(KnockOut::lock_in_directed_switch)) {
    unhold(e, e.self());
  }
  if (has_told_of_yield(e)) {
    return e.go(Row::park);  // YIELD-4
  }
  return Execution::call(RoutineId::list_push, Row::park);
}

// Only without unlock-after-context-is-back: whoever tries the worker now loads what it was before.
Next unlock_early(Execution& e) {
  unhold(e, e.self());
  return e.go(Row::integer);
}

Next end_worker(Execution& e) {
  e.kthread().stack.depth = 0;
  e.report(EventKind::thread_end, e.self());
  drop_apcs(e, e.self());
  leave_cpu(e, ThreadState::ended);
  return Execution::leave();
}

Next park_here(Execution& e) {
  e.report(EventKind::park, e.self());
  e.kthread().stack.top() = worker_park_step();
  leave_cpu(e, ThreadState::parked);
  return Execution::leave();
}

// BLOCK-1: parking wakes the own primary, unless a block has done so before. The wake-up of a
// directed switch that came before the park is not lost (ENTRY-8).
Next park(Execution& e) {
  KThread& kthread = e.kthread();
  if (kthread.wake_pending != 0) {
    kthread.wake_pending = 0;
    return e.go(Row::run);
  }
  release_queue(e, e.self());
  if (own_context(e).terminated != 0) {
    return has_to_run_down(e) ? Execution::call(RoutineId::process_deletion, Row::park)
                              : end_worker(e);
  }
  if (kthread.is_condemned()) {
    return e.go(Row::end_idle);
  }
  return park_here(e);
}

// EXIT-7: an idle worker ends, its lock held for ever (LOCK-9). One whose user portion a primary
// has in its hands waits until that one has given it back and left, or has brought its state here.
Next end_idle(Execution& e) {
  if (!is_free(own_context(e).lock)) {
    return e.kthread().wake_pending != 0 ? e.go(Row::park) : park_here(e);
  }
  require(hold(e, e.self()), "an idle worker's lock could not be taken");
  terminate_context(e);
  return e.go(Row::park);
}

// LOCK-9: the lock of a terminated context stays held.
Next mark_terminated(Execution& e) {
  terminate_context(e);
  e.kthread().trap = TrapFrame{};
  return Execution::call(RoutineId::list_push, Row::park);
}

// THREAD-5: for its scheduler the worker ends here. The context is terminated, its lock stays held
// (LOCK-9), and it comes to the list for the last time, so that the scheduler retires it.
Next give_context_up(Execution& e) {
  terminate_context(e);
  return Execution::call(RoutineId::list_push, Row::standard);
}

// The kernel portion has the user state, and takes it to user mode itself from now on; the primary
// goes on as after a block.
Next become_standard(Execution& e) {
  const ThreadId self = e.self();
  release_queue(e, self);
  e.kthread().standard = 1;
  load_debug_registers(e);
  return_status(e, self, requested(e.machine, self).api, Status::success);
  e.kthread().trap.service = Service::none;
  return Execution::jump_to(entry_return_step());
}

// LIST-2: on the worker's own kernel thread, unless an APC has ended it or released its primary
// since.
Next return_to_user(Execution& e) {
  if (e.kthread().terminating != 0 || !returns_to_user(e)) {
    return e.go(Row::leave);
  }
  load_debug_registers(e);
  leave_kernel(e);
  return Execution::leave();
}

// A yield of which nobody can be told: its primary has been released, by a suspension. As after
// APC-7 it runs again, on whatever primary runs the worker next, and gives its upcall then.
Next run_yield_again(Execution& e) {
  Control& control = e.kthread().trap.registers.control;
  --control.position;
  e.kthread().trap.service = Service::none;
  e.machine.newest(e.self()).control = control;
  own_context(e).yielding = 0;
  return give_context_back(e);
}

constexpr Access kSaved[] = {{Rights::write, Place::saved, Role::self}};
constexpr Access kSavedLast[] = {{Rights::write, Place::saved, Role::self},
                                 {Rights::write, Place::on_list, Role::worker},
                                 {Rights::write, Place::user, Role::waiting}};
constexpr Access kLock[] = {{Rights::interlocked, Place::lock, Role::self},
                            {Rights::read, Place::user, Role::waiting}};
constexpr Access kAgain[] = {{Rights::write, Place::newest, Role::self},
                             {Rights::write, Place::on_list, Role::self}};
constexpr Access kPark[] = {{Rights::read, Place::flags, Role::self},
                            {Rights::read, Place::deletion, Role::self},
                            {Rights::write, Place::kthread, Role::queue}};
constexpr Access kHolder[] = {{Rights::read, Place::holder, Role::self}};
constexpr Access kStandard[] = {{Rights::read, Place::holder, Role::self},
                                {Rights::write, Place::kthread, Role::queue}};
constexpr Access kEndIdle[] = {{Rights::interlocked, Place::lock, Role::self},
                               {Rights::write, Place::flags, Role::self}};
constexpr Access kFlags[] = {{Rights::write, Place::flags, Role::self}};
constexpr Exit kRunExits[] = {{"", "SERVICE"}};
constexpr Exit kLeaveExits[] = {{"the thread is to end", "FIG2.8.terminate"},
                                {"", "FIG2.8.integer"},
                                {"capture-before-publish knocked out", "LIST"},
                                {"unlock-after-context-is-back knocked out", "FIG2.8.unlock.early"},
                                {"it converts back", "FIG2.8.convert"},
                                {"windows: its primary still sleeps", "FIG2.8.return"},
                                {"windows: a yield, and its primary does not", "FIG2.8.again"}};
constexpr Exit kToUserExits[] = {
    {"", "user mode"}, {"its primary has been released, or it is to end", "FIG2.8.leave"}};
constexpr Exit kToIntegerRow[] = {{"", "FIG2.8.integer"}};
constexpr Exit kIntegerExits[] = {{"asynchronous entry: full set", "FIG2.8.volatiles"},
                                  {"synchronous entry: reduced set", "FIG2.8.control"}};
constexpr Exit kToExtended[] = {{"", "FIG2.8.extended"}};
constexpr Exit kToControl[] = {{"", "FIG2.8.control"}};
constexpr Exit kToUnlock[] = {{"", "FIG2.8.unlock"}};
constexpr Exit kPush[] = {{"", "LIST"}};
constexpr Exit kUnlockExits[] = {{"", "LIST"}, {"windows: a yield", "FIG2.8.park"}};
constexpr Exit kParkExits[] = {{"a directed switch has woken it", "FIG2.7"},
                               {"terminated", "end of the thread"},
                               {"the last of a process that is being deleted", "DELETE"},
                               {"its process is being deleted", "FIG2.8.delete"},
                               {"", "wait"}};
constexpr Exit kStandardExits[] = {{"", "ENTRY.return"}};
constexpr Exit kEndIdleExits[] = {{"a primary has its user portion", "wait"},
                                  {"a directed switch has woken it, or it is idle", "FIG2.8.park"}};
constexpr Step kSteps[] = {
    {"FIG2.7",
     "execute the service in the worker's kernel portion, under its own identity",
     CostClass::kernel_step,
     run_on,
     {},
     kRunExits},
    {"FIG2.8.leave",
     "leave the service: give the context back, or end",
     CostClass::kernel_step,
     leave_service,
     {},
     kLeaveExits},
    {"FIG2.8.integer", "give the integer registers back to the user portion",
     CostClass::register_group, give_back_integer, kSaved, kIntegerExits, Guard::no_apc},
    {"FIG2.8.volatiles", "give the volatile registers back", CostClass::register_group,
     give_back_volatiles, kSaved, kToExtended, Guard::no_apc},
    {"FIG2.8.extended", "give the extended state back", CostClass::register_group,
     give_back_extended, kSaved, kToControl, Guard::no_apc},
    {"FIG2.8.control", "give instruction and stack pointer back: the context is complete",
     CostClass::register_group, give_back_control, kSavedLast, kToUnlock, Guard::no_apc},
    {"FIG2.8.unlock", "release the kernel's hold on the UMS lock", CostClass::interlocked,
     unlock_context, kLock, kUnlockExits, Guard::no_apc},
    {"FIG2.8.park", "park, and wake the primary that sleeps on the kernel queue",
     CostClass::kernel_step, park, kPark, kParkExits},
    {"FIG2.8.terminate", "mark the context terminated; its lock stays held", CostClass::kernel_step,
     mark_terminated, kFlags, kPush, Guard::no_apc},
    {"FIG2.8.unlock.early",
     "release the lock before the context is back (unlock-after-context-is-back knocked out)",
     CostClass::interlocked, unlock_early, kLock, kToIntegerRow, Guard::no_apc},
    {"FIG2.8.return", "windows: return to user mode on the worker's own kernel thread",
     CostClass::kernel_exit, return_to_user, kHolder, kToUserExits},
    {"FIG2.8.again", "windows: put a yield of which no primary can be told back to its start",
     CostClass::kernel_step, run_yield_again, kAgain, kToIntegerRow, Guard::no_apc},
    {"FIG2.8.delete", "end an idle worker whose process is being deleted", CostClass::interlocked,
     end_idle, kEndIdle, kEndIdleExits, Guard::no_apc},
    {"FIG2.8.convert", "the worker converts back: its context is terminated, its lock stays held",
     CostClass::kernel_step, give_context_up, kFlags, kPush, Guard::no_apc},
    {"FIG2.8.standard", "a standard thread from here on; wake the primary that sleeps for it",
     CostClass::kernel_step, become_standard, kStandard, kStandardExits, Guard::no_apc},
};

}  // namespace

std::span<const Step> worker_kernel_steps() { return kSteps; }

StepRef worker_leave_step() { return step_ref(RoutineId::worker_kernel, row_of(Row::leave)); }

StepRef worker_service_step() { return step_ref(RoutineId::worker_kernel, row_of(Row::run)); }

StepRef worker_park_step() { return step_ref(RoutineId::worker_kernel, row_of(Row::park)); }

bool gives_back(StepRef step) {
  return step.routine == static_cast<std::uint8_t>(RoutineId::worker_kernel) &&
         step.row > row_of(Row::integer) && step.row <= row_of(Row::control);
}

}  // namespace umsim

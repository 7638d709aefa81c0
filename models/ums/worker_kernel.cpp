#include "models/ums/worker_kernel.h"

#include "models/kernel/apc_queue.h"
#include "models/kernel/dispatcher.h"
#include "models/ums/lock.h"

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
  unlock_early
};

Context& own_context(const Execution& e) { return e.machine.context(e.self()); }

void give_back(const Execution& e, Group group) {
  copy_group(group, e.kthread().trap.registers, own_context(e).saved);
}

Next run_on(Execution&) { return Execution::call(RoutineId::service, Row::leave); }

// Gives the context back, or ends the thread. From the next step until the kernel portion is parked
// the context is on its way out, and APCs are held back (decision 0009).
Next leave_service(Execution& e) {
  if (e.kthread().terminating != 0) {
    return e.go(Row::terminate);
  }
  if (!e.keeps(KnockOut::capture_before_publish)) {
    return Execution::call(RoutineId::list_push, Row::park);
  }
  return e.go(e.keeps(KnockOut::unlock_after_context_is_back) ? Row::integer : Row::unlock_early);
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
  e.kthread().trap = TrapFrame{};
  return e.next();
}

Next unlock_context(Execution& e) {
  const bool held = own_context(e).lock.holders != 0;
  if (held || e.keeps(KnockOut::lock_in_directed_switch)) {
    unhold(e, e.self());
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
    return end_worker(e);
  }
  e.report(EventKind::park, e.self());
  leave_cpu(e, ThreadState::parked);
  return Execution::leave();
}

// LOCK-9: the lock of a terminated context stays held.
Next mark_terminated(Execution& e) {
  own_context(e).terminated = 1;
  e.kthread().trap = TrapFrame{};
  return Execution::call(RoutineId::list_push, Row::park);
}

constexpr Access kSaved[] = {{Rights::write, Place::saved, Role::self}};
constexpr Access kLock[] = {{Rights::interlocked, Place::lock, Role::self}};
constexpr Access kPark[] = {{Rights::read, Place::flags, Role::self},
                            {Rights::write, Place::kthread, Role::queue}};
constexpr Access kFlags[] = {{Rights::write, Place::flags, Role::self}};
constexpr Exit kRunExits[] = {{"", "SERVICE"}};
constexpr Exit kLeaveExits[] = {
    {"the thread is to end", "FIG2.8.terminate"},
    {"", "FIG2.8.integer"},
    {"capture-before-publish knocked out", "LIST"},
    {"unlock-after-context-is-back knocked out", "FIG2.8.unlock.early"}};
constexpr Exit kToIntegerRow[] = {{"", "FIG2.8.integer"}};
constexpr Exit kIntegerExits[] = {{"asynchronous entry: full set", "FIG2.8.volatiles"},
                                  {"synchronous entry: reduced set", "FIG2.8.control"}};
constexpr Exit kToExtended[] = {{"", "FIG2.8.extended"}};
constexpr Exit kToControl[] = {{"", "FIG2.8.control"}};
constexpr Exit kToUnlock[] = {{"", "FIG2.8.unlock"}};
constexpr Exit kPush[] = {{"", "LIST"}};
constexpr Exit kParkExits[] = {{"a directed switch has woken it", "FIG2.7"},
                               {"terminated", "end of the thread"},
                               {"", "wait"}};

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
     CostClass::register_group, give_back_control, kSaved, kToUnlock, Guard::no_apc},
    {"FIG2.8.unlock", "release the kernel's hold on the UMS lock", CostClass::interlocked,
     unlock_context, kLock, kPush, Guard::no_apc},
    {"FIG2.8.park", "park, and wake the primary that sleeps on the kernel queue",
     CostClass::kernel_step, park, kPark, kParkExits},
    {"FIG2.8.terminate", "mark the context terminated; its lock stays held", CostClass::kernel_step,
     mark_terminated, kFlags, kPush, Guard::no_apc},
    {"FIG2.8.unlock.early",
     "release the lock before the context is back (unlock-after-context-is-back knocked out)",
     CostClass::interlocked, unlock_early, kLock, kToIntegerRow, Guard::no_apc},
};

}  // namespace

std::span<const Step> worker_kernel_steps() { return kSteps; }

StepRef worker_start_step() { return step_ref(RoutineId::worker_kernel, row_of(Row::leave)); }

StepRef worker_park_step() { return step_ref(RoutineId::worker_kernel, row_of(Row::park)); }

bool gives_back(StepRef step) {
  return step.routine == static_cast<std::uint8_t>(RoutineId::worker_kernel) &&
         step.row > row_of(Row::integer) && step.row <= row_of(Row::control);
}

}  // namespace umsim

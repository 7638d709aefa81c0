#include "models/ums/fig02_directed_switch.h"

#include "models/cpu/teb.h"
#include "models/kernel/debug_registers.h"
#include "models/kernel/dispatcher.h"
#include "models/kernel/kernel_entry.h"
#include "models/kernel/thread_end.h"
#include "models/ums/fig08_staging.h"
#include "models/ums/fig13_apc.h"
#include "models/ums/hosting.h"
#include "models/ums/lock.h"
#include "models/user/scheduler.h"

namespace umsim {
namespace {

enum class Row : std::uint8_t {
  lock,
  integer,
  volatiles,
  extended,
  control,
  teb,
  cid,
  wake,
  sleep,
  upcall,
  sleep_late,
  queue_again
};

ThreadId worker_of(const Execution& e) { return e.kthread().peer; }

void migrate(const Execution& e, Group group) {
  copy_group(group, e.kthread().trap.registers, e.machine.kthread(worker_of(e)).trap.registers);
}

// ENTRY-13: the kernel holds the context from here until the worker's kernel portion has put it
// back. An APC that holds it already leads: it has seen the CID with its own set, and the primary
// waits for its disassociate APC and defers (FIG. 8). Holders nest (LOCK-7).
Next set_lock_bit(Execution& e) {
  const bool led = e.machine.context(worker_of(e)).lock.holders != 0;
  if (e.keeps(KnockOut::lock_in_directed_switch)) {
    require(hold(e, worker_of(e)), "a directed switch found the UMS lock with all holders taken");
  }
  if (led && e.keeps(KnockOut::honour_lock_in_directed_switch)) {
    return Execution::jump_to(await_disassociation_step());
  }
  return e.next();
}

Next migrate_integer(Execution& e) {
  migrate(e, Group::integer);
  return e.go(e.kthread().trap.full != 0 ? Row::volatiles : Row::control);
}

Next migrate_volatiles(Execution& e) {
  migrate(e, Group::volatiles);
  return e.next();
}

Next migrate_extended(Execution& e) {
  migrate(e, Group::extended);
  return e.next();
}

// ENTRY-5: with the last group the state is in the worker's kernel portion.
Next migrate_control(Execution& e) {
  TrapFrame& from = e.kthread().trap;
  TrapFrame& to = e.machine.kthread(worker_of(e)).trap;
  migrate(e, Group::control);
  hand_over_request(from, to);
  report_moved(e, worker_of(e), e.self(), ContextPlace::primary_frame, ContextPlace::own_frame);
  e.machine.user(e.self()).payload = is_call(from.service) ? 1 : 0;  // BLOCK-3
  from = TrapFrame{};
  return e.next();
}

Next restore_teb(Execution& e) {
  load_teb_in_kernel_mode(e, e.self());
  take_back_debug_registers(e);  // DEBUG-3
  return e.next();
}

// LIST-4, ENTRY-14: the CID is released before the worker can run on, let alone park (decision
// 0004).
Next release_claim(Execution& e) {
  if (e.keeps(KnockOut::release_cid_at_park)) {
    release_cid(e, worker_of(e));
  }
  return e.next();
}

Next fall_asleep(Execution& e) {
  e.kthread().stack.top() = queue_sleep_step();
  wait_for(e, WaitReason::kernel_queue);
  return Execution::leave();
}

// ENTRY-8: the worker's wake-up and the primary's sleep are one transaction, and the wake-up is
// sticky. The kernel queue admits one thread: with the worker active through it, the primary sleeps
// (BLOCK-2). A kernel portion that has not parked yet since its last service is still active
// through the queue of the primary that it had then. It will not park for that one any more, so
// that one is woken here (BLOCK-1). A worker that an APC has suspended meanwhile is not active: its
// primary does not sleep (APC-4).
Next wake_and_sleep(Execution& e) {
  const ThreadId worker = worker_of(e);
  KThread& woken = e.machine.kthread(worker);
  const bool parked = woken.state == ThreadState::parked;
  e.report(EventKind::directed_switch, e.self(), worker.value);
  woken.wake_pending = parked || e.keeps(KnockOut::sticky_wake) ? 1 : 0;
  release_queue(e, worker);
  if (e.keeps(KnockOut::wake_and_sleep_as_one)) {
    enter_queue(e.machine, worker, e.self());
  }
  if (parked) {
    e.report(EventKind::unpark, worker);
    make_ready(e, worker);
  }
  e.kthread().peer = ThreadId();
  if (!e.keeps(KnockOut::queue_concurrency_one)) {
    return e.go(Row::upcall);
  }
  if (waits_suspended(woken)) {
    enter_queue(e.machine, worker, ThreadId());
    return e.go(Row::upcall);
  }
  return e.keeps(KnockOut::wake_and_sleep_as_one) ? fall_asleep(e) : e.go(Row::sleep_late);
}

// Only without wake-and-sleep-as-one: by now the worker may have blocked or parked.
Next sleep_late(Execution& e) {
  enter_queue(e.machine, e.machine.user(e.self()).hand, e.self());
  return fall_asleep(e);
}

Next sleep_on_queue(Execution& e) {
  KThread& kthread = e.kthread();
  if (kthread.wake_pending == 0) {
    wait_for(e, WaitReason::none);
    return Execution::leave();
  }
  kthread.wake_pending = 0;
  kthread.wait = WaitReason::none;
  return e.next();
}

// ENTRY-9: the primary goes back to user mode at its scheduler's entry, its stack back at the
// recorded pointer.
Next enter_scheduler(Execution& e) {
  const ThreadId self = e.self();
  if (e.kthread().terminating != 0) {
    return e.keeps(KnockOut::exit_queues_once) ? Execution::jump_to(exit_step(e.machine, self))
                                               : e.go(Row::queue_again);
  }
  UserPortion& user = e.machine.user(self);
  if (user.reason != UpcallReason::yield) {  // LIST-2: a yield through the kernel
    user.reason = UpcallReason::blocked;
  }
  Cpu& cpu = e.cpu();
  cpu.registers = scheduler_entry_registers(e.machine, self);
  return_to_teb(e, self);
  cpu.mode = Mode::user;
  e.kthread().stack.depth = 0;
  e.report(EventKind::kernel_exit, self, self.value);
  return Execution::leave();
}

// Only without exit-queues-once: the worker's kernel portion queues it as well (EXIT-6).
Next queue_again(Execution& e) {
  const ThreadId self = e.self();
  ThreadId& torn_off = e.kthread().torn_off;
  if (torn_off.valid()) {
    torn_off = ThreadId();
    return Execution::jump_to(exit_step(e.machine, self));
  }
  torn_off = e.machine.user(self).hand;
  return Execution::call(RoutineId::list_push, Row::queue_again);
}

constexpr Access kLock[] = {{Rights::interlocked, Place::lock, Role::peer}};
constexpr Access kMigrate[] = {{Rights::write, Place::kthread, Role::peer}};
constexpr Access kMigrateLast[] = {{Rights::write, Place::kthread, Role::peer},
                                   {Rights::write, Place::user, Role::self}};
constexpr Access kTeb[] = {{Rights::read, Place::holder, Role::self}};
constexpr Access kWake[] = {{Rights::write, Place::kthread, Role::peer},
                            {Rights::write, Place::kthread, Role::queue}};
constexpr Access kSleepLate[] = {{Rights::read, Place::user, Role::self},
                                 {Rights::write, Place::all_kthreads, Role::self}};
constexpr Access kUpcall[] = {{Rights::write, Place::user, Role::self}};
constexpr Access kQueueAgain[] = {{Rights::read, Place::user, Role::self}};
constexpr Exit kQueuedAgain[] = {{"", "LIST"}, {"queued", "SERVICE.depart"}};
constexpr Exit kLockExits[] = {{"", "FIG2.6.integer"},
                               {"the lock bit was set: an APC leads", "FIG8.await"}};
constexpr Exit kIntegerExits[] = {{"asynchronous entry: full set", "FIG2.6.volatiles"},
                                  {"synchronous entry: reduced set", "FIG2.6.control"}};
constexpr Exit kToExtended[] = {{"", "FIG2.6.extended"}};
constexpr Exit kToControl[] = {{"", "FIG2.6.control"}};
constexpr Exit kToTeb[] = {{"", "FIG2.6.teb"}};
constexpr Exit kToCid[] = {{"", "FIG2.6.cid"}};
constexpr Exit kToWake[] = {{"", "FIG2.6.wake"}};
constexpr Exit kToSleep[] = {{"the primary sleeps on its kernel queue", "wait"},
                             {"an APC has suspended the worker", "FIG2.9"},
                             {"", "FIG2.6.sleep"},
                             {"queue-concurrency-one knocked out", "FIG2.9"},
                             {"wake-and-sleep-as-one knocked out", "FIG2.6.sleep.late"}};
constexpr Exit kToWait[] = {{"", "wait"}, {"", "FIG2.6.sleep"}};
constexpr Exit kSleepExits[] = {{"released by the worker", "FIG2.9"}, {"not yet", "wait"}};
constexpr Exit kToUser[] = {{"the thread is to end", "SERVICE.depart"},
                            {"exit-queues-once knocked out", "FIG2.9.queue"},
                            {"upcall: Blocked, or windows: Yield", "user mode"}};

constexpr Step kSteps[] = {
    {"FIG2.6.lock", "set the lock bit of the worker's UMS lock", CostClass::interlocked,
     set_lock_bit, kLock, kLockExits},
    {"FIG2.6.integer", "migrate the integer registers to the worker's kernel portion",
     CostClass::register_group, migrate_integer, kMigrate, kIntegerExits},
    {"FIG2.6.volatiles", "migrate the volatile registers", CostClass::register_group,
     migrate_volatiles, kMigrate, kToExtended},
    {"FIG2.6.extended", "migrate the extended state", CostClass::register_group, migrate_extended,
     kMigrate, kToControl},
    {"FIG2.6.control", "migrate instruction and stack pointer: the state is the worker's now",
     CostClass::register_group, migrate_control, kMigrateLast, kToTeb},
    {"FIG2.6.teb", "restore the primary's TEB, and its debug registers", CostClass::segment_load,
     restore_teb, kTeb, kToCid, Guard::no_apc},
    {"FIG2.6.cid", "release the CID of the worker's UMS lock", CostClass::interlocked,
     release_claim, kLock, kToWake, Guard::no_apc},
    {"FIG2.6.wake", "wake the worker's kernel portion and put the primary to sleep, as one",
     CostClass::kernel_step, wake_and_sleep, kWake, kToSleep, Guard::no_apc},
    {"FIG2.6.sleep",
     "sleep on the kernel queue until the worker blocks or parks",
     CostClass::kernel_step,
     sleep_on_queue,
     {},
     kSleepExits},
    {"FIG2.9", "return to user mode at the scheduler's entry", CostClass::kernel_exit,
     enter_scheduler, kUpcall, kToUser},
    {"FIG2.6.sleep.late", "sleep a step after the wake-up (wake-and-sleep-as-one knocked out)",
     CostClass::kernel_step, sleep_late, kSleepLate, kToWait, Guard::no_apc},
    {"FIG2.9.queue",
     "queue the worker that left for its kernel portion (exit-queues-once knocked out)",
     CostClass::kernel_step, queue_again, kQueueAgain, kQueuedAgain, Guard::no_apc},
};

}  // namespace

std::span<const Step> directed_switch_steps() { return kSteps; }

bool is_switch_tail(StepRef step) {
  return step.routine == static_cast<std::uint8_t>(RoutineId::directed_switch) &&
         step.row >= row_of(Row::teb) && step.row <= row_of(Row::wake);
}

StepRef switch_tail_step() { return step_ref(RoutineId::directed_switch, row_of(Row::teb)); }

StepRef switch_lock_step() { return step_ref(RoutineId::directed_switch, row_of(Row::lock)); }

StepRef migration_step() { return step_ref(RoutineId::directed_switch, row_of(Row::integer)); }

StepRef queue_sleep_step() { return step_ref(RoutineId::directed_switch, row_of(Row::sleep)); }

}  // namespace umsim

#include "models/ums/fig13_apc.h"

#include <algorithm>

#include "models/kernel/apc_queue.h"
#include "models/kernel/dispatcher.h"
#include "models/kernel/thread_end.h"
#include "models/kernel/waits.h"
#include "models/ums/fig08_staging.h"
#include "models/ums/lock.h"
#include "models/ums/own_thread.h"
#include "models/ums/worker_kernel.h"

namespace umsim {
namespace {

enum class Row : std::uint8_t {
  d1,
  d2,
  b2,
  b2_late,
  d3,
  d4,
  d5,
  d6,
  b3,
  d7,
  answer,
  b1,
  unlock,
  end,
  suspended
};

Next to_a_worker(Execution& e) {
  return e.go(e.machine.is_worker_now(e.self()) ? Row::d2 : Row::b1);
}

// Parked: the kernel portion was woken from its park by this APC alone, and no directed switch has
// given it the worker's state. What an APC works on is settled here and at D4: the user portion's
// saved context, or what the kernel portion has.
Next is_parked(Execution& e) {
  KThread& kthread = e.kthread();
  const StepRef below = kthread.stack.frames[kthread.stack.depth - 2U];
  const bool parked =
      below == worker_park_step() && kthread.wake_pending == 0 && kthread.trap.valid == 0;
  kthread.apc_on_user = parked ? 1 : 0;
  return e.go(parked ? Row::b2 : Row::b1);
}

// LOCK-7: beside three holders the APC needs no hold of its own.
void hold_once(Execution& e) {
  KThread& kthread = e.kthread();
  if (kthread.apc_locked == 0) {
    kthread.apc_locked = hold(e, e.self()) ? 1 : 0;
  }
}

// LOCK-3: lock, then peek; the CID to act on is the one seen with the set. An APC that evaluates
// again holds the lock already (APC-20).
Next set_lock_bit(Execution& e) {
  KThread& kthread = e.kthread();
  const UmsLock& lock = e.machine.context(e.self()).lock;
  kthread.seen_cid = lock.cid;
  kthread.seen_locked = lock.holders > kthread.apc_locked ? 1 : 0;
  if (!e.keeps(KnockOut::lock_before_peek)) {
    return e.go(Row::b2_late);
  }
  hold_once(e);
  return e.go(Row::d3);
}

// Only without lock-before-peek: the bit is set after the peek, as the flow chart would have it.
Next set_lock_bit_late(Execution& e) {
  hold_once(e);
  return e.next();
}

Next runs_in_a_primary(Execution& e) {
  const bool seen = e.kthread().seen_cid.valid();
  if (seen && !e.keeps(KnockOut::disassociate)) {
    return e.go(Row::b1);
  }
  return e.go(seen ? Row::d5 : Row::d4);
}

// Held already and in no primary: it is being executed in kernel mode, and the APC works on what
// the kernel portion has; or it is suspended, and the kernel portion has nothing (APC-10).
Next was_locked(Execution& e) {
  KThread& kthread = e.kthread();
  if (kthread.seen_locked != 0 && kthread.trap.valid != 0) {
    kthread.apc_on_user = 0;
  }
  kthread.seen_locked = 0;
  return e.go(Row::b1);
}

// APC-18: the field is in user memory. What it names may be another process's thread, one that
// runs no scheduler, or one that takes no more APCs since it ends.
bool can_be_asked(const Execution& e, ThreadId cid) {
  if (!e.keeps(KnockOut::stale_cid_check)) {
    return true;
  }
  return e.machine.is_scheduler_thread(cid) &&
         e.system().thread(cid).process == e.system().thread(e.self()).process &&
         !has_left(e.machine.kthread(cid)) && !e.machine.kthread(cid).is_condemned();
}

Next names_a_primary(Execution& e) {
  return e.go(can_be_asked(e, e.kthread().seen_cid) ? Row::d7 : Row::d6);
}

// APC-18: a worker whose CID names a primary that is gone is treated as idle, unless nothing is
// asked of anybody any more.
Next is_process_being_deleted(Execution& e) {
  return e.go(e.kthread().is_condemned() ? Row::b3 : Row::d4);
}

// APC-11: whatever the primary was doing, it ends with its process; nothing is torn off.
Next leave_to_deletion(Execution& e) { return e.go(Row::b1); }

// APC-3: to the primary named by the CID, and to no other. The APC cannot be inserted at one that
// has left since D5; it has given the worker back before (EXIT-6).
Next ask_the_primary(Execution& e) {
  KThread& kthread = e.kthread();
  const ThreadId primary = kthread.seen_cid;
  kthread.seen_cid = ThreadId();
  if (!can_be_asked(e, primary)) {
    return e.go(Row::d6);
  }
  kthread.seen_locked = 0;
  send_disassociate_apc(e, primary);
  return e.next();
}

// APC-20: told "not running", the worker evaluates again from D2.
Next after_not_running(Execution& e) {
  return e.go(e.keeps(KnockOut::evaluate_again) ? Row::d2 : Row::b1);
}

Next take_answer(Execution& e) {
  KThread& kthread = e.kthread();
  const Answer answer = kthread.answer;
  if (answer == Answer::none) {
    const bool first = kthread.wait != WaitReason::disassociation;
    wait_for(e, first ? WaitReason::disassociation : WaitReason::none);
    return Execution::leave();
  }
  leave_wait(e);
  if (answer == Answer::deferred || answer == Answer::indicated) {
    return Execution::jump_to(synchronise_step());
  }
  kthread.asks = ThreadId();
  kthread.answer = Answer::none;
  return answer == Answer::torn_off ? e.go(Row::b1) : after_not_running(e);
}

// EXIT-7: an APC that the deletion of its process has overtaken is run down.
Next process_apc(Execution& e) {
  KThread& kthread = e.kthread();
  kthread.seen_cid = ThreadId();
  kthread.seen_locked = 0;
  kthread.rounds = 0;
  if (kthread.is_condemned()) {
    return e.go(Row::unlock);
  }
  e.report(EventKind::apc_begin, e.self(), kthread.apc.value, 0, kthread.apc_locked);
  return Execution::call(RoutineId::apc_body, Row::unlock);
}

// A worker that is suspended while it is idle stays locked for as long (EXIT-1).
bool suspension_takes_over(const KThread& kthread) {
  return kthread.suspensions != 0 && kthread.suspend_holds == 0 && kthread.apc_on_user != 0;
}

// APC-17; the lock of a terminated context stays (LOCK-9).
Next unlock(Execution& e) {
  KThread& kthread = e.kthread();
  if (kthread.apc_locked != 0 && e.machine.context(e.self()).terminated == 0) {
    if (suspension_takes_over(kthread)) {
      kthread.suspend_holds = 1;
    } else if (e.keeps(KnockOut::unlock_after_apc)) {
      unhold(e, e.self());
    }
  }
  kthread.apc_locked = 0;
  return e.next();
}

bool has_suspended_frame(const KThread& kthread) {
  const auto* first = kthread.stack.frames.data();
  const auto* last = first + kthread.stack.depth;
  return std::find(first, last, step_ref(RoutineId::fig13_apc, row_of(Row::suspended))) != last;
}

// To what the APC has interrupted; the next one is taken there.
Next leave_apc(Execution& e) {
  const KThread& kthread = e.kthread();
  const bool indicated = kthread.asks.valid() && kthread.answer == Answer::indicated;
  if (indicated && !e.keeps(KnockOut::staging_area)) {
    return Execution::jump_to(pull_step());
  }
  if (!e.keeps(KnockOut::release_primary_before_apc)) {
    release_deferring_primary(e);
  }
  return Execution::back();
}

// EXIT-3: a kernel portion that executes, and any other thread, stops here; an idle worker parks
// again, and its lock keeps it from being run.
Next end_apc(Execution& e) {
  KThread& kthread = e.kthread();
  e.report(EventKind::apc_end, e.self(), kthread.apc.value);
  e.machine.apc(kthread.apc).state = ApcState::done;
  kthread.apc = ApcId();
  const bool stops = kthread.suspensions != 0 && kthread.apc_on_user == 0;
  kthread.apc_on_user = 0;
  if (stops && !has_suspended_frame(kthread)) {
    return e.go(Row::suspended);
  }
  return leave_apc(e);
}

// A suspended thread takes further APCs on top of this wait. What it waited for below may come
// meanwhile, so that what it waits for is no wait reason.
Next wait_to_be_resumed(Execution& e) {
  KThread& kthread = e.kthread();
  if (kthread.suspensions != 0 && kthread.terminating == 0) {
    if (e.machine.is_worker_now(e.self())) {
      tell_how_entered(e);
      release_queue(e, e.self());
    }
    wait_for(e, WaitReason::none);
    return Execution::leave();
  }
  return leave_apc(e);
}

constexpr Access kOwnLock[] = {{Rights::interlocked, Place::lock, Role::self}};
constexpr Access kUnlock[] = {{Rights::interlocked, Place::lock, Role::self},
                              {Rights::read, Place::flags, Role::self}};
constexpr Access kSeen[] = {{Rights::read, Place::kthread, Role::seen}};
constexpr Access kAsk[] = {{Rights::write, Place::kthread, Role::seen},
                           {Rights::read, Place::apcs, Role::seen}};
constexpr Access kEnd[] = {{Rights::write, Place::apcs, Role::self},
                           {Rights::read, Place::flags, Role::self},
                           {Rights::write, Place::kthread, Role::queue},
                           {Rights::write, Place::user, Role::waiting},
                           {Rights::write, Place::kthread, Role::asked}};
constexpr Exit kD1[] = {{"yes", "FIG13.D2"}, {"no", "FIG13.B1"}};
constexpr Exit kD2[] = {{"yes", "FIG13.B2"}, {"no", "FIG13.B1"}};
constexpr Exit kB2[] = {{"", "FIG13.D3"}, {"lock-before-peek knocked out", "FIG13.B2.late"}};
constexpr Exit kToD3[] = {{"", "FIG13.D3"}};
constexpr Exit kD3[] = {
    {"yes", "FIG13.D5"}, {"no", "FIG13.D4"}, {"disassociate knocked out", "FIG13.B1"}};
constexpr Exit kToB1[] = {{"", "FIG13.B1"}};
constexpr Exit kD5[] = {{"yes", "FIG13.D7"}, {"no", "FIG13.D6"}};
constexpr Exit kD6[] = {{"yes", "FIG13.B3"}, {"no: treated as idle", "FIG13.D4"}};
constexpr Exit kD7[] = {{"", "FIG13.answer"},
                        {"it cannot be inserted: the primary ends", "FIG13.D6"}};
constexpr Exit kAnswer[] = {{"none yet", "wait"},
                            {"not running: evaluate again", "FIG13.D2"},
                            {"torn off", "FIG13.B1"},
                            {"deferred", "FIG14.B9"}};
constexpr Exit kToBody[] = {{"", "APC"}, {"its process is being deleted", "FIG13.unlock"}};
constexpr Exit kToEnd[] = {{"", "FIG13.end"}};
constexpr Exit kEndExits[] = {{"a kernel portion that executes is suspended", "FIG13.suspended"},
                              {"staging-area knocked out", "FIG14.B10.integer"},
                              {"", "return"}};
constexpr Exit kSuspended[] = {
    {"not yet resumed", "wait"}, {"staging-area knocked out", "FIG14.B10.integer"}, {"", "return"}};

constexpr Step kSteps[] = {
    {"FIG13.D1", "is the APC delivered to a worker?", CostClass::kernel_step, to_a_worker, {}, kD1},
    {"FIG13.D2", "is its kernel portion parked?", CostClass::kernel_step, is_parked, {}, kD2},
    {"FIG13.B2", "set the lock bit and see the CID", CostClass::interlocked, set_lock_bit, kOwnLock,
     kB2},
    {"FIG13.B2.late", "set the lock bit after the peek (lock-before-peek knocked out)",
     CostClass::interlocked, set_lock_bit_late, kOwnLock, kToD3},
    {"FIG13.D3",
     "is its user portion running in a primary?",
     CostClass::kernel_step,
     runs_in_a_primary,
     {},
     kD3},
    {"FIG13.D4",
     "was the lock bit set already (is it being executed in kernel mode)?",
     CostClass::kernel_step,
     was_locked,
     {},
     kToB1},
    {"FIG13.D5", "does the CID name a primary of this process that lives?", CostClass::kernel_step,
     names_a_primary, kSeen, kD5},
    {"FIG13.D6",
     "is the process being deleted?",
     CostClass::kernel_step,
     is_process_being_deleted,
     {},
     kD6},
    {"FIG13.B3",
     "the primary is leaving for good, wherever in its switch it was: nothing is torn off",
     CostClass::kernel_step,
     leave_to_deletion,
     {},
     kToB1},
    {"FIG13.D7", "send a disassociate APC to the primary (FIG. 7)", CostClass::interlocked,
     ask_the_primary, kAsk, kD7},
    {"FIG13.answer",
     "wait for the primary's answer",
     CostClass::kernel_step,
     take_answer,
     {},
     kAnswer},
    {"FIG13.B1", "standard APC processing", CostClass::kernel_step, process_apc, {}, kToBody},
    {"FIG13.unlock", "release the kernel's hold on the UMS lock", CostClass::interlocked, unlock,
     kUnlock, kToEnd},
    {"FIG13.end", "the APC is done", CostClass::kernel_step, end_apc, kEnd, kEndExits},
    {"FIG13.suspended", "stop until resumed", CostClass::kernel_step, wait_to_be_resumed, kEnd,
     kSuspended},
};

}  // namespace

std::span<const Step> fig13_apc_steps() { return kSteps; }

StepRef apc_processing_step() { return step_ref(RoutineId::fig13_apc, row_of(Row::b1)); }

StepRef apc_leave_step() { return step_ref(RoutineId::fig13_apc, row_of(Row::suspended)); }

std::size_t most_rounds(const System& system) {
  const auto is_primary = [](const ThreadSpec& thread) {
    return thread.kind == ThreadKind::primary;
  };
  return static_cast<std::size_t>(std::ranges::count_if(system.threads, is_primary));
}

bool waits_suspended(const KThread& kthread) {
  return kthread.suspensions != 0 && has_suspended_frame(kthread);
}

}  // namespace umsim

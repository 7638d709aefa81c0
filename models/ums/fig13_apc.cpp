#include "models/ums/fig13_apc.h"

#include "models/kernel/apc_queue.h"
#include "models/ums/lock.h"
#include "models/ums/worker_kernel.h"

namespace umsim {
namespace {

enum class Row : std::uint8_t { d1, d2, b2, b2_late, d3, d4, b1, unlock, end, pending };

Next to_a_worker(Execution& e) { return e.go(e.system().is_worker(e.self()) ? Row::d2 : Row::b1); }

// Parked: the kernel portion was woken from its park by this APC alone.
Next is_parked(Execution& e) {
  const KThread& kthread = e.kthread();
  const StepRef below = kthread.stack.frames[kthread.stack.depth - 2U];
  const bool parked = below == worker_park_step() && kthread.wake_pending == 0;
  return e.go(parked ? Row::b2 : Row::b1);
}

// LOCK-3: lock, then peek; the CID to act on is the one seen with the set.
Next set_lock_bit(Execution& e) {
  KThread& kthread = e.kthread();
  const UmsLock& lock = e.machine.context(e.self()).lock;
  kthread.seen_cid = lock.cid;
  kthread.seen_locked = lock.holders != 0 ? 1 : 0;
  if (!e.keeps(KnockOut::lock_before_peek)) {
    return e.go(Row::b2_late);
  }
  kthread.apc_locked = hold(e, e.self()) ? 1 : 0;
  return e.go(Row::d3);
}

// Only without lock-before-peek: the bit is set after the peek, as the flow chart would have it.
Next set_lock_bit_late(Execution& e) {
  e.kthread().apc_locked = hold(e, e.self()) ? 1 : 0;
  return e.next();
}

Next runs_in_a_primary(Execution& e) {
  return e.go(e.kthread().seen_cid.valid() ? Row::pending : Row::d4);
}

// Held already and in no primary: the context is on its way into the kernel portion, and the APC
// goes on there (APC-10). Either way the next step is the same; only what was seen is forgotten.
Next was_locked(Execution& e) {
  e.kthread().seen_locked = 0;
  return e.go(Row::b1);
}

Next process_apc(Execution& e) {
  const KThread& kthread = e.kthread();
  e.report(EventKind::apc_begin, e.self(), kthread.apc.value, 0, kthread.apc_locked);
  return Execution::call(RoutineId::apc_body, Row::unlock);
}

// APC-17; the lock of a terminated context stays (LOCK-9).
Next unlock(Execution& e) {
  KThread& kthread = e.kthread();
  if (kthread.apc_locked != 0 && e.machine.context(e.self()).terminated == 0) {
    unhold(e, e.self());
  }
  kthread.apc_locked = 0;
  return e.next();
}

Next end_apc(Execution& e) {
  KThread& kthread = e.kthread();
  e.report(EventKind::apc_end, e.self(), kthread.apc.value);
  e.machine.apc(kthread.apc).state = ApcState::done;
  kthread.apc = ApcId();
  return take_undeferred_apc(e) ? e.go(Row::d1) : Execution::back();
}

// The worker's user portion is in a primary's hands: the APC unlocks and stays pending until the
// worker's kernel portion executes next (decision 0009).
Next stay_pending(Execution& e) {
  KThread& kthread = e.kthread();
  e.report(EventKind::apc_deferred, e.self(), kthread.apc.value, kthread.seen_cid.value);
  if (kthread.apc_locked != 0) {
    unhold(e, e.self());
  }
  kthread.apc_locked = 0;
  kthread.seen_locked = 0;
  kthread.seen_cid = ThreadId();
  e.machine.apc(kthread.apc).state = ApcState::deferred;
  kthread.apc = ApcId();
  return take_undeferred_apc(e) ? e.go(Row::d1) : Execution::back();
}

constexpr Access kLock[] = {{Rights::interlocked, Place::lock, Role::self}};
constexpr Access kUnlock[] = {{Rights::interlocked, Place::lock, Role::self},
                              {Rights::read, Place::flags, Role::self}};
constexpr Access kApcs[] = {{Rights::write, Place::apcs, Role::self},
                            {Rights::read, Place::flags, Role::self}};
constexpr Access kPending[] = {{Rights::interlocked, Place::lock, Role::self},
                               {Rights::write, Place::apcs, Role::self},
                               {Rights::read, Place::flags, Role::self}};
constexpr Exit kD1[] = {{"yes", "FIG13.D2"}, {"no", "FIG13.B1"}};
constexpr Exit kD2[] = {{"yes", "FIG13.B2"}, {"no", "FIG13.B1"}};
constexpr Exit kB2[] = {{"", "FIG13.D3"}, {"lock-before-peek knocked out", "FIG13.B2.late"}};
constexpr Exit kToD3[] = {{"", "FIG13.D3"}};
constexpr Exit kD3[] = {{"yes", "FIG13.pending"}, {"no", "FIG13.D4"}};
constexpr Exit kToB1[] = {{"", "FIG13.B1"}};
constexpr Exit kToBody[] = {{"", "APC"}};
constexpr Exit kToEnd[] = {{"", "FIG13.end"}};
constexpr Exit kEndExits[] = {{"another APC is pending", "FIG13.D1"}, {"", "return"}};

constexpr Step kSteps[] = {
    {"FIG13.D1", "is the APC delivered to a worker?", CostClass::kernel_step, to_a_worker, {}, kD1},
    {"FIG13.D2", "is its kernel portion parked?", CostClass::kernel_step, is_parked, {}, kD2},
    {"FIG13.B2", "set the lock bit and see the CID", CostClass::interlocked, set_lock_bit, kLock,
     kB2},
    {"FIG13.B2.late", "set the lock bit after the peek (lock-before-peek knocked out)",
     CostClass::interlocked, set_lock_bit_late, kLock, kToD3},
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
    {"FIG13.B1", "standard APC processing", CostClass::kernel_step, process_apc, {}, kToBody},
    {"FIG13.unlock", "release the kernel's hold on the UMS lock", CostClass::interlocked, unlock,
     kUnlock, kToEnd},
    {"FIG13.end", "the APC is done", CostClass::kernel_step, end_apc, kApcs, kEndExits},
    {"FIG13.pending", "unlock; the APC waits until the kernel portion executes next",
     CostClass::interlocked, stay_pending, kPending, kEndExits},
};

}  // namespace

std::span<const Step> fig13_apc_steps() { return kSteps; }

}  // namespace umsim

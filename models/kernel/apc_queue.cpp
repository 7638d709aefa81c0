#include "models/kernel/apc_queue.h"

#include <algorithm>

#include "models/kernel/dispatcher.h"
#include "models/ums/fig02_directed_switch.h"

namespace umsim {
namespace {

// The first pending APC to the thread, or none.
ApcId pending_apc(const Machine& machine, ThreadId thread) {
  const System& system = machine.system();
  for (std::size_t i = 0; i < system.apcs.size(); ++i) {
    if (system.apcs[i].target == thread && machine.apc(ApcId(i)).state == ApcState::pending) {
      return ApcId(i);
    }
  }
  return {};
}

// To a thread of a process that is being deleted none is delivered any more (EXIT-7).
ApcId deliverable_apc(const Machine& machine, ThreadId thread) {
  return machine.kthread(thread).is_condemned() ? ApcId() : pending_apc(machine, thread);
}

bool has_deliverable(const Machine& machine, ThreadId thread) {
  return machine.kthread(thread).requests != 0 || deliverable_apc(machine, thread).valid();
}

// One APC at a time; a primary that gives a worker back, asked or not, does that first (EXIT-6).
bool takes_apcs(const Machine& machine, ThreadId thread) {
  const KThread& kthread = machine.kthread(thread);
  return !is_past_apcs(machine, thread) && !kthread.apc.valid() && !kthread.asked_by.valid() &&
         !kthread.torn_off.valid();
}

// Takes what comes next into service, of which there must be one: the first row of the routine that
// serves it.
StepRef begin_service(const Execution& e, ThreadId thread) {
  KThread& kthread = e.machine.kthread(thread);
  if (kthread.requests != 0) {
    --kthread.requests;
    e.report(EventKind::apc_taken, thread, Index<void>::kNone, 0, kthread.requests);
    return step_ref(RoutineId::fig14_disassociate, 0);
  }
  const ApcId apc = deliverable_apc(e.machine, thread);
  e.machine.apc(apc).state = ApcState::active;
  kthread.apc = apc;
  e.report(EventKind::apc_taken, thread, apc.value);
  return step_ref(RoutineId::fig13_apc, 0);
}

void push_frame(KThread& kthread, StepRef frame) {
  require(kthread.stack.depth < kKernelStackDepth, "a kernel stack overflowed");
  kthread.stack.frames[kthread.stack.depth++] = frame;
}

// In user mode a kernel stack is empty.
bool is_in_user_mode(const KThread& kthread) { return kthread.stack.depth == 0; }

// ENTRY-14: the tail of a directed switch is not interrupted.
bool holds_apcs_back(const Machine& machine, StepRef next) {
  if (machine.system().knocked_out(KnockOut::uninterruptible_tail) && is_switch_tail(next)) {
    return false;
  }
  return step_at(next).guard != Guard::none;
}

// A primary that waits for the disassociate APC must be there for it, and for others (FIG. 8).
bool waits_unanswering(const Machine& machine, const KThread& kthread) {
  return kthread.wait == WaitReason::defer &&
         machine.system().knocked_out(KnockOut::answer_while_waiting);
}

// APC-1, APC-2, APC-9: a kernel portion takes an APC between any two steps but the guarded ones.
bool can_take_now(const Machine& machine, ThreadId thread) {
  const KThread& kthread = machine.kthread(thread);
  if (!takes_apcs(machine, thread)) {
    return false;
  }
  if (kthread.state == ThreadState::parked) {
    return true;
  }
  if (kthread.state == ThreadState::waiting) {
    return !waits_unanswering(machine, kthread);
  }
  return !is_in_user_mode(kthread) && !holds_apcs_back(machine, kthread.stack.top());
}

// What is pending at the thread starts at once, if it can.
void deliver_at_once(const Execution& e, ThreadId target) {
  if (!can_take_now(e.machine, target)) {
    return;
  }
  KThread& kthread = e.machine.kthread(target);
  push_frame(kthread, begin_service(e, target));
  if (kthread.state == ThreadState::parked) {
    e.report(EventKind::unpark, target, kthread.apc.value);
  }
  if (kthread.state == ThreadState::parked || kthread.state == ThreadState::waiting) {
    make_ready(e, target);
  }
}

// Disassociate APCs of which the primary does not know yet whose they are (FIG. 14, D7); it may
// have taken one already.
std::uint8_t count_unknown(const KThread& primary) {
  const auto* const first = primary.stack.frames.data();
  const auto* const last = first + primary.stack.depth;
  const bool taken = std::find(first, last, step_ref(RoutineId::fig14_disassociate, 0)) != last;
  return static_cast<std::uint8_t>(primary.requests + (taken ? 1 : 0));
}

}  // namespace

void queue_apc(const Machine& machine, ApcId apc, Reporter* reporter) {
  const ThreadId target = machine.system().apcs[apc.at()].target;
  const Execution e(machine, CpuId(), reporter);
  e.report(EventKind::apc_queued, target, apc.value);
  const KThread& kthread = machine.kthread(target);
  if (kthread.state == ThreadState::ended || kthread.is_condemned()) {
    machine.apc(apc).state = ApcState::done;
    e.report(EventKind::apc_end, target, apc.value);
    return;
  }
  machine.apc(apc).state = ApcState::pending;
  deliver_at_once(e, target);
}

void send_disassociate_apc(Execution& e, ThreadId primary) {
  KThread& worker = e.kthread();
  worker.behind = count_unknown(e.machine.kthread(primary));
  worker.asks = primary;
  worker.answer = Answer::none;
  ++worker.rounds;
  ++e.machine.kthread(primary).requests;
  e.report(EventKind::disassociate_sent, e.self(), primary.value);
  deliver_at_once(e, primary);
}

void answer_disassociate_apc(const Execution& e, ThreadId worker, Answer answer) {
  KThread& asker = e.machine.kthread(worker);
  asker.answer = answer;
  e.report(EventKind::disassociate_answered, e.self(), worker.value, 0,
           static_cast<std::uint64_t>(answer));
  if (asker.state == ThreadState::waiting) {
    make_ready(e, worker);
  }
}

void deliver_between_steps(const Execution& e, ThreadId thread) {
  if (has_deliverable(e.machine, thread) && e.keeps(KnockOut::deliver_before_return)) {
    deliver_at_once(e, thread);
  }
}

bool is_past_apcs(const Machine& machine, ThreadId thread) {
  return machine.is_worker_now(thread) && machine.context(thread).terminated != 0;
}

bool wants_apc_interrupt(const Machine& machine, ThreadId thread) {
  return machine.kthread(thread).is_condemned() || has_deliverable(machine, thread);
}

void drop_apcs(Execution& e, ThreadId thread) {
  if (e.machine.kthread(thread).is_condemned() && !e.keeps(KnockOut::run_down_at_deletion)) {
    return;
  }
  for (ApcId apc = pending_apc(e.machine, thread); apc.valid();
       apc = pending_apc(e.machine, thread)) {
    e.machine.apc(apc).state = ApcState::done;
    e.report(EventKind::apc_end, thread, apc.value);
  }
}

}  // namespace umsim

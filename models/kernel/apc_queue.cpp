#include "models/kernel/apc_queue.h"

#include "models/kernel/dispatcher.h"

namespace umsim {
namespace {

// The first APC to the thread in one of two states, or none.
ApcId find_apc(const Machine& machine, ThreadId thread, ApcState one, ApcState other) {
  const System& system = machine.system();
  for (std::size_t i = 0; i < system.apcs.size(); ++i) {
    const ApcState state = machine.apc(ApcId(i)).state;
    if (system.apcs[i].target == thread && (state == one || state == other)) {
      return ApcId(i);
    }
  }
  return {};
}

// A worker whose context is terminated has no user state left; what is pending is dropped at its
// end.
bool takes_apcs(const Machine& machine, ThreadId thread) {
  const bool over = machine.system().is_worker(thread) && machine.context(thread).terminated != 0;
  return !over && !machine.kthread(thread).apc.valid();
}

void start_service(const Machine& machine, ThreadId thread, ApcId apc) {
  machine.apc(apc).state = ApcState::active;
  machine.kthread(thread).apc = apc;
}

void push_apc_frame(KThread& kthread) {
  require(kthread.stack.depth < kKernelStackDepth, "a kernel stack overflowed");
  kthread.stack.frames[kthread.stack.depth++] = step_ref(RoutineId::fig13_apc, 0);
}

bool runs_in_user_mode(const Machine& machine, ThreadId thread) {
  for (std::size_t i = 0; i < machine.system().cpus; ++i) {
    const Cpu& cpu = machine.cpu(CpuId(i));
    if (cpu.current == thread) {
      return cpu.mode == Mode::user;
    }
  }
  return false;
}

// APC-1, APC-2, APC-9: a kernel portion takes an APC between any two steps but the guarded ones.
bool can_take_now(const Machine& machine, ThreadId thread) {
  const KThread& kthread = machine.kthread(thread);
  if (!takes_apcs(machine, thread)) {
    return false;
  }
  if (kthread.state == ThreadState::parked || kthread.state == ThreadState::waiting) {
    return true;
  }
  return !runs_in_user_mode(machine, thread) && step_at(kthread.stack.top()).guard == Guard::none;
}

bool take(Execution& e, ApcState other) {
  const ThreadId self = e.self();
  if (!takes_apcs(e.machine, self)) {
    return false;
  }
  const ApcId apc = find_apc(e.machine, self, ApcState::pending, other);
  if (apc.valid()) {
    start_service(e.machine, self, apc);
  }
  return apc.valid();
}

}  // namespace

void queue_apc(const Machine& machine, ApcId apc, Reporter* reporter) {
  const ThreadId target = machine.system().apcs[apc.at()].target;
  KThread& kthread = machine.kthread(target);
  const Execution e(machine, CpuId(), reporter);
  e.report(EventKind::apc_queued, target, apc.value);
  if (kthread.state == ThreadState::ended) {
    machine.apc(apc).state = ApcState::done;
    e.report(EventKind::apc_end, target, apc.value);
    return;
  }
  machine.apc(apc).state = ApcState::pending;
  if (!can_take_now(machine, target)) {
    return;
  }
  start_service(machine, target, apc);
  push_apc_frame(kthread);
  if (kthread.state == ThreadState::parked) {
    e.report(EventKind::unpark, target, apc.value);
  }
  if (kthread.state == ThreadState::parked || kthread.state == ThreadState::waiting) {
    make_ready(machine, target);
  }
}

bool take_pending_apc(Execution& e) { return take(e, ApcState::deferred); }

bool take_undeferred_apc(Execution& e) { return take(e, ApcState::pending); }

bool wants_apc_interrupt(const Machine& machine, ThreadId thread) {
  return find_apc(machine, thread, ApcState::pending, ApcState::pending).valid();
}

void drop_apcs(Execution& e, ThreadId thread) {
  for (ApcId apc = find_apc(e.machine, thread, ApcState::pending, ApcState::deferred); apc.valid();
       apc = find_apc(e.machine, thread, ApcState::pending, ApcState::deferred)) {
    e.machine.apc(apc).state = ApcState::done;
    e.report(EventKind::apc_end, thread, apc.value);
  }
}

}  // namespace umsim

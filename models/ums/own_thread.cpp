#include "models/ums/own_thread.h"

#include "models/kernel/waits.h"

namespace umsim {

ThreadId waiting_primary(const Machine& machine, ThreadId thread) {
  const System& system = machine.system();
  if (!system.follows_windows() || !system.is_worker(thread)) {
    return {};
  }
  const KThread& kthread = machine.kthread(thread);
  return kthread.queue_released == 0 ? kthread.queue : ThreadId();
}

ThreadId on_own_thread(const Machine& machine, const Cpu& cpu) {
  const bool own =
      cpu.current.valid() && cpu.mode == Mode::user && machine.is_worker_now(cpu.current);
  return own ? cpu.current : ThreadId();
}

void tell_how_entered(const Execution& e) {
  const ThreadId primary = waiting_primary(e.machine, e.self());
  const TrapFrame& trap = e.kthread().trap;
  if (primary.valid() && trap.valid != 0) {
    e.machine.user(primary).payload = trap.full != 0 ? 0 : 1;
  }
}

void tell_of_yield(const Execution& e) {
  const ThreadId worker = e.self();
  const ThreadId primary = waiting_primary(e.machine, worker);
  UserPortion& user = e.machine.user(primary);
  require(user.hand == worker, "a worker yields to a primary that has not run it");
  user.reason = UpcallReason::yield;
  user.payload = 0;
  user.hint = requested(e.machine, worker).hint;
  e.machine.context(worker).yielding = 0;
  e.report(EventKind::ums_yield, primary, worker.value);
}

bool has_told_of_yield(const Execution& e) {
  const ThreadId primary = waiting_primary(e.machine, e.self());
  return primary.valid() && e.machine.user(primary).reason == UpcallReason::yield;
}

}  // namespace umsim

#include "models/kernel/dispatcher.h"

#include <algorithm>

#include "models/cpu/teb.h"
#include "models/kernel/debug_registers.h"
#include "models/ums/fig02_directed_switch.h"

namespace umsim {

void make_ready(const Execution& e, ThreadId thread) {
  KThread& kthread = e.machine.kthread(thread);
  require(kthread.state != ThreadState::ready && kthread.state != ThreadState::ended,
          "a thread that is ready or has ended was made ready");
  e.report(EventKind::thread_ready, thread, Index<void>::kNone,
           static_cast<std::uint64_t>(kthread.state));
  kthread.state = ThreadState::ready;
  kthread.ready_since = e.machine.globals().ready_clock++;
}

void leave_cpu(Execution& execution, ThreadState state) {
  const ThreadId thread = execution.self();
  KThread& kthread = execution.kthread();
  kthread.state = state;
  if (state == ThreadState::ready) {
    kthread.ready_since = execution.machine.globals().ready_clock++;
  }
  execution.report(EventKind::cpu_idle, thread, Index<void>::kNone, thread.value,
                   static_cast<std::uint64_t>(state));
  answer_shootdown(execution);  // the idle loop takes every interrupt at once
  forget_teb(execution);
  unload_debug_registers(execution);
  execution.cpu().current = ThreadId();
}

void wait_for(Execution& execution, WaitReason reason) {
  KThread& kthread = execution.kthread();
  if (reason != WaitReason::none) {
    kthread.wait = reason;
    execution.report(EventKind::block, execution.self(), Index<void>::kNone, 0,
                     static_cast<std::uint64_t>(reason));
  }
  leave_cpu(execution, ThreadState::waiting);
}

bool has_cpu_for_all(const Machine& machine) {
  std::size_t alive = 0;
  for (std::size_t i = 0; i < machine.system().threads.size(); ++i) {
    alive += machine.kthread(ThreadId(i)).state != ThreadState::ended ? 1U : 0U;
  }
  return alive <= machine.system().cpus;
}

void release_queue(Execution& execution, ThreadId worker) {
  KThread& kthread = execution.machine.kthread(worker);
  const ThreadId primary = kthread.queue;
  if (!primary.valid()) {
    return;
  }
  // BLOCK-7, BLOCK-9: with the wake-up its reference is used up. Whatever the primary sleeps for
  // later has nothing to do with this worker.
  if (execution.keeps(KnockOut::no_aba)) {
    kthread.queue = ThreadId();
  } else {
    kthread.queue_released = 1;
  }
  KThread& sleeper = execution.machine.kthread(primary);
  if (!sleeps_on_queue(sleeper)) {
    return;  // only without queue-concurrency-one: the primary never slept
  }
  sleeper.wake_pending = 1;
  execution.report(EventKind::queue_release, worker, primary.value);
  if (sleeper.state == ThreadState::waiting) {
    make_ready(execution, primary);
  }
}

void enter_queue(const Machine& machine, ThreadId worker, ThreadId primary) {
  KThread& kthread = machine.kthread(worker);
  kthread.queue = primary;
  kthread.queue_released = 0;
}

bool sleeps_on_queue(const KThread& primary) {
  const auto* first = primary.stack.frames.data();
  const auto* last = first + primary.stack.depth;
  return primary.wake_pending == 0 && std::find(first, last, queue_sleep_step()) != last;
}

}  // namespace umsim

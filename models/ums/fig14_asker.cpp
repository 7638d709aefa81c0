#include "models/ums/fig14_asker.h"

#include <utility>

#include "models/kernel/apc_queue.h"
#include "models/kernel/kernel_entry.h"

namespace umsim {
namespace {

// Which worker asks: APCs are served in the order in which they came.
ThreadId next_asker(const Execution& e) {
  ThreadId next;
  for (std::size_t i = 0; i < e.system().workers; ++i) {
    KThread& worker = e.machine.kthread(ThreadId(i));
    if (worker.asks != e.self() || worker.answer != Answer::none) {
      continue;
    }
    if (worker.behind == 0) {
      next = ThreadId(i);
    } else {
      --worker.behind;
    }
  }
  require(next.valid(), "a disassociate APC was delivered that nobody has sent");
  return next;
}

}  // namespace

void take_next_asker(const Execution& e) { e.kthread().asked_by = next_asker(e); }

// A system call of the worker is owed from the moment of entry, so that its directed switch has
// begun; an exception will be raised again, and an interrupt has nothing to do with the worker
// (APC-19).
bool switches_to_asker(const Execution& e) {
  const KThread& kthread = e.kthread();
  const ThreadId asker = kthread.asked_by;
  if (kthread.peer == asker) {
    return true;
  }
  const bool entering = kthread.stack.frames[0] == identity_check_step();
  return entering && kthread.trap.teb == asker && is_call(kthread.trap.service);
}

bool concerns_asker(const Execution& e, ThreadId left) {
  const ThreadId asker = e.kthread().asked_by;
  const UserPortion& user = e.machine.user(e.self());
  return !asker.valid() || asker == left || asker == user.walked || asker == user.hand;
}

void answer_asker(const Execution& e, Answer answer) {
  const ThreadId asker = std::exchange(e.kthread().asked_by, ThreadId());
  if (asker.valid()) {
    answer_disassociate_apc(e, asker, answer);
  }
}

}  // namespace umsim

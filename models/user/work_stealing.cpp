// Policy work_stealing: a primary that has nothing to run tries the other schedulers of this
// policy.

#include "models/user/idle.h"
#include "models/user/list_items.h"
#include "models/user/ready_queue.h"
#include "models/user/scheduler_steps.h"

namespace umsim {
namespace {

using Row = SchedulerRow;

ThreadId worker_of_victim(const Execution& e) {
  const SchedulerId victim = e.user().victim;
  return victim.valid() ? take_next(e, victim) : ThreadId();
}

}  // namespace

Next steal_from_queue(Execution& e) {
  UserPortion& user = e.user();
  if (!user.victim.valid()) {
    user.victim = next_victim(e.system(), scheduler_of(e), SchedulerId());
  }
  user.hand = worker_of_victim(e);
  if (!user.hand.valid()) {
    return e.go(user.victim.valid() ? Row::raid : Row::wait);
  }
  user.hand_owned = 1;
  user.victim = SchedulerId();
  stop_being_idle(e);
  return run_hand(e);
}

// Its items go where they belong, to the queue of their own scheduler.
Next steal_from_list(Execution& e) {
  UserPortion& user = e.user();
  if (take_items(e, e.system().scheduler(user.victim).list)) {
    user.victim = SchedulerId();
    stop_being_idle(e);
    return e.go(Row::walk);
  }
  user.victim = next_victim(e.system(), scheduler_of(e), user.victim);
  return e.go(user.victim.valid() ? Row::steal : Row::wait);
}

}  // namespace umsim

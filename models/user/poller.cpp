// Policy poller: a suspended worker is on no list when it is resumed (EXIT-2), so that somebody has
// to ask for it from time to time.

#include "models/user/queue_events.h"
#include "models/user/scheduler_steps.h"

namespace umsim {
namespace {

using Row = SchedulerRow;

// The next worker of the queue that was set aside, after `last`; none when there are no more.
ThreadId next_aside(const Machine& machine, SchedulerId id, ThreadId last) {
  ThreadId at = last.valid() ? machine.note(last).next_ready : machine.scheduler(id).first;
  while (at.valid() && machine.note(at).queued != Queued::aside) {
    at = machine.note(at).next_ready;
  }
  return at;
}

}  // namespace

// The worker in hand is the one that was asked last.
Next look_at_suspended(Execution& e) {
  UserPortion& user = e.user();
  user.hand = next_aside(e.machine, scheduler_of(e), user.hand);
  if (!user.hand.valid()) {
    return e.go(Row::wait);
  }
  if (e.machine.context(user.hand).suspended != 0) {
    return e.go(Row::poll);
  }
  e.report(EventKind::set_aside, user.hand, ready_queue_of(e.system(), user.hand));
  e.machine.note(user.hand).queued = Queued::ready;
  user.hand = ThreadId();
  return e.go(Row::pick);
}

}  // namespace umsim

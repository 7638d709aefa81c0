// The policies run_before_walked and requeue: schedulers that break the rules of LIST-9, so that it
// can be seen what the rules are for. The invariants name them (models/invariants).

#include "models/user/list_items.h"
#include "models/user/scheduler_steps.h"

namespace umsim {

// As soon as the worker runs, the kernel may link its context elsewhere: of the chain behind it
// nobody can be sure any more.
Next run_before_walked(Execution& e) {
  UserPortion& user = e.user();
  user.hand = next_item(e);
  user.hand_owned = 1;
  return attempt_switch(e);
}

// The kernel does not know that the item is there: no event, and nobody waits for it.
Next requeue_in_user_mode(Execution& e) {
  UserPortion& user = e.user();
  const ListId id = e.system().list_of(e.stack_owner());
  CompletionList& list = e.machine.list(id);
  e.report(EventKind::list_push, user.hand, id.value, list.head.value);
  e.machine.context(user.hand).next = list.head;
  list.head = user.hand;
  user.hand = ThreadId();
  return e.go(SchedulerRow::pick);
}

}  // namespace umsim

#include "models/user/list_items.h"

namespace umsim {

bool take_items(Execution& e, ListId id) {
  CompletionList& list = e.machine.list(id);
  UserPortion& user = e.user();
  e.report(EventKind::list_dequeue, e.stack_owner(), id.value, list.head.value);
  user.chain = list.head;
  list.head = ThreadId();
  list.signalled = 0;
  for (ThreadId at = user.chain; at.valid(); at = e.machine.context(at).next) {
    e.machine.context(at).on_list = 0;
  }
  return user.chain.valid();
}

ThreadId next_item(Execution& e) {
  UserPortion& user = e.user();
  const ThreadId item = user.chain;
  user.chain = e.machine.context(item).next;
  return item;
}

}  // namespace umsim

// ProcedureStep: a step of a scheduler procedure that a scenario writes itself (decision 0076).
#pragma once

#include <cstdint>

#include "traces/vocabulary/ids.h"

namespace umsim {

// The rows of the table of scheduler procedures (models/user/procedure.h).
enum class ProcedureRow : std::uint8_t {
  test,       // branches by the procedure's own variables
  dequeued,   // no step of its own: the second half of `dequeue`, after a wait
  failed,     // no step of its own: behind an `execute` that failed
  look,       // branches by memory that others write too
  dequeue,    // DequeueUmsCompletionListItems
  next_item,  // GetNextUmsListItem
  execute,    // ExecuteUmsThread
  push_head,  // puts the item into a queue
  push_tail,
  pop_head,  // takes a worker out of a queue: it is the item
  pop_tail,
  take_hint,  // takes the worker that the yield named, if it is in the queue
  retire,     // the item has ended, and is nobody's any more
  wake,       // lets one primary through that waits for the list
  enter,      // EnterUmsSchedulingMode
  leave,      // returns from the procedure
  count_
};

// What a branch asks.
enum class Question : std::uint8_t {
  reason,      // is the upcall's reason one of `accepted`?
  item,        // is there an item?
  status,      // is the last call's status one of `accepted`?
  empty,       // is the queue empty?
  all_ended,   // have all workers ended?
  terminated,  // has the item ended? (QueryUmsThreadInformation)
  suspended    // is it suspended?
};

// A step of a scheduler procedure. Where it goes next is in itself, so that there are no jumps.
struct ProcedureStep {
  ProcedureRow row = ProcedureRow::leave;
  std::uint16_t next = 0;       // a branch: when the answer is yes
  std::uint16_t otherwise = 0;  // a branch: when it is no
  Question question = Question::item;
  std::uint16_t accepted = 0;  // a bit for each UpcallReason or Status
  QueueId queue;
  ThreadId thread;           // execute: whom, instead of the item
  bool waits = true;         // dequeue: for items when there are none
  std::uint64_t cycles = 0;  // dequeue: the time-out, or 0
  // Behind this step no step asks for them before they are written anew.
  bool forgets_reason = false;
  bool forgets_status = false;
  bool forgets_hint = false;
  friend bool operator==(const ProcedureStep&, const ProcedureStep&) = default;
};

}  // namespace umsim

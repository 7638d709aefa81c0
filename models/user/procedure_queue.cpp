#include "models/user/procedure_queue.h"

#include "models/user/queue_events.h"

namespace umsim {

bool push_queue(const Execution& e, QueueId id, ThreadId worker, End end) {
  const Machine& machine = e.machine;
  WorkerNote& note = machine.note(worker);
  if (note.queued != Queued::no) {
    return false;
  }
  Queue& queue = machine.queue(id);
  report_queued(e, procedure_queue(machine.system(), id), worker,
                end == End::head ? ThreadId() : queue.last);
  note.queued = Queued::ready;
  note.next_ready = end == End::head ? queue.first : ThreadId();
  if (!queue.first.valid()) {
    queue = {worker, worker};
  } else if (end == End::head) {
    queue.first = worker;
  } else {
    machine.note(queue.last).next_ready = worker;
    queue.last = worker;
  }
  return true;
}

ThreadId pop_queue(const Execution& e, QueueId id, End end) {
  const Queue& queue = e.machine.queue(id);
  const ThreadId worker = end == End::head ? queue.first : queue.last;
  if (worker.valid()) {
    require(take_from_queue(e, id, worker), "the end of a queue is not in it");
  }
  return worker;
}

bool take_from_queue(const Execution& e, QueueId id, ThreadId worker) {
  const Machine& machine = e.machine;
  Queue& queue = machine.queue(id);
  ThreadId before;
  ThreadId at = queue.first;
  while (at.valid() && at != worker) {
    before = at;
    at = machine.note(at).next_ready;
  }
  if (!at.valid()) {
    return false;
  }
  report_unqueued(e, worker);
  WorkerNote& note = machine.note(worker);
  (before.valid() ? machine.note(before).next_ready : queue.first) = note.next_ready;
  if (queue.last == worker) {
    queue.last = before;
  }
  note = WorkerNote{ThreadId(), Queued::no, note.retired};
  return true;
}

}  // namespace umsim

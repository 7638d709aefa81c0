#include "models/user/procedure_queue.h"

namespace umsim {

bool push_queue(const Machine& machine, QueueId id, ThreadId worker, End end) {
  WorkerNote& note = machine.note(worker);
  if (note.queued != Queued::no) {
    return false;
  }
  Queue& queue = machine.queue(id);
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

ThreadId pop_queue(const Machine& machine, QueueId id, End end) {
  const Queue& queue = machine.queue(id);
  const ThreadId worker = end == End::head ? queue.first : queue.last;
  if (worker.valid()) {
    require(take_from_queue(machine, id, worker), "the end of a queue is not in it");
  }
  return worker;
}

bool take_from_queue(const Machine& machine, QueueId id, ThreadId worker) {
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
  WorkerNote& note = machine.note(worker);
  (before.valid() ? machine.note(before).next_ready : queue.first) = note.next_ready;
  if (queue.last == worker) {
    queue.last = before;
  }
  note = WorkerNote{ThreadId(), Queued::no, note.retired};
  return true;
}

}  // namespace umsim

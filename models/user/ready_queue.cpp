#include "models/user/ready_queue.h"

namespace umsim {
namespace {

SchedulerId scheduler_of(const Machine& machine, ThreadId worker) {
  return machine.system().thread(worker).scheduler;
}

}  // namespace

void push_ready(const Machine& machine, ThreadId worker) {
  WorkerNote& note = machine.note(worker);
  if (note.queued != 0) {
    return;
  }
  Scheduler& scheduler = machine.scheduler(scheduler_of(machine, worker));
  note.queued = 1;
  note.next_ready = ThreadId();
  if (scheduler.last.valid()) {
    machine.note(scheduler.last).next_ready = worker;
  } else {
    scheduler.first = worker;
  }
  scheduler.last = worker;
}

ThreadId pop_ready(const Machine& machine, SchedulerId id) {
  Scheduler& scheduler = machine.scheduler(id);
  const ThreadId worker = scheduler.first;
  if (!worker.valid()) {
    return worker;
  }
  WorkerNote& note = machine.note(worker);
  scheduler.first = note.next_ready;
  if (!scheduler.first.valid()) {
    scheduler.last = ThreadId();
  }
  note = WorkerNote{ThreadId(), 0, note.retired};
  return worker;
}

bool take_ready(const Machine& machine, ThreadId worker) {
  WorkerNote& note = machine.note(worker);
  if (note.queued == 0) {
    return false;
  }
  Scheduler& scheduler = machine.scheduler(scheduler_of(machine, worker));
  ThreadId before;
  for (ThreadId at = scheduler.first; at != worker; at = machine.note(at).next_ready) {
    before = at;
  }
  (before.valid() ? machine.note(before).next_ready : scheduler.first) = note.next_ready;
  if (scheduler.last == worker) {
    scheduler.last = before;
  }
  note = WorkerNote{ThreadId(), 0, note.retired};
  return true;
}

}  // namespace umsim

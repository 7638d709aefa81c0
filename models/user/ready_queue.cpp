#include "models/user/ready_queue.h"

#include "models/user/policy.h"
#include "models/user/queue_events.h"

namespace umsim {
namespace {

SchedulerId scheduler_of(const Machine& machine, ThreadId worker) {
  return machine.system().thread(worker).scheduler;
}

}  // namespace

void push_ready(const Execution& e, ThreadId worker) {
  const Machine& machine = e.machine;
  WorkerNote& note = machine.note(worker);
  if (note.queued != Queued::no) {
    return;
  }
  Scheduler& scheduler = machine.scheduler(scheduler_of(machine, worker));
  report_queued(e, ready_queue_of(machine.system(), worker), worker, scheduler.last);
  note.queued = Queued::ready;
  note.next_ready = ThreadId();
  if (scheduler.last.valid()) {
    machine.note(scheduler.last).next_ready = worker;
  } else {
    scheduler.first = worker;
  }
  scheduler.last = worker;
}

bool take_ready(const Execution& e, ThreadId worker) {
  const Machine& machine = e.machine;
  WorkerNote& note = machine.note(worker);
  if (note.queued == Queued::no) {
    return false;
  }
  report_unqueued(e, worker);
  Scheduler& scheduler = machine.scheduler(scheduler_of(machine, worker));
  ThreadId before;
  for (ThreadId at = scheduler.first; at != worker; at = machine.note(at).next_ready) {
    before = at;
  }
  (before.valid() ? machine.note(before).next_ready : scheduler.first) = note.next_ready;
  if (scheduler.last == worker) {
    scheduler.last = before;
  }
  note = WorkerNote{ThreadId(), Queued::no, note.retired};
  return true;
}

ThreadId take_next(const Execution& e, SchedulerId id) {
  const ThreadId worker = policy_of(e.system(), id).choose(e.machine, id);
  if (worker.valid()) {
    require(take_ready(e, worker), "a policy chose a worker that is not ready");
  }
  return worker;
}

void note_turn(const Machine& machine, ThreadId worker) {
  const SchedulerId id = scheduler_of(machine, worker);
  if (machine.system().scheduler(id).policy == SchedulerPolicy::round_robin) {
    machine.scheduler(id).position = worker;
  }
}

}  // namespace umsim

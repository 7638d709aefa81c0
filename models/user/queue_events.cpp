#include "models/user/queue_events.h"

namespace umsim {
namespace {

bool contains(const Machine& machine, ThreadId first, ThreadId worker) {
  ThreadId at = first;
  while (at.valid() && at != worker) {
    at = machine.note(at).next_ready;
  }
  return at.valid();
}

// The queue that a worker is in which is in one.
std::uint16_t queue_of(const Machine& machine, ThreadId worker) {
  for (std::size_t i = 0; i < machine.system().queues.size(); ++i) {
    if (contains(machine, machine.queue(QueueId(i)).first, worker)) {
      return procedure_queue(machine.system(), QueueId(i));
    }
  }
  return ready_queue_of(machine.system(), worker);
}

}  // namespace

std::uint16_t ready_queue_of(const System& system, ThreadId worker) {
  return system.thread(worker).scheduler.value;
}

std::uint16_t procedure_queue(const System& system, QueueId queue) {
  return static_cast<std::uint16_t>(system.schedulers.size() + queue.at());
}

void report_queued(const Execution& e, std::uint16_t queue, ThreadId worker, ThreadId before) {
  e.report(EventKind::queue_push, worker, queue, before.value);
}

void report_unqueued(const Execution& e, ThreadId thread) {
  if (e.reports() && e.system().is_worker(thread) && e.machine.note(thread).queued != Queued::no) {
    e.report(EventKind::queue_take, thread, queue_of(e.machine, thread));
  }
}

}  // namespace umsim

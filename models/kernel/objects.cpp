#include "models/kernel/objects.h"

#include "models/kernel/waits.h"

namespace umsim {
namespace {

ObjectKind kind_of(const Machine& machine, ObjectId object) {
  return machine.system().object(object).kind;
}

// Where the link stands that leads to the thread, or the one that ends the queue.
ThreadId& link_to(const Machine& machine, ObjectId object, ThreadId thread) {
  ThreadId* link = &machine.object(object).first;
  while (link->valid() && *link != thread) {
    link = &machine.wait_block(*link).next;
  }
  return *link;
}

}  // namespace

bool take_signal(const Machine& machine, ObjectId object) {
  DispatcherObject& state = machine.object(object);
  const bool set = state.signalled != 0;
  if (has_queue(kind_of(machine, object))) {
    state.signalled = 0;
  }
  return set;
}

void set_object(const Execution& e, ObjectId object) {
  DispatcherObject& state = e.machine.object(object);
  const ThreadId setter = e.cpu_id.valid() ? e.self() : ThreadId();
  const ObjectKind kind = kind_of(e.machine, object);
  const bool stays = !has_queue(kind) || !state.first.valid();
  e.report(EventKind::object_set, setter, object.value, 0, stays ? 1 : 0);
  if (!has_queue(kind)) {
    state.signalled = 1;
    end_all_waits(e, {wait_reason(kind), object, ListId()});
  } else if (state.first.valid()) {
    const ThreadId first = state.first;
    leave_queue(e.machine, first);
    end_wait(e, first);
  } else {
    state.signalled = 1;
  }
}

void reset_object(const Execution& e, ObjectId object) {
  e.report(EventKind::object_reset, e.self(), object.value);
  e.machine.object(object).signalled = 0;
}

void start_timer(const Execution& e, ObjectId timer) {
  DispatcherObject& state = e.machine.object(timer);
  e.report(EventKind::timer_start, e.self(), timer.value);
  state.signalled = 0;
  state.running = 1;
  ++state.starts;
}

bool is_running(const Machine& machine, ObjectId timer) {
  return is_timer(kind_of(machine, timer)) && machine.object(timer).running != 0;
}

void expire_timer(const Machine& machine, ObjectId timer, Reporter* reporter) {
  machine.object(timer).running = 0;
  set_object(Execution(machine, CpuId(), reporter), timer);
}

void join_queue(const Machine& machine, ObjectId object, ThreadId thread) {
  if (has_queue(kind_of(machine, object))) {
    link_to(machine, object, thread) = thread;
    machine.wait_block(thread).next = ThreadId();
  }
}

void leave_queue(const Machine& machine, ThreadId thread) {
  const ObjectId object = awaited_object(machine, thread);
  if (!object.valid() || !has_queue(kind_of(machine, object))) {
    return;
  }
  ThreadId& link = link_to(machine, object, thread);
  if (link.valid()) {
    link = machine.wait_block(thread).next;
    machine.wait_block(thread).next = ThreadId();
  }
}

bool is_in_service(const Machine& machine, ThreadId thread) {
  const ObjectId device = awaited_object(machine, thread);
  ThreadId at = machine.object(device).first;
  for (std::uint16_t i = 0; i < machine.system().object(device).queue_depth && at.valid(); ++i) {
    if (at == thread) {
      return true;
    }
    at = machine.wait_block(at).next;
  }
  return false;
}

bool has_queue(ObjectKind kind) {
  return kind == ObjectKind::synchronization_event || kind == ObjectKind::synchronization_timer ||
         kind == ObjectKind::device;
}

bool is_timer(ObjectKind kind) {
  return kind == ObjectKind::notification_timer || kind == ObjectKind::synchronization_timer;
}

WaitReason wait_reason(ObjectKind kind) {
  switch (kind) {
    case ObjectKind::notification_event:
    case ObjectKind::synchronization_event: return WaitReason::event;
    case ObjectKind::notification_timer:
    case ObjectKind::synchronization_timer: return WaitReason::waitable_timer;
    case ObjectKind::device: break;
  }
  return WaitReason::io;
}

}  // namespace umsim

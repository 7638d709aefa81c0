// Begin and end: what goes together is accepted, what does not is named.
#include "traces/pairing.h"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "models/machine/internal_error.h"
#include "tests/traces/samples.h"

namespace umsim {
namespace {

using namespace samples;

Event block(ThreadId thread, WaitReason reason) {
  Event event = event_of(EventKind::block, thread);
  event.new_value = value(reason);
  return event;
}

Event unblock(ThreadId thread, WaitReason reason) {
  Event event = event_of(EventKind::unblock, thread, CpuId());
  event.old_value = value(reason);
  return event;
}

Event with_object(EventKind kind, ThreadId thread, std::uint16_t object) {
  Event event = event_of(kind, thread);
  event.object = object;
  return event;
}

// What pairing says to these events, which get ids from 1; empty: nothing.
std::string complaint(const std::vector<Event>& events) {
  const System system = small_system();
  Pairing pairing(system);
  std::uint64_t id = 0;
  try {
    for (Event event : events) {
      event.id = ++id;
      pairing.check(event);
    }
  } catch (const InternalError& error) {
    return error.what();
  }
  return {};
}

const Event kP1Runs = event_of(EventKind::thread_switch, kP1);
const Event kP1Leaves = event_of(EventKind::kernel_exit, kP1);
const Event kP1Enters = event_of(EventKind::kernel_entry, kP1);

TEST_CASE("A thread leaves and enters the kernel by turns") {
  CHECK(complaint({kP1Runs, kP1Leaves, kP1Enters, kP1Leaves, kP1Enters}).empty());
  CHECK(complaint({kP1Runs, kP1Leaves, kP1Leaves}) ==
        "trace: event 3 (kernel_exit of P1 on CPU0): the CPU is in user mode since event 2");
  CHECK(complaint({kP1Runs, kP1Enters}) ==
        "trace: event 2 (kernel_entry of P1 on CPU0): the CPU is in kernel mode already");
  CHECK(complaint({kP1Leaves}) ==
        "trace: event 1 (kernel_exit of P1 on CPU0): the CPU has no thread");
}

TEST_CASE("A worker's user portion enters the kernel in its primary's place") {
  const Event w1_enters = event_of(EventKind::kernel_entry, kW1);
  const Event directed = with_object(EventKind::directed_switch, kP1, kW1.value);
  CHECK(complaint({kP1Runs, kP1Leaves, w1_enters, directed, kP1Leaves}).empty());
  CHECK(complaint({kP1Runs, kP1Leaves, directed}) ==
        "trace: event 3 (directed_switch of P1 on CPU0): the CPU is in user mode since event 2");
}

TEST_CASE("A thread leaves its CPU in kernel mode") {
  const Event idle = event_of(EventKind::cpu_idle, kP1);
  CHECK(complaint({kP1Runs, idle, kP1Runs}).empty());
  CHECK(complaint({kP1Runs, kP1Leaves, idle}) ==
        "trace: event 3 (cpu_idle of P1 on CPU0): the CPU is in user mode since event 2");
  CHECK(complaint({kP1Runs, idle, idle}) ==
        "trace: event 3 (cpu_idle of P1 on CPU0): the CPU has no thread");
  CHECK(complaint({event_of(EventKind::thread_switch, kP1, CpuId())}) ==
        "trace: event 1 (thread_switch of P1): it names no CPU");
}

TEST_CASE("A thread that blocks is unblocked by what it waits for") {
  CHECK(complaint({block(kW1, WaitReason::timer), unblock(kW1, WaitReason::timer),
                   block(kW1, WaitReason::page)})
            .empty());
  CHECK(complaint({block(kW1, WaitReason::timer), block(kW1, WaitReason::page)}) ==
        "trace: event 2 (block of W1 on CPU0): the thread has been blocked already since event 1");
  CHECK(complaint({unblock(kW1, WaitReason::timer)}) ==
        "trace: event 1 (unblock of W1): the thread is not blocked");
  CHECK(complaint({block(kW1, WaitReason::timer), unblock(kW1, WaitReason::page)}) ==
        "trace: event 2 (unblock of W1): the thread waits for something else since event 1");
}

TEST_CASE("A kernel queue is left by its release, which may come before the sleep") {
  const Event release = with_object(EventKind::queue_release, kW1, kP1.value);
  const Event sleep = block(kP1, WaitReason::kernel_queue);
  CHECK(complaint({sleep, release, sleep}).empty());
  CHECK(complaint({release, sleep, release, block(kP1, WaitReason::list)}).empty());
  CHECK(complaint({block(kP1, WaitReason::list), release, sleep}) ==
        "trace: event 3 (block of P1 on CPU0): the thread has been blocked already since event 1");
}

TEST_CASE("A wait for a list ends like all waits") {
  const Event wait = block(kP1, WaitReason::list);
  const Event signal = with_object(EventKind::list_signal, kW1, kList);
  CHECK(complaint({wait, signal, unblock(kP1, WaitReason::list), wait}).empty());
  CHECK_FALSE(complaint({wait, signal, wait}).empty());
  CHECK_FALSE(complaint({wait, wait}).empty());
}

TEST_CASE("A worker that starts parked is parked already") {
  const Event park = event_of(EventKind::park, kW1);
  const Event unpark = event_of(EventKind::unpark, kW1);
  CHECK(complaint({unpark, park, unpark}).empty());
  CHECK(complaint({park}) ==
        "trace: event 1 (park of W1 on CPU0): the thread has been parked already since the "
        "beginning");
  CHECK(complaint({unpark, unpark}) ==
        "trace: event 2 (unpark of W1 on CPU0): the thread is not parked");
}

TEST_CASE("An APC is queued, begins and ends") {
  const Event queued = with_object(EventKind::apc_queued, kW1, kApc);
  const Event begin = with_object(EventKind::apc_begin, kW1, kApc);
  const Event end = with_object(EventKind::apc_end, kW1, kApc);
  CHECK(complaint({queued, begin, end}).empty());
  CHECK(complaint({begin}) == "trace: event 1 (apc_begin of W1 on CPU0): the APC is not queued");
  CHECK(complaint({queued, begin, begin}) ==
        "trace: event 3 (apc_begin of W1 on CPU0): the APC has begun already since event 2");
  CHECK(complaint({queued, end}) ==
        "trace: event 2 (apc_end of W1 on CPU0): the APC has not begun");
  CHECK(complaint({queued, queued}) ==
        "trace: event 2 (apc_queued of W1 on CPU0): the APC has been queued already since event "
        "1");
}

TEST_CASE("An APC to a thread that has ended is done without having begun") {
  const Event queued = with_object(EventKind::apc_queued, kT1, 1);
  const Event end = with_object(EventKind::apc_end, kT1, 1);
  const Event thread_end = event_of(EventKind::thread_end, kT1);
  CHECK(complaint({thread_end, queued, end}).empty());
  CHECK(complaint({queued, thread_end, end}).empty());
}

TEST_CASE("A thread that ends leaves nothing open") {
  CHECK(complaint({block(kT1, WaitReason::timer), event_of(EventKind::thread_end, kT1)}).empty());
}

}  // namespace
}  // namespace umsim

// Causes: each rule on a story that is as short as it can be.
#include "traces/causes.h"

#include <cstdint>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/traces/samples.h"

namespace umsim {
namespace {

using namespace samples;

Event with_object(EventKind kind, ThreadId thread, std::uint16_t object, CpuId cpu = kCpu0) {
  Event event = event_of(kind, thread, cpu);
  event.object = object;
  return event;
}

Event with_old(EventKind kind, ThreadId thread, std::uint64_t old_value) {
  Event event = event_of(kind, thread);
  event.old_value = old_value;
  return event;
}

Event with_new(EventKind kind, ThreadId thread, std::uint64_t new_value, CpuId cpu = kCpu0) {
  Event event = event_of(kind, thread, cpu);
  event.new_value = new_value;
  return event;
}

// The causes of these events, which get ids from 1.
std::vector<std::uint64_t> causes_of(const std::vector<Event>& events) {
  const System system = small_system();
  Causes causes(system);
  std::vector<std::uint64_t> ids;
  for (Event event : events) {
    event.id = ids.size() + 1;
    ids.push_back(causes.of(event));
    causes.note(event);
  }
  return ids;
}

using Ids = std::vector<std::uint64_t>;

TEST_CASE("A thread gets the CPU because it has become ready") {
  const Event run = event_of(EventKind::thread_switch, kP1, kCpu1);
  CHECK(causes_of({run}) == Ids{0});
  CHECK(causes_of({event_of(EventKind::unblock, kP1, CpuId()), run}) == Ids{0, 1});
  CHECK(causes_of({with_object(EventKind::queue_release, kW1, kP1.value), run}) == Ids{0, 1});
  CHECK(causes_of({event_of(EventKind::preempt, kP1), run}).back() == 1);
  CHECK(causes_of({event_of(EventKind::preempt, kP2), run}).back() == 0);
}

TEST_CASE("A worker gets the CPU because of the directed switch to it") {
  CHECK(causes_of({with_object(EventKind::directed_switch, kP1, kW1.value),
                   event_of(EventKind::unpark, kW1),
                   event_of(EventKind::thread_switch, kW1, kCpu1)}) == Ids{0, 1, 2});
}

TEST_CASE("A primary that waits for its list gets the CPU because the list was signalled") {
  const Event wait = with_new(EventKind::block, kP1, value(WaitReason::list));
  const Event signal = with_object(EventKind::list_signal, kW1, kList, kCpu1);
  const Event end = with_old(EventKind::unblock, kP1, value(WaitReason::list));
  const Event run = event_of(EventKind::thread_switch, kP1);
  CHECK(causes_of({wait, signal, end, run}) == Ids{0, 0, 2, 3});
  CHECK(causes_of({signal, run}).back() == 0);
  CHECK(causes_of({with_new(EventKind::block, kP1, value(WaitReason::kernel_queue)), signal, run})
            .back() == 0);
}

TEST_CASE("A thread that waits for an object goes on because somebody set it") {
  const Event wait = with_object(EventKind::object_wait, kW1, 0);
  const Event block = with_new(EventKind::block, kW1, value(WaitReason::event));
  const Event set = with_object(EventKind::object_set, kT1, 0, kCpu1);
  const Event end = with_old(EventKind::unblock, kW1, value(WaitReason::event));
  CHECK(causes_of({wait, block, set, end}).back() == 3);
  CHECK(causes_of({set, wait, block, end}).back() == 3);
}

TEST_CASE(
    "A TLB is flushed because another CPU's thread asks for it, a page freed when its views go") {
  const Event unmapped = event_of(EventKind::page_unmapped, kP1);
  const Event shootdown = event_of(EventKind::tlb_shootdown, kP1);
  const Event step = event_of(EventKind::kernel_exit, kT1, kCpu1);
  const Event flush = event_of(EventKind::tlb_flush, kT1, kCpu1);
  const Event freed = event_of(EventKind::page_freed, kP1);
  CHECK(causes_of({unmapped, shootdown, step, flush, freed}) == Ids{0, 1, 0, 2, 1});
}

TEST_CASE("A timer expires because it was started") {
  const Event start = with_object(EventKind::timer_start, kW1, 0);
  const Event expiry = with_object(EventKind::object_set, ThreadId(), 0, CpuId());
  CHECK(causes_of({start, expiry}) == Ids{0, 1});
}

TEST_CASE("A CPU becomes idle because its thread has stopped") {
  for (const EventKind kind :
       {EventKind::block, EventKind::park, EventKind::preempt, EventKind::thread_end}) {
    CHECK(causes_of({event_of(kind, kW1, kCpu1), with_old(EventKind::cpu_idle, kW1, kW1.value)}) ==
          Ids{0, 1});
  }
}

TEST_CASE("A user portion enters the kernel from where it got the CPU") {
  const Event entry = event_of(EventKind::kernel_entry, kW1, kCpu1);
  CHECK(causes_of({with_object(EventKind::ums_switch, kP1, kW1.value), entry}) == Ids{0, 1});
  CHECK(causes_of({event_of(EventKind::interrupt, kW1), entry}) == Ids{0, 1});
  CHECK(causes_of({event_of(EventKind::kernel_exit, kT1),
                   event_of(EventKind::kernel_entry, kT1, kCpu1)}) == Ids{0, 1});
}

TEST_CASE("A thread leaves the kernel because of its entry, a primary because of its release") {
  const Event exit = event_of(EventKind::kernel_exit, kP1, kCpu1);
  CHECK(causes_of({event_of(EventKind::kernel_entry, kP1), exit}) == Ids{0, 1});
  CHECK(causes_of({event_of(EventKind::kernel_entry, kP1),
                   with_object(EventKind::queue_release, kW1, kP1.value), exit})
            .back() == 2);
}

TEST_CASE("A primary runs a worker that has been queued or has yielded") {
  const Event push = with_object(EventKind::list_push, kW1, kList);
  const Event yield = with_object(EventKind::ums_yield, kP1, kW1.value);
  const Event run = with_object(EventKind::ums_switch, kP2, kW1.value, kCpu1);
  CHECK(causes_of({push, run}) == Ids{0, 1});
  CHECK(causes_of({push, yield, run}).back() == 2);
}

TEST_CASE("A switch fails because of what somebody else did to the lock") {
  const Event by_p2 = with_object(EventKind::lock_transition, kW1, kP2.value, kCpu1);
  const Event by_p1 = with_object(EventKind::lock_transition, kW1, kP1.value);
  const Event fail = with_object(EventKind::switch_failed, kP1, kW1.value);
  CHECK(causes_of({by_p2, fail}) == Ids{0, 1});
  CHECK(causes_of({by_p1, by_p2, by_p1, fail}).back() == 2);
  CHECK(causes_of({by_p1, by_p2, by_p1, by_p1, fail}).back() == 2);
  CHECK(causes_of({event_of(EventKind::thread_end, kW1, kCpu1), fail}).back() == 1);
}

TEST_CASE("Each state of a lock comes from the one before") {
  CHECK(causes_of({with_object(EventKind::lock_transition, kW1, kP1.value, kCpu0),
                   with_object(EventKind::lock_transition, kW2, kP1.value, kCpu1),
                   with_object(EventKind::lock_transition, kW1, kW1.value, kCpu1)}) ==
        Ids{0, 0, 1});
}

TEST_CASE("Items are taken from a list because they were put there, once") {
  const Event push = with_object(EventKind::list_push, kW1, kList, kCpu1);
  const Event signal = with_object(EventKind::list_signal, kW1, kList, kCpu1);
  const Event take = with_object(EventKind::list_dequeue, kP1, kList);
  CHECK(causes_of({push, signal, take}) == Ids{0, 1, 1});
  // The second finds nothing: it just follows the first on its CPU.
  CHECK(causes_of({push, take, take}) == Ids{0, 1, 2});
}

TEST_CASE("An upcall comes from the release of the kernel queue or from the yield") {
  const Event release = with_object(EventKind::queue_release, kW1, kP1.value, kCpu1);
  const Event yield = with_object(EventKind::ums_yield, kP1, kW1.value);
  const Event upcall = event_of(EventKind::upcall, kP1);
  CHECK(causes_of({release, upcall}) == Ids{0, 1});
  CHECK(causes_of({yield, upcall}) == Ids{0, 1});
  // A later upcall is not the old release's.
  CHECK(causes_of({release, upcall, yield, upcall}).back() == 3);
}

TEST_CASE("A worker blocks in the service that it entered the kernel for") {
  CHECK(causes_of({event_of(EventKind::kernel_entry, kW1),
                   with_object(EventKind::directed_switch, kP1, kW1.value),
                   event_of(EventKind::block, kP1), event_of(EventKind::block, kW1, kCpu1),
                   event_of(EventKind::unblock, kW1, CpuId())}) == Ids{0, 1, 2, 2, 4});
}

TEST_CASE("Everything that an APC does comes from its arrival") {
  CHECK(causes_of({with_object(EventKind::apc_queued, kW1, kApc, CpuId()),
                   event_of(EventKind::unpark, kW1, CpuId()),
                   with_object(EventKind::apc_deferred, kW1, kApc),
                   with_object(EventKind::apc_begin, kW1, kApc),
                   with_object(EventKind::context_read, kW1, kApc),
                   with_object(EventKind::apc_end, kW1, kApc)}) == Ids{0, 1, 1, 1, 4, 4});
}

TEST_CASE("An interrupt serves the APC that is pending, or else comes from the timer") {
  const Event queued = with_object(EventKind::apc_queued, kT1, 1, CpuId());
  const Event begin = with_object(EventKind::apc_begin, kT1, 1);
  const Event interrupt = event_of(EventKind::interrupt, kT1);
  CHECK(causes_of({queued, interrupt}) == Ids{0, 1});
  CHECK(causes_of({queued, interrupt, begin, interrupt}).back() == 0);
  CHECK(causes_of({interrupt, event_of(EventKind::preempt, kT1)}).back() == 1);
}

TEST_CASE("What is part of a flow follows from the event before it on its CPU") {
  const Event load = event_of(EventKind::teb_load, kP1);
  CHECK(causes_of({event_of(EventKind::kernel_exit, kP1),
                   event_of(EventKind::kernel_exit, kT1, kCpu1), load}) == Ids{0, 0, 1});
}

TEST_CASE("Steps are no causes and have none") {
  const Event step_event = event_of(EventKind::step, kP1);
  CHECK(causes_of({event_of(EventKind::kernel_exit, kP1), step_event,
                   event_of(EventKind::teb_load, kP1)}) == Ids{0, 0, 1});
}

}  // namespace
}  // namespace umsim

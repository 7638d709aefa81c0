// BLOCK: kernel queue and upcalls.

#include <catch2/catch.hpp>

#include "models/kernel/dispatcher.h"
#include "tests/models/play.h"

namespace umsim::test {
namespace {

// Two primaries, each with a worker in the kernel.
System two_pairs(const std::string& program) {
  return SystemBuilder()
      .cpus(2)
      .parked("W1", program)
      .parked("W2", program)
      .primary("P1")
      .primary("P2")
      .build();
}

// P1 runs W1 and P2 runs W2 into the kernel; both primaries sleep.
void enter_kernel(Play& play) {
  play.dispatch(0, "P1");
  play.until(0, "FIG15.B1");
  play.dispatch(1, "P2");
  play.until_idle(0);
  play.until_idle(1);
}

std::uint64_t payload_of_upcall(const std::string& program) {
  Play play(SystemBuilder().parked("W1", program).primary("P1").build());
  play.dispatch(0, "P1");
  play.until_idle(0);
  play.dispatch(0, "W1");
  play.until_idle(0);
  play.dispatch(0, "P1");
  play.through(0, "SCHED.entry");
  const Event upcall = play.last(EventKind::upcall).value();
  CHECK(upcall.new_value == static_cast<std::uint64_t>(UpcallReason::blocked));
  CHECK(upcall.object == ThreadId::kNone);
  return upcall.old_value;
}

}  // namespace

TEST_CASE("A worker that blocks or parks wakes exactly its own primary", "[BLOCK-1]") {
  for (const char* program : {"sleep", "hard_fault", "system_call", "soft_fault", "exit"}) {
    INFO(program);
    Play play(two_pairs(program));
    enter_kernel(play);
    REQUIRE(play.kthread("P1").state == ThreadState::waiting);
    REQUIRE(play.kthread("P2").state == ThreadState::waiting);
    REQUIRE(play.kthread("W2").queue == play.thread("P2"));
    play.dispatch(0, "W2");
    play.until_idle(0);
    CHECK(play.kthread("P2").state == ThreadState::ready);
    CHECK(play.kthread("P1").state == ThreadState::waiting);
    CHECK(play.count(EventKind::queue_release) == 1);
    CHECK(play.last(EventKind::queue_release)->object == play.thread("P2").value);
  }
}

TEST_CASE("The first block of a service wakes the primary, with the wait as one step",
          "[BLOCK-1]") {
  Play play(two_pairs("sleep"));
  enter_kernel(play);
  play.dispatch(0, "W1");
  play.until(0, "SERVICE.block");
  CHECK(play.kthread("P1").state == ThreadState::waiting);
  play.step(0);
  CHECK(play.kthread("P1").state == ThreadState::ready);
  CHECK(play.kthread("W1").state == ThreadState::waiting);
  CHECK(play.kthread("W1").wait == WaitReason::timer);
}

TEST_CASE("At most one of a worker and its primary is active through a kernel queue",
          "[BLOCK-2][INV-10]") {
  Play play(two_pairs("system_call"));
  enter_kernel(play);
  play.dispatch(0, "W1");
  while (play.next(0) != "idle") {
    CHECK(sleeps_on_queue(play.kthread("P1")));
    play.step(0);
  }
  CHECK_FALSE(sleeps_on_queue(play.kthread("P1")));
  CHECK_FALSE(play.kthread("W1").queue.valid());
}

TEST_CASE("Without the queue's concurrency of one both are active", "[BLOCK-2][INV-10]") {
  Play play(SystemBuilder()
                .parked("W1", "system_call")
                .primary("P1")
                .without(KnockOut::queue_concurrency_one)
                .build());
  play.dispatch(0, "P1");
  play.through(0, "FIG2.6.wake");
  CHECK(play.cpu(0).current == play.thread("P1"));
  CHECK(play.kthread("W1").state == ThreadState::ready);
  CHECK(play.kthread("W1").queue == play.thread("P1"));
}

TEST_CASE("The payload of a Blocked upcall tells a system call from a trap", "[BLOCK-3]") {
  CHECK(payload_of_upcall("system_call") == 1);
  CHECK(payload_of_upcall("sleep") == 1);
  CHECK(payload_of_upcall("exit") == 1);
  CHECK(payload_of_upcall("soft_fault") == 0);
  CHECK(payload_of_upcall("hard_fault") == 0);
}

TEST_CASE("The primary sleeps while the worker runs in the kernel, preempted or not", "[BLOCK-4]") {
  Play play(SystemBuilder()
                .parked("W1", "system_call 5000")
                .primary("P1")
                .standard("S1", "repeat 0 (compute)")
                .build());
  play.dispatch(0, "P1");
  play.until_idle(0);
  play.dispatch(0, "W1");
  while (play.next(0) != "FIG2.8.park" || play.kthread("W1").trap.valid != 0 ||
         play.context("W1").on_list == 0) {
    CHECK(play.kthread("P1").state == ThreadState::waiting);
    play.interrupt(0);
    play.dispatch(0, "S1");
    play.step(0);
    play.interrupt(0);
    play.until_idle(0);
    CHECK(play.kthread("P1").state == ThreadState::waiting);
    play.dispatch(0, "W1");
    play.step(0);
  }
  CHECK(play.count(EventKind::preempt) > 10);
  CHECK(play.count(EventKind::queue_release) == 0);
  play.step(0);
  CHECK(play.kthread("P1").state == ThreadState::ready);
}

TEST_CASE("A soft fault does not block: the primary sleeps until the worker parks", "[BLOCK-5]") {
  Play play(SystemBuilder().parked("W1", "soft_fault").primary("P1").build());
  play.dispatch(0, "P1");
  play.until_idle(0);
  play.dispatch(0, "W1");
  play.until(0, "FIG2.8.park");
  CHECK(sleeps_on_queue(play.kthread("P1")));
  play.until_idle(0);
  CHECK(play.kthread("W1").state == ThreadState::parked);
  CHECK(play.user("W1").page_present == 1);
  const auto waits = play.last(EventKind::block);
  CHECK(waits->thread == play.thread("P1"));
}

TEST_CASE("A hard fault blocks at once, and comes back with the full register set", "[BLOCK-5]") {
  Play play(SystemBuilder().parked("W1", "hard_fault").primary("P1").build());
  play.dispatch(0, "P1");
  play.until_idle(0);
  play.dispatch(0, "W1");
  play.until_idle(0);
  CHECK(play.kthread("P1").state == ThreadState::ready);
  CHECK(play.kthread("W1").wait == WaitReason::page);
  CHECK(play.count(EventKind::list_push) == 0);
  play.complete("W1");
  play.dispatch(0, "W1");
  play.until_idle(0);
  CHECK(play.last(EventKind::context_saved)->new_value == 1);
}

TEST_CASE("The end of a quantum causes no upcall and no completion-list entry", "[BLOCK-10]") {
  for (const char* program : {"compute 5000", "system_call 5000"}) {
    INFO(program);
    Play play(SystemBuilder()
                  .parked("W1", program)
                  .primary("P1")
                  .standard("S1", "repeat 0 (compute)")
                  .build());
    play.dispatch(0, "P1");
    const bool computes = program == std::string("compute 5000");
    if (computes) {
      play.until(0, "USER.compute");
    } else {
      play.until_idle(0);
      play.dispatch(0, "W1");
    }
    const std::size_t upcalls = play.count(EventKind::upcall);
    play.interrupt(0);
    if (computes) {
      play.until_idle(0);
    }
    play.dispatch(0, "S1");
    CHECK(play.count(EventKind::preempt) == 1);
    CHECK(play.count(EventKind::upcall) == upcalls);
    CHECK(play.count(EventKind::list_push) == 0);
    CHECK(play.count(EventKind::queue_release) == 0);
  }
}

}  // namespace umsim::test

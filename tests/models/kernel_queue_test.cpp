// One block or park of a worker ends one sleep of its primary, and no other.

#include <catch2/catch.hpp>

#include "models/kernel/dispatcher.h"
#include "tests/models/play.h"

namespace umsim::test {
namespace {

// Runs the thread, which must be ready, until the CPU is idle.
void run(Play& play, std::string_view thread) {
  play.dispatch(0, thread);
  play.until_idle(0);
}

}  // namespace

TEST_CASE("A service that blocks several times releases the primary once", "[BLOCK-7]") {
  Play play(SystemBuilder().device("Disk", 1).parked("W1", "io Disk 3").primary("P1").build());
  run(play, "P1");
  run(play, "W1");
  CHECK(play.count(EventKind::queue_release) == 1);
  for (int transfer = 1; transfer < 3; ++transfer) {
    play.complete("W1");
    run(play, "W1");
    CHECK(play.kthread("W1").state == ThreadState::waiting);
  }
  play.complete("W1");
  run(play, "W1");
  CHECK(play.kthread("W1").state == ThreadState::parked);
  CHECK(play.count(EventKind::io_request) == 3);
  CHECK(play.count(EventKind::queue_release) == 1);
}

TEST_CASE("A primary that sleeps again is not woken by the worker that it slept for before",
          "[BLOCK-9]") {
  Play play(SystemBuilder()
                .device("Disk", 1)
                .parked("W1", "io Disk 2")
                .parked("W2", "system_call")
                .primary("P1")
                .build());
  run(play, "P1");
  run(play, "W1");
  run(play, "P1");
  REQUIRE(play.kthread("W2").queue == play.thread("P1"));
  REQUIRE(sleeps_on_queue(play.kthread("P1")));
  play.complete("W1");
  run(play, "W1");
  CHECK(sleeps_on_queue(play.kthread("P1")));
  play.complete("W1");
  run(play, "W1");
  CHECK(play.kthread("W1").state == ThreadState::parked);
  CHECK(sleeps_on_queue(play.kthread("P1")));
  run(play, "W2");
  CHECK_FALSE(sleeps_on_queue(play.kthread("P1")));
}

TEST_CASE("Without no-aba the old worker wakes it", "[BLOCK-9][INV-10]") {
  Play play(SystemBuilder()
                .device("Disk", 1)
                .parked("W1", "io Disk")
                .parked("W2", "system_call")
                .primary("P1")
                .without(KnockOut::no_aba)
                .build());
  run(play, "P1");
  run(play, "W1");
  run(play, "P1");
  REQUIRE(sleeps_on_queue(play.kthread("P1")));
  play.complete("W1");
  run(play, "W1");
  CHECK_FALSE(sleeps_on_queue(play.kthread("P1")));
  CHECK(play.kthread("W2").queue == play.thread("P1"));
}

TEST_CASE("A worker can be back and dequeued before its primary's upcall has begun", "[BLOCK-6]") {
  Play play(SystemBuilder().cpus(2).parked("W1", "hard_fault").primary("P1").primary("P2").build());
  play.dispatch(0, "P1");
  play.until_idle(0);
  run(play, "W1");
  REQUIRE(play.kthread("P1").state == ThreadState::ready);
  play.complete("W1");
  run(play, "W1");
  CHECK(play.context("W1").on_list == 1);
  play.dispatch(1, "P2");
  play.through(1, "FIG15.B7.control");
  CHECK(play.context("W1").lock.cid == play.thread("P2"));
  CHECK(play.kthread("P1").state == ThreadState::ready);
  CHECK(play.count(EventKind::upcall) == 2);  // their startups
}

}  // namespace umsim::test

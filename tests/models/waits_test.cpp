// Waits of kernel portions: events, timers, devices, and what they do to the kernel queue.

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

Choice completion_of(Play& play, std::string_view thread) {
  return {ChoiceKind::complete, CpuId(), play.thread(thread).value};
}

Choice time_out_of(Play& play, std::string_view thread) {
  return {ChoiceKind::time_out, CpuId(), play.thread(thread).value};
}

bool waits(Play& play, std::string_view thread) {
  return play.kthread(thread).state == ThreadState::waiting;
}

// Two primaries, each with a worker.
System two_pairs(const std::string& program) {
  return SystemBuilder()
      .cpus(2)
      .object("Done", ObjectKind::notification_event)
      .object("Next", ObjectKind::synchronization_event)
      .object("Tick", ObjectKind::synchronization_timer)
      .device("Disk", 1)
      .parked("W1", program)
      .parked("W2", program)
      .primary("P1")
      .primary("P2")
      .standard("T", "set_event Done, set_event Next, set_event Next")
      .build();
}

// W1 and W2 are in the kernel, and their primaries sleep.
void enter_kernel(Play& play) {
  play.dispatch(0, "P1");
  play.until(0, "FIG15.B1");
  play.dispatch(1, "P2");
  play.until_idle(0);
  play.until_idle(1);
}

}  // namespace

TEST_CASE("A worker that waits for an object wakes exactly its own primary", "[BLOCK-1]") {
  for (const char* program : {"wait Done", "wait Next", "wait Tick", "io Disk"}) {
    INFO(program);
    Play play(two_pairs(program));
    enter_kernel(play);
    REQUIRE(waits(play, "P1"));
    REQUIRE(waits(play, "P2"));
    run(play, "W2");
    CHECK(play.kthread("P2").state == ThreadState::ready);
    CHECK(waits(play, "P1"));
    CHECK(play.count(EventKind::queue_release) == 1);
    CHECK(play.last(EventKind::queue_release)->object == play.thread("P2").value);
  }
}

TEST_CASE("A wait for an object that is set does not block", "[BLOCK-1]") {
  for (const char* program : {"set_event Done, wait Done", "set_event Next, wait Next"}) {
    INFO(program);
    Play play(SystemBuilder()
                  .object("Done", ObjectKind::notification_event)
                  .object("Next", ObjectKind::synchronization_event)
                  .standard("T", program)
                  .build());
    run(play, "T");
    CHECK(play.kthread("T").state == ThreadState::ended);
    CHECK(play.count(EventKind::block) == 0);
  }
}

TEST_CASE("A notification event lets all go on and stays set", "[BLOCK-1]") {
  Play play(two_pairs("wait Done"));
  enter_kernel(play);
  run(play, "W1");
  run(play, "W2");
  play.dispatch(0, "T");
  play.through(0, "SERVICE.set-event");
  CHECK(play.kthread("W1").state == ThreadState::ready);
  CHECK(play.kthread("W2").state == ThreadState::ready);
  CHECK(play.object("Done").signalled == 1);
}

TEST_CASE("A synchronization event lets the one go on that has waited longest", "[BLOCK-1]") {
  Play play(two_pairs("wait Next"));
  enter_kernel(play);
  run(play, "W2");
  run(play, "W1");
  play.dispatch(0, "T");
  play.through(0, "SERVICE.set-event");
  play.through(0, "SERVICE.set-event");
  CHECK(play.kthread("W2").state == ThreadState::ready);
  CHECK(waits(play, "W1"));
  CHECK(play.object("Next").signalled == 0);
  play.through(0, "SERVICE.set-event");
  CHECK(play.kthread("W1").state == ThreadState::ready);
  CHECK(play.object("Next").signalled == 0);
}

TEST_CASE(
    "A wait is over when it is satisfied, even if the event is cleared before the thread runs",
    "[BLOCK-1]") {
  Play play(SystemBuilder()
                .object("Done", ObjectKind::notification_event)
                .standard("A", "wait Done")
                .standard("T", "set_event Done, reset_event Done")
                .build());
  run(play, "A");
  run(play, "T");
  CHECK(play.object("Done").signalled == 0);
  run(play, "A");
  CHECK(play.kthread("A").state == ThreadState::ended);
}

TEST_CASE("A wait with a time-out ends without its object, and leaves the queue", "[BLOCK-1]") {
  Play play(SystemBuilder()
                .object("Next", ObjectKind::synchronization_event)
                .standard("A", "wait Next 100")
                .standard("B", "wait Next")
                .standard("T", "set_event Next")
                .build());
  run(play, "A");
  run(play, "B");
  CHECK_FALSE(play.offers(time_out_of(play, "B")));
  REQUIRE(play.offers(time_out_of(play, "A")));
  play.time_out("A");
  CHECK_FALSE(play.offers(time_out_of(play, "A")));
  run(play, "T");
  CHECK(play.kthread("B").state == ThreadState::ready);
  run(play, "A");
  CHECK(play.kthread("A").state == ThreadState::ended);
}

TEST_CASE("A timer is set when its time has come, and not while it is started again", "[BLOCK-1]") {
  Play play(SystemBuilder()
                .object("Tick", ObjectKind::notification_timer)
                .standard("A", "set_timer Tick 100, wait Tick, set_timer Tick 100, wait Tick")
                .build());
  const Choice expiry{ChoiceKind::expire, CpuId(), 0};
  CHECK_FALSE(play.offers(expiry));
  run(play, "A");
  REQUIRE(play.offers(expiry));
  play.expire("Tick");
  CHECK_FALSE(play.offers(expiry));
  CHECK(play.object("Tick").signalled == 1);
  run(play, "A");
  CHECK(play.object("Tick").signalled == 0);
  CHECK(waits(play, "A"));
}

TEST_CASE("A device works on as many transfers as it can, in the order of the requests",
          "[BLOCK-1]") {
  Play play(SystemBuilder()
                .device("Disk", 2)
                .standard("A", "io Disk")
                .standard("B", "io Disk")
                .standard("C", "io Disk")
                .build());
  run(play, "C");
  run(play, "A");
  run(play, "B");
  CHECK(play.offers(completion_of(play, "C")));
  CHECK(play.offers(completion_of(play, "A")));
  CHECK_FALSE(play.offers(completion_of(play, "B")));
  play.complete("A");
  CHECK(play.offers(completion_of(play, "B")));
}

TEST_CASE("A thread that is to end gives its wait up, and nobody finds it in a queue",
          "[BLOCK-1]") {
  Play play(SystemBuilder()
                .device("Disk", 1)
                .standard("A", "io Disk 2")
                .standard("B", "io Disk")
                .apc("end", ApcKind::terminate, "A")
                .build());
  run(play, "A");
  run(play, "B");
  CHECK_FALSE(play.offers(completion_of(play, "B")));
  play.arrive("end");
  run(play, "A");
  CHECK(play.kthread("A").state == ThreadState::ended);
  CHECK(play.offers(completion_of(play, "B")));
}

TEST_CASE("A wait that ends while an APC is served is not lost", "[BLOCK-1]") {
  Play play(SystemBuilder()
                .object("Next", ObjectKind::synchronization_event)
                .cpus(2)
                .standard("A", "wait Next")
                .standard("T", "set_event Next")
                .apc("call", ApcKind::routine, "A")
                .build());
  run(play, "A");
  play.arrive("call");
  play.dispatch(0, "A");
  play.until(0, "APC.run");
  play.dispatch(1, "T");
  play.until_idle(1);
  play.until_idle(0);
  CHECK(play.kthread("A").state == ThreadState::ended);
}

}  // namespace umsim::test

// EXIT-7, APC-11: a process is deleted.

#include <catch2/catch.hpp>

#include "models/invariants/memory.h"
#include "models/kernel/process_deletion.h"
#include "tests/models/play.h"

namespace umsim::test {
namespace {

System small(const std::string& program) {
  return SystemBuilder()
      .cpus(2)
      .object("E", ObjectKind::synchronization_event)
      .parked("W1", program)
      .primary("P1")
      .standard("S1", "wait E")
      .apc("read", ApcKind::get_context, "W1")
      .apc("stop", ApcKind::suspend, "W1")
      .happens("delete", AsyncKind::process_deletion, "main")
      .apc("late", ApcKind::get_context, "P1")
      .process("other")
      .standard("S2", "wait E")
      .standard("S3", "set_event E")
      .build();
}

ApcState state_of(Play& play, std::string_view apc) {
  return play.machine().apc(play.apc(apc)).state;
}

// Whatever of the deleted process is ready runs on CPU 1 until nothing of it is.
void let_them_end(Play& play) {
  for (bool found = true; found;) {
    found = false;
    for (const char* name : {"W1", "P1", "S1"}) {
      if (!found && play.kthread(name).state == ThreadState::ready) {
        found = true;
        play.dispatch(1, name);
        play.until_idle(1);
      }
    }
  }
}

void check_that_all_is_gone(Play& play) {
  for (const char* name : {"W1", "P1", "S1"}) {
    INFO(name);
    CHECK(play.kthread(name).state == ThreadState::ended);
  }
  CHECK(play.machine().process(ProcessId(0)).deleted == 1);
  CHECK(!play.machine().list(ListId(0)).head.valid());
  CHECK(play.context("W1").terminated == 1);
  CHECK(play.count(EventKind::process_deleted) == 1);
}

}  // namespace

TEST_CASE("Whatever a primary does for a worker, all threads end", "[EXIT-7][APC-11]") {
  for (const char* step : {"SCHED.entry", "FIG15.D2", "FIG15.D3", "FIG15.B7.integer",
                           "USER.compute", "FIG16.B1.control", "FIG16.B3", "FIG2.5", "FIG2.6.lock",
                           "FIG2.6.integer", "FIG2.6.teb", "FIG2.6.cid", "FIG2.6.wake"}) {
    INFO(step);
    Play play(small("compute, yield, system_call"));
    play.dispatch(0, "P1");
    play.until(0, step);
    play.arrive("delete");
    if (play.cpu(0).mode == Mode::user) {
      play.interrupt(0);
    }
    play.until_idle(0);
    let_them_end(play);
    check_that_all_is_gone(play);
  }
}

TEST_CASE("Of a worker that enters the kernel while its process is being deleted nothing migrates",
          "[ENTRY-11][EXIT-7]") {
  Play play(small("system_call"));
  play.dispatch(0, "P1");
  play.until(0, "FIG2.5");
  play.arrive("delete");
  play.step(0);
  CHECK(play.next(0) == "ENTRY.return");
  play.until_idle(0);
  CHECK(play.count(EventKind::directed_switch) == 0);
  CHECK(play.kthread("W1").trap.valid == 0);
  CHECK(play.kthread("P1").state == ThreadState::ended);
  let_them_end(play);
  check_that_all_is_gone(play);
}

TEST_CASE("An idle worker of a deleted process waits while a primary claims it", "[EXIT-7]") {
  Play play(small("compute"));
  play.dispatch(0, "P1");
  play.until(0, "FIG15.D2");
  play.arrive("delete");
  play.dispatch(1, "W1");
  play.until_idle(1);
  CHECK(play.kthread("W1").state == ThreadState::parked);
  CHECK(play.context("W1").terminated == 0);
  play.interrupt(0);
  play.until_idle(0);
  CHECK(play.kthread("W1").state == ThreadState::ready);
}

TEST_CASE("An APC that the deletion has overtaken asks nobody and has no effect",
          "[APC-11][EXIT-7]") {
  Play play(small("compute"));
  play.dispatch(0, "P1");
  play.until(0, "USER.compute");
  play.arrive("read");
  play.dispatch(1, "W1");
  play.until(1, "FIG13.D7");
  play.arrive("delete");
  play.step(1);
  CHECK(play.next(1) == "FIG13.D6");
  play.step(1);
  CHECK(play.next(1) == "FIG13.B3");
  play.until(1, "FIG13.B1");
  play.step(1);
  CHECK(play.next(1) == "FIG13.unlock");
  play.until_idle(1);
  CHECK(state_of(play, "read") == ApcState::done);
  CHECK(play.count(EventKind::context_read) == 0);
  CHECK(play.count(EventKind::disassociate_sent) == 0);
}

TEST_CASE("No APC can be inserted at a thread of a deleted process", "[EXIT-7]") {
  Play play(small("compute"));
  play.dispatch(0, "P1");
  play.until(0, "USER.compute");
  play.arrive("delete");
  play.arrive("late");
  CHECK(state_of(play, "late") == ApcState::done);
  CHECK(play.count(EventKind::apc_begin) == 0);
}

TEST_CASE("A suspended worker of a deleted process is resumed by force", "[EXIT-7][EXIT-3]") {
  Play play(small("compute"));
  play.arrive("stop");
  play.dispatch(0, "W1");
  play.until_idle(0);
  REQUIRE(play.context("W1").suspended == 1);
  REQUIRE(play.context("W1").lock.holders == 1);
  play.arrive("delete");
  CHECK(play.context("W1").suspended == 0);
  let_them_end(play);
  check_that_all_is_gone(play);
  CHECK(play.context("W1").lock == UmsLock{ThreadId(), 1});
}

TEST_CASE("A suspension that the deletion has overtaken stops nobody", "[EXIT-7][EXIT-3]") {
  Play play(small("compute"));
  play.arrive("stop");
  play.dispatch(1, "W1");
  play.until(1, "APC.suspend");
  play.arrive("delete");
  play.step(1);
  CHECK(play.kthread("W1").suspensions == 0);
  play.until_idle(1);
  let_them_end(play);
  check_that_all_is_gone(play);
}

TEST_CASE("Who waits beside a thread of a deleted process is not woken", "[EXIT-7][BLOCK-1]") {
  Play play(small("compute"));
  for (const char* name : {"S1", "S2"}) {
    play.dispatch(0, name);
    play.until_idle(0);
    REQUIRE(play.kthread(name).wait == WaitReason::event);
  }
  play.arrive("delete");
  let_them_end(play);
  check_that_all_is_gone(play);
  CHECK(play.kthread("S2").state == ThreadState::waiting);
  CHECK(play.object("E").first == play.thread("S2"));
  CHECK(!is_freed(play.machine(), ObjectId(0)));
  play.dispatch(0, "S3");
  play.until_idle(0);
  CHECK(play.kthread("S2").state == ThreadState::ready);
}

TEST_CASE("Nothing may refer to what a deleted process has had", "[INV-12]") {
  Play play(small("compute"));
  play.arrive("delete");
  let_them_end(play);
  CHECK(nothing_refers_to_the_deleted(play.machine()));
  play.machine().list(ListId(0)).head = play.thread("W1");
  CHECK(!nothing_refers_to_the_deleted(play.machine()));
  play.machine().list(ListId(0)).head = ThreadId();
  play.user("P1").hand = play.thread("W1");
  CHECK(!nothing_refers_to_the_deleted(play.machine()));
  play.user("P1").hand = ThreadId();
  play.object("E").first = play.thread("S1");
  CHECK(!nothing_refers_to_the_deleted(play.machine()));
  play.object("E").first = ThreadId();
  play.machine().apc(play.apc("read")).state = ApcState::pending;
  CHECK(!nothing_refers_to_the_deleted(play.machine()));
}

}  // namespace umsim::test

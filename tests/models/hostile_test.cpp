// User code that does not cooperate: forged TEBs and contexts touched without their lock.

#include <catch2/catch.hpp>

#include "tests/models/play.h"
#include "traces/names.h"

namespace umsim::test {
namespace {

System forger(const std::string& whose) {
  return SystemBuilder()
      .cpus(2)
      .parked("Bad", "load_teb " + whose + ", system_call")
      .parked("Good", "compute, system_call")
      .primary("P1")
      .primary("P2")
      .build();
}

}  // namespace

TEST_CASE("A TEB that is not the caller's raises an exception with the own TEB restored first",
          "[ENTRY-10]") {
  for (const char* whose : {"", "Good", "P1", "P2"}) {
    INFO(whose);
    Play play(forger(whose));
    play.dispatch(0, "P1");
    play.until(0, "USER.system_call");
    play.until(0, "ENTRY.teb");
    play.step(0);
    CHECK(play.cpu(0).teb == play.thread("P1"));
    CHECK(play.kthread("P1").trap.teb == play.thread("P1"));
    CHECK(play.count(EventKind::invalid_thread) == 0);
    CHECK(play.next(0) == "ENTRY.invalid-thread");
    play.step(0);
    CHECK(play.last(EventKind::invalid_thread)->thread == play.thread("P1"));
  }
}

TEST_CASE("After an invalid-thread exception its worker runs on another primary",
          "[ENTRY-10][EXIT-6]") {
  Play play(forger(""));
  play.dispatch(0, "P1");
  play.until_idle(0);
  CHECK(play.kthread("P1").state == ThreadState::ended);
  CHECK(play.context("Bad").on_list == 1);
  CHECK_FALSE(play.context("Bad").lock.cid.valid());
  CHECK(play.count(EventKind::directed_switch) == 0);
  play.dispatch(1, "P2");
  play.until(1, "FIG2.6.lock");
  CHECK(play.kthread("P2").state == ThreadState::running);
}

TEST_CASE("Nothing migrates to a worker whose TEB somebody else has loaded",
          "[ENTRY-10][ENTRY-5]") {
  Play play(SystemBuilder()
                .cpus(2)
                .parked("Busy", "system_call")
                .primary("P1")
                .standard("Thief", "load_teb Busy, system_call")
                .build());
  play.dispatch(0, "P1");
  play.until(0, "FIG2.6.control");
  play.dispatch(1, "Thief");
  play.until_idle(1);
  CHECK(play.kthread("Thief").state == ThreadState::ended);
  CHECK(play.last(EventKind::invalid_thread)->thread == play.thread("Thief"));
  CHECK(play.kthread("Busy").trap.valid == 0);
  play.step(0);
  CHECK(play.kthread("Busy").trap.registers.control.stack_owner == play.thread("Busy"));
}

TEST_CASE("An interrupt does not look at the TEB, and a forged one is still there behind it",
          "[ENTRY-7][ENTRY-10]") {
  Play play(SystemBuilder()
                .standard("Thief", "load_teb, compute, system_call")
                .standard("Other", "compute")
                .build());
  play.dispatch(0, "Thief");
  play.until(0, "USER.compute");
  play.interrupt(0);
  play.until_idle(0);
  play.dispatch(0, "Thief");
  play.until(0, "USER.compute");
  CHECK_FALSE(play.cpu(0).teb.valid());
  CHECK(play.count(EventKind::invalid_thread) == 0);
  play.until(0, "ENTRY.invalid-thread");
  CHECK(play.cpu(0).teb == play.thread("Thief"));
}

TEST_CASE("A program that loads its own TEB does nothing wrong", "[ENTRY-10][ENTRY-3]") {
  Play play(SystemBuilder().standard("S1", "load_teb S1, system_call").build());
  play.dispatch(0, "S1");
  play.through(0, "FIG2.5");
  CHECK(play.next(0) == "SERVICE.run");
}

TEST_CASE("A touch of a context without its lock is flagged and changes nothing", "[LOCK-8]") {
  Play play(SystemBuilder()
                .cpus(2)
                .parked("W1", "compute")
                .primary("P1")
                .standard("Thief", "touch_context W1")
                .build());
  play.dispatch(0, "P1");
  play.until(0, "FIG15.D2");
  const Context before = play.context("W1");
  play.dispatch(1, "Thief");
  play.through(1, "USER.touch_context");
  const Event event = play.last(EventKind::context_touched).value();
  CHECK(event.thread == play.thread("Thief"));
  CHECK(event.object == play.thread("W1").value);
  CHECK(unpack_lock(event.new_value).cid == play.thread("P1"));
  CHECK(play.context("W1").lock == before.lock);
  CHECK(play.context("W1").saved == before.saved);
}

TEST_CASE("Of two holders the second test sees one, unless it looks at a bit of the count only",
          "[LOCK-7][LOCK-4]") {
  for (const bool keeps : {true, false}) {
    SystemBuilder builder;
    builder.parked("W1", "compute").primary("P1");
    if (!keeps) {
      builder.without(KnockOut::nested_lock_count);
    }
    Play play(builder.build());
    play.dispatch(0, "P1");
    play.until(0, "FIG15.B3");
    play.context("W1").lock.holders = 2;  // as if the kernel had locked it meanwhile
    play.context("W1").suspended = 1;
    play.until(0, "FIG15.D3");
    play.step(0);
    CHECK(play.next(0) == (keeps ? "FIG15.D3.restore" : "FIG15.B6"));
  }
}

}  // namespace umsim::test

// APC: asynchronous procedure calls to workers in the kernel, idle workers, and other threads.

#include <catch2/catch.hpp>

#include "models/ums/lock.h"
#include "tests/models/one_worker.h"

namespace umsim::test {
namespace {

// P1 runs W1 into the kernel, where it stands before its service on CPU 0.
void enter_kernel(Play& play) {
  play.dispatch(0, "P1");
  play.until_idle(0);
  play.dispatch(0, "W1");
  play.until(0, "FIG2.7");
}

}  // namespace

TEST_CASE("An APC to an executing kernel portion runs on it, without lock", "[APC-1]") {
  Play play(with_apc(ApcKind::get_context, "system_call"));
  enter_kernel(play);
  const std::size_t locks = play.count(EventKind::lock_transition);
  play.arrive("apc");
  CHECK(play.next(0) == "FIG13.D1");
  play.until(0, "FIG2.7");
  CHECK(state_of(play, "apc") == ApcState::done);
  CHECK(play.last(EventKind::apc_begin)->new_value == 0);
  CHECK(play.count(EventKind::context_read) == 1);
  CHECK(play.count(EventKind::lock_transition) == locks);
  CHECK_FALSE(play.machine().globals().torn.valid());
}

TEST_CASE("What an APC changes on an executing kernel portion is what the worker goes on with",
          "[APC-1]") {
  Play play(with_apc(ApcKind::set_context, "system_call, compute"));
  enter_kernel(play);
  const std::uint64_t before = play.kthread("W1").trap.registers.integer;
  play.arrive("apc");
  play.until(0, "FIG2.7");
  const std::uint64_t changed = play.kthread("W1").trap.registers.integer;
  CHECK(changed != before);
  CHECK(play.kthread("W1").trap.registers.control.flags == 1);
  play.until_idle(0);
  play.dispatch(0, "P1");
  play.until(0, "USER.compute");
  CHECK(play.cpu(0).registers.integer == changed);
  CHECK(play.cpu(0).registers.control.flags == 1);
}

TEST_CASE("An APC to a worker that waits in the kernel runs on its kernel portion", "[APC-1]") {
  Play play(with_apc(ApcKind::routine, "sleep"));
  enter_kernel(play);
  play.until_idle(0);
  REQUIRE(play.kthread("W1").state == ThreadState::waiting);
  play.arrive("apc");
  play.dispatch(0, "W1");
  play.until_idle(0);
  CHECK(state_of(play, "apc") == ApcState::done);
  CHECK(play.kthread("W1").state == ThreadState::waiting);
  CHECK(play.kthread("W1").wait == WaitReason::timer);
}

TEST_CASE("An APC to an idle worker works on its saved context", "[APC-2]") {
  Play play(with_apc(ApcKind::get_context, "compute"));
  play.arrive("apc");
  play.dispatch(1, "W1");
  play.through(1, "FIG13.B2");
  CHECK(play.context("W1").lock.holders == 1);
  play.until_idle(1);
  CHECK(play.count(EventKind::context_read) == 1);
  CHECK_FALSE(play.machine().globals().torn.valid());
  CHECK(is_free(play.context("W1").lock));
  CHECK(play.kthread("W1").state == ThreadState::parked);
}

TEST_CASE("What an APC changes in an idle worker is what the next switch loads", "[APC-2]") {
  Play play(with_apc(ApcKind::set_context, "compute"));
  const std::uint64_t before = play.context("W1").saved.integer;
  play.arrive("apc");
  play.dispatch(1, "W1");
  play.until_idle(1);
  const std::uint64_t changed = play.context("W1").saved.integer;
  CHECK(changed != before);
  play.dispatch(0, "P1");
  play.until(0, "USER.compute");
  CHECK(play.cpu(0).registers.integer == changed);
}

TEST_CASE("An idle worker that is held by an APC is not run before it ends", "[APC-2]") {
  Play play(with_apc(ApcKind::set_context, "compute"));
  play.arrive("apc");
  play.dispatch(1, "W1");
  play.until(1, "APC.change.control");
  play.dispatch(0, "P1");
  for (int i = 0; i < 50; ++i) {
    play.step(0);
    REQUIRE(play.cpu(0).registers.control.stack_owner != play.thread("W1"));
  }
  play.until_idle(1);
  play.until(0, "USER.compute");
  CHECK(play.count(EventKind::ums_switch) == 1);
}

TEST_CASE("An APC to a thread that is no worker takes the standard path", "[APC-9]") {
  for (const char* target : {"S1", "P1"}) {
    Play play(SystemBuilder()
                  .parked("W1", "compute")
                  .primary("P1")
                  .standard("S1", "compute")
                  .apc("apc", ApcKind::get_context, target)
                  .build());
    play.dispatch(0, target);
    play.arrive("apc");
    play.step(0);
    CHECK(play.next(0) == "FIG13.B1");
    play.until(0, "ENTRY.return");
    CHECK(state_of(play, "apc") == ApcState::done);
    CHECK(play.count(EventKind::lock_transition) == 0);
  }
}

TEST_CASE("An APC to a worker that is not parked takes the standard path", "[APC-9]") {
  Play play(with_apc(ApcKind::routine, "system_call"));
  enter_kernel(play);
  play.arrive("apc");
  play.step(0);
  CHECK(play.next(0) == "FIG13.D2");
  play.step(0);
  CHECK(play.next(0) == "FIG13.B1");
}

TEST_CASE("An APC to a parked worker on no primary locks, then takes the standard path",
          "[APC-10]") {
  Play play(with_apc(ApcKind::routine, "compute"));
  play.arrive("apc");
  play.dispatch(1, "W1");
  play.until(1, "FIG13.B1");
  CHECK(play.kthread("W1").apc_locked == 1);
  CHECK(play.context("W1").lock.holders == 1);
}

TEST_CASE("An APC that finds the lock held works on what the kernel portion has", "[APC-10]") {
  Play play(with_apc(ApcKind::set_context, "system_call"));
  play.dispatch(0, "P1");
  play.until(0, "FIG2.6.control");
  play.arrive("apc");
  play.dispatch(1, "W1");
  play.until(1, "FIG13.B2");
  play.until(0, "FIG2.6.wake");
  play.through(1, "FIG13.B2");
  CHECK(play.kthread("W1").seen_locked == 1);
  CHECK(play.context("W1").lock.holders == 2);
  play.until(1, "FIG13.end");
  CHECK(play.context("W1").lock.holders == 1);
  CHECK(is_fresh(play.kthread("W1").trap.registers, play.machine().newest(play.thread("W1"))));
}

TEST_CASE("The kernel lock is released after every kind of APC", "[APC-17]") {
  for (const ApcKind kind : {ApcKind::get_context, ApcKind::set_context, ApcKind::routine}) {
    Play play(with_apc(kind, "compute"));
    play.arrive("apc");
    play.dispatch(1, "W1");
    play.until(1, "FIG13.unlock");
    CHECK(play.context("W1").lock.holders == 1);
    play.until_idle(1);
    CHECK(is_free(play.context("W1").lock));
  }
}

TEST_CASE("The lock of a worker that an APC has terminated stays", "[APC-17][LOCK-9]") {
  Play play(with_apc(ApcKind::terminate, "compute"));
  play.arrive("apc");
  play.dispatch(1, "W1");
  play.until_idle(1);
  CHECK(play.kthread("W1").state == ThreadState::ended);
  CHECK(play.context("W1").lock.holders == 1);
}

TEST_CASE("An APC that is pending at the return to user mode is delivered first", "[APC-21]") {
  Play play(SystemBuilder().standard("S1", "compute").apc("apc", ApcKind::routine, "S1").build());
  play.dispatch(0, "S1");
  play.until(0, "USER.compute");
  play.arrive("apc");
  CHECK(state_of(play, "apc") == ApcState::pending);
  play.interrupt(0);
  play.through(0, "INT.quantum");
  CHECK(play.next(0) == "FIG13.D1");
  play.until(0, "USER.compute");
  CHECK(state_of(play, "apc") == ApcState::done);
}

TEST_CASE("An APC that is pending when the kernel portion is about to park is delivered first",
          "[APC-21]") {
  Play play(with_apc(ApcKind::get_context, "system_call"));
  enter_kernel(play);
  play.until(0, "FIG2.8.link");
  play.arrive("apc");
  CHECK(state_of(play, "apc") == ApcState::pending);
  play.until_idle(0);
  CHECK(play.kthread("W1").state == ThreadState::parked);
  CHECK(state_of(play, "apc") == ApcState::done);
}

}  // namespace umsim::test

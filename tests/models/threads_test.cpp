// THREAD: threads, portions, roles.

#include <catch2/catch.hpp>

#include "models/machine/internal_error.h"
#include "tests/models/play.h"

namespace umsim::test {
namespace {

System all_kinds() {
  return SystemBuilder()
      .cpus(2)
      .parked("W1", "compute, system_call, compute")
      .primary("P1")
      .standard("S1", "compute, system_call, compute")
      .build();
}

bool overlap(ByteRange one, ByteRange other) {
  return one.offset < other.offset + other.length && other.offset < one.offset + one.length;
}

}  // namespace

TEST_CASE("Every thread has a kernel portion and a user portion of its own", "[THREAD-1]") {
  Play play(all_kinds());
  std::vector<ByteRange> portions;
  for (std::size_t i = 0; i < play.system().threads.size(); ++i) {
    portions.push_back(play.machine().range_of(play.machine().kthread(ThreadId(i))));
    portions.push_back(play.machine().range_of(play.machine().user(ThreadId(i))));
  }
  for (std::size_t i = 0; i < portions.size(); ++i) {
    for (std::size_t j = i + 1; j < portions.size(); ++j) {
      CHECK_FALSE(overlap(portions[i], portions[j]));
    }
  }
}

TEST_CASE("The kernel portion has the user registers while it executes", "[THREAD-1]") {
  Play play(all_kinds());
  play.dispatch(0, "S1");
  play.until(0, "USER.system_call");
  const Registers user = play.cpu(0).registers;
  play.until(0, "SERVICE.run");
  CHECK(play.kthread("S1").stack.depth == 2);
  CHECK(play.kthread("S1").trap.valid == 1);
  CHECK(play.kthread("S1").trap.registers.integer == user.integer);
  CHECK(play.kthread("S1").trap.registers.control.stack_owner == play.thread("S1"));
}

TEST_CASE("A user portion runs on one CPU and its kernel portion on another", "[THREAD-2]") {
  Play play(all_kinds());
  play.dispatch(0, "P1");
  play.until(0, "USER.compute");
  CHECK(play.cpu(0).registers.control.stack_owner == play.thread("W1"));
  CHECK(play.kthread("W1").state == ThreadState::parked);
  play.until_idle(0);
  play.dispatch(1, "W1");
  play.until(1, "SERVICE.run");
  CHECK(play.cpu(1).current == play.thread("W1"));
  CHECK(play.kthread("W1").trap.registers.control.stack_owner == play.thread("W1"));
}

TEST_CASE("The portions of a standard thread run in unison", "[THREAD-2][THREAD-9]") {
  Play play(all_kinds());
  play.dispatch(0, "S1");
  for (int i = 0; play.next(0) != "idle"; ++i) {
    REQUIRE(i < 100);
    const bool user = play.cpu(0).mode == Mode::user;
    CHECK(play.cpu(0).current == play.thread("S1"));
    CHECK((!user || play.cpu(0).teb == play.thread("S1")));
    play.step(0);
  }
  CHECK(play.count(EventKind::directed_switch) == 0);
  CHECK(play.count(EventKind::list_push) == 0);
}

TEST_CASE("Switches between user portions enter no kernel and take no kernel lock",
          "[THREAD-3][THREAD-7]") {
  Play play(SystemBuilder()
                .parked("W1", "repeat 0 (compute, yield)")
                .parked("W2", "repeat 0 (compute, yield)")
                .primary("P1")
                .build());
  play.dispatch(0, "P1");
  play.until(0, "USER.compute");
  REQUIRE(play.count(EventKind::kernel_entry) == 0);
  for (int i = 0; i < 3000; ++i) {
    play.step(0);
    REQUIRE(play.cpu(0).mode == Mode::user);
    REQUIRE(play.context("W1").lock.holders == 0);
    REQUIRE(play.context("W2").lock.holders == 0);
  }
  CHECK(play.count(EventKind::ums_switch) > 100);
  CHECK(play.count(EventKind::ums_yield) > 100);
  CHECK(play.count(EventKind::kernel_entry) == 0);
}

TEST_CASE("A worker is a thread with UMS state and a TEB that others can reach", "[THREAD-4]") {
  Play play(all_kinds());
  CHECK(play.context("W1").lock == UmsLock());
  CHECK_THROWS_AS(play.context("S1"), InternalError);
  CHECK_THROWS_AS(play.context("P1"), InternalError);
  play.dispatch(0, "P1");
  play.through(0, "FIG15.B3");
  CHECK(play.cpu(0).current == play.thread("P1"));
  CHECK(play.cpu(0).teb == play.thread("W1"));
}

TEST_CASE("While a worker runs, its CPU's current thread is the primary", "[THREAD-10]") {
  Play play(all_kinds());
  play.dispatch(0, "P1");
  play.until(0, "USER.compute");
  CHECK(play.cpu(0).registers.control.stack_owner == play.thread("W1"));
  CHECK(play.cpu(0).current == play.thread("P1"));
  CHECK(play.kthread("P1").state == ThreadState::running);
  play.through(0, "USER.system_call");
  CHECK(play.cpu(0).current == play.thread("P1"));
}

TEST_CASE("A new worker queues its context and parks before it runs user code", "[THREAD-11]") {
  Play play(SystemBuilder().worker("W1", "compute").primary("P1").build());
  play.dispatch(0, "W1");
  play.until_idle(0);
  CHECK(play.kthread("W1").state == ThreadState::parked);
  CHECK(play.context("W1").on_list == 1);
  CHECK(play.count(EventKind::kernel_exit) == 0);
  CHECK(play.count(EventKind::ums_switch) == 0);
  CHECK(play.last(EventKind::list_push)->thread == play.thread("W1"));
  play.dispatch(0, "P1");
  play.through(0, "USER.compute");
  CHECK(play.count(EventKind::ums_switch) == 1);
}

}  // namespace umsim::test

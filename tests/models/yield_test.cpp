// YIELD: worker to primary, FIG. 16.

#include <catch2/catch.hpp>

#include "tests/models/play.h"

namespace umsim::test {
namespace {

using Labels = std::vector<std::string>;

System two_workers() {
  return SystemBuilder()
      .parked("W1", "compute, yield W2, compute")
      .parked("W2", "compute")
      .parked("W3", "compute")
      .primary("P1")
      .build();
}

}  // namespace

TEST_CASE("The steps of a yield come in the order of FIG. 16", "[YIELD-1]") {
  Play play(two_workers());
  play.dispatch(0, "P1");
  play.through(0, "USER.yield");
  const std::size_t before = play.ran().size();
  play.until(0, "SCHED.entry");
  CHECK(play.labels(before) == Labels{"FIG16.B1.integer", "FIG16.B1.control", "FIG16.B2",
                                      "FIG16.B3", "FIG16.B4.integer", "FIG16.B4.control"});
}

TEST_CASE("The CID is released when neither TEB nor stack are the worker's", "[YIELD-2]") {
  Play play(two_workers());
  play.dispatch(0, "P1");
  play.through(0, "USER.yield");
  while (play.next(0) != "FIG16.B3") {
    CHECK(play.context("W1").lock.cid == play.thread("P1"));
    play.step(0);
  }
  CHECK(play.cpu(0).teb == play.thread("P1"));
  CHECK(play.cpu(0).registers.control.stack_owner == play.thread("P1"));
  play.step(0);
  CHECK_FALSE(play.context("W1").lock.cid.valid());
}

TEST_CASE("What a yield saves is the newest of the worker", "[YIELD-1][INV-3]") {
  Play play(two_workers());
  play.dispatch(0, "P1");
  play.until(0, "USER.yield");
  const Registers live = play.cpu(0).registers;
  play.until(0, "FIG16.B2");
  const Context& context = play.context("W1");
  CHECK(context.saved.integer == live.integer);
  CHECK(context.full == 0);
  CHECK(is_fresh(context.saved, play.machine().newest(play.thread("W1"))));
}

TEST_CASE("The scheduler procedure runs with reason Yield and the yielding worker", "[YIELD-3]") {
  Play play(two_workers());
  play.dispatch(0, "P1");
  play.through(0, "FIG16.B4.control");
  CHECK(play.user("P1").hint == play.thread("W2"));
  CHECK(play.next(0) == "SCHED.entry");
  play.step(0);
  const Event upcall = play.last(EventKind::upcall).value();
  CHECK(upcall.thread == play.thread("P1"));
  CHECK(upcall.object == play.thread("W1").value);
  CHECK(upcall.new_value == static_cast<std::uint64_t>(UpcallReason::yield));
}

TEST_CASE("A yielded worker is on no list and waits for its scheduler", "[YIELD-4]") {
  Play play(two_workers());
  play.dispatch(0, "P1");
  play.until(0, "USER.yield");
  const std::size_t pushes = play.count(EventKind::list_push);
  play.through(0, "SCHED.keep");
  CHECK(play.context("W1").on_list == 0);
  CHECK_FALSE(play.machine().list(ListId(0)).head.valid());
  CHECK(play.count(EventKind::list_push) == pushes);
  CHECK(play.machine().scheduler(SchedulerId(0)).last == play.thread("W1"));
  CHECK(play.kthread("W1").state == ThreadState::parked);
}

TEST_CASE("A hint is followed before the queue's order", "[YIELD-5]") {
  Play play(SystemBuilder()
                .parked("W1", "yield W3")
                .parked("W2", "compute")
                .parked("W3", "compute")
                .primary("P1")
                .build());
  play.dispatch(0, "P1");
  play.through(0, "USER.yield");
  REQUIRE(play.machine().scheduler(SchedulerId(0)).first == play.thread("W2"));
  play.until(0, "USER.compute");
  CHECK(play.cpu(0).registers.control.stack_owner == play.thread("W3"));
  CHECK(play.machine().scheduler(SchedulerId(0)).first == play.thread("W2"));
}

TEST_CASE("Without a hint the worker that has waited longest runs", "[YIELD-5]") {
  Play play(SystemBuilder().parked("W1", "yield").parked("W2", "compute").primary("P1").build());
  play.dispatch(0, "P1");
  play.until(0, "USER.compute");
  CHECK(play.cpu(0).registers.control.stack_owner == play.thread("W2"));
  CHECK(play.user("P1").hint == ThreadId());
}

TEST_CASE("A worker goes on behind its yield, with registers as after a call", "[YIELD-6]") {
  Play play(SystemBuilder().parked("W1", "compute, yield, compute").primary("P1").build());
  play.dispatch(0, "P1");
  play.through(0, "USER.yield");
  const std::uint64_t integer = play.cpu(0).registers.integer;
  play.until(0, "USER.compute");
  CHECK(play.cpu(0).registers.control.position == 2);
  CHECK(play.cpu(0).registers.control.after_call == 1);
  CHECK(play.cpu(0).registers.integer == integer);
}

}  // namespace umsim::test

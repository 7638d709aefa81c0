// INV: every invariant recognises a state that breaks it.

#include "models/invariants/invariants.h"

#include <algorithm>

#include <catch2/catch.hpp>

#include "tests/models/play.h"

namespace umsim::test {
namespace {

System two_primaries() {
  return SystemBuilder()
      .cpus(2)
      .parked("W1", "compute, system_call")
      .parked("W2", "compute")
      .primary("P1")
      .primary("P2")
      .build();
}

bool holds(Play& play, std::string_view id) {
  const auto all = all_invariants();
  const auto has_id = [&](const Invariant& invariant) { return invariant.id == id; };
  const auto found = std::find_if(all.begin(), all.end(), has_id);
  REQUIRE(found != all.end());
  return found->holds(play.machine());
}

// Whether the invariant holds once the state is changed; the change is undone.
template <class Change>
bool holds_with(Play& play, std::string_view id, Change change) {
  const std::vector<std::byte> before(play.image().bytes().begin(), play.image().bytes().end());
  change();
  const bool held = holds(play, id);
  std::copy(before.begin(), before.end(), play.image().bytes().begin());
  return held;
}

// Puts the worker at the head of its list.
void push_by_hand(Play& play, std::string_view worker) {
  CompletionList& list = play.machine().list(ListId(0));
  play.context(worker).next = list.head;
  play.context(worker).on_list = 1;
  list.head = play.thread(worker);
}

// P1 runs W1 on CPU 0 in user mode.
void run_worker(Play& play) {
  play.dispatch(0, "P1");
  play.until(0, "USER.compute");
}

// W1 executes its service on CPU 0, while P1 sleeps.
void run_service(Play& play) {
  play.dispatch(0, "P1");
  play.until_idle(0);
  play.dispatch(0, "W1");
  play.until(0, "SERVICE.run");
}

}  // namespace

TEST_CASE("A worker that is loaded on two CPUs is recognised", "[INV-1]") {
  Play play(two_primaries());
  run_worker(play);
  play.dispatch(1, "P2");
  play.until(1, "SCHED.pick");
  REQUIRE(holds(play, "INV-1"));
  play.cpu(1).teb = play.thread("W1");
  CHECK_FALSE(holds(play, "INV-1"));
}

TEST_CASE("A worker that is loaded on a CPU and in a trap frame is recognised", "[INV-1]") {
  Play play(two_primaries());
  run_worker(play);
  play.kthread("P2").trap.teb = play.thread("W1");
  CHECK_FALSE(holds(play, "INV-1"));
}

TEST_CASE("Both portions executing at once are recognised", "[INV-2]") {
  Play play(two_primaries());
  run_worker(play);
  REQUIRE(holds(play, "INV-2"));
  play.kthread("W1").trap.valid = 1;
  CHECK_FALSE(holds(play, "INV-2"));
}

TEST_CASE("An APC that works on the context of a running worker is recognised", "[INV-2]") {
  Play play(two_primaries());
  run_worker(play);
  KernelStack& stack = play.kthread("W1").stack;
  stack.frames[stack.depth++] = find_step("APC.run").value();
  CHECK_FALSE(holds(play, "INV-2"));
}

TEST_CASE("Registers that are not the newest are recognised", "[INV-3]") {
  Play play(two_primaries());
  run_worker(play);
  REQUIRE(holds(play, "INV-3"));
  Registers& live = play.cpu(0).registers;
  CHECK_FALSE(holds_with(play, "INV-3", [&] { live.integer ^= 1; }));
  CHECK_FALSE(holds_with(play, "INV-3", [&] { live.volatiles ^= 1; }));
  CHECK_FALSE(holds_with(play, "INV-3", [&] { live.extended ^= 1; }));
  CHECK_FALSE(holds_with(play, "INV-3", [&] { ++live.control.position; }));
  CHECK(holds_with(play, "INV-3", [] {}));
}

TEST_CASE("A context that was torn when an APC read it is recognised", "[INV-3]") {
  Play play(two_primaries());
  REQUIRE(holds(play, "INV-3"));
  play.machine().globals().torn = play.thread("W1");
  CHECK_FALSE(holds(play, "INV-3"));
}

TEST_CASE("A service with registers that are not the newest is recognised", "[INV-3]") {
  Play play(two_primaries());
  run_service(play);
  REQUIRE(holds(play, "INV-3"));
  play.kthread("W1").trap.registers.integer ^= 1;
  CHECK_FALSE(holds(play, "INV-3"));
}

TEST_CASE("A stale context that anybody may load is recognised", "[INV-3][ENTRY-13]") {
  Play play(two_primaries());
  REQUIRE(holds(play, "INV-3"));
  play.context("W1").saved.integer ^= 1;
  CHECK_FALSE(holds(play, "INV-3"));
  CHECK(holds_with(play, "INV-3", [&] { play.context("W1").lock.holders = 1; }));
  CHECK(holds_with(play, "INV-3", [&] { play.context("W1").lock.cid = play.thread("P1"); }));
}

TEST_CASE("A worker behind a broken link of its list is recognised", "[INV-6][LIST-8]") {
  Play play(two_primaries());
  REQUIRE(holds(play, "INV-6"));
  play.context("W2").next = ThreadId();  // W2 is the head, and W1 stands behind it
  CHECK_FALSE(holds(play, "INV-6"));
}

TEST_CASE("A service under another identity is recognised", "[INV-4]") {
  Play play(two_primaries());
  run_service(play);
  REQUIRE(holds(play, "INV-4"));
  play.kthread("W1").trap.registers.control.stack_owner = play.thread("P1");
  CHECK_FALSE(holds(play, "INV-4"));
}

TEST_CASE("A TEB that is not that of the loaded registers is recognised", "[INV-5]") {
  Play play(two_primaries());
  run_worker(play);
  REQUIRE(holds(play, "INV-5"));
  play.cpu(0).teb = play.thread("P1");
  CHECK_FALSE(holds(play, "INV-5"));
}

TEST_CASE("A worker in two places is recognised", "[INV-6]") {
  Play play(two_primaries());
  run_worker(play);
  REQUIRE(holds(play, "INV-6"));
  push_by_hand(play, "W1");
  CHECK_FALSE(holds(play, "INV-6"));
}

TEST_CASE("A worker that is on a list and in a service is recognised", "[INV-6]") {
  Play play(two_primaries());
  run_service(play);
  REQUIRE(holds(play, "INV-6"));
  push_by_hand(play, "W1");
  CHECK_FALSE(holds(play, "INV-6"));
}

TEST_CASE("A worker that is lost is recognised", "[INV-6]") {
  Play play(two_primaries());
  run_worker(play);
  REQUIRE(play.machine().note(play.thread("W2")).queued == Queued::ready);
  play.machine().note(play.thread("W2")).queued = Queued::no;
  CHECK_FALSE(holds(play, "INV-6"));
}

TEST_CASE("A primary that sleeps with nobody to wake it is recognised", "[INV-7]") {
  Play play(two_primaries());
  run_service(play);
  REQUIRE(holds(play, "INV-7"));
  play.kthread("W1").queue = ThreadId();
  CHECK_FALSE(holds(play, "INV-7"));
}

TEST_CASE("A lock that is held for nobody is recognised", "[INV-8]") {
  Play play(two_primaries());
  REQUIRE(holds(play, "INV-8"));
  play.context("W1").lock.holders = 1;
  CHECK_FALSE(holds(play, "INV-8"));
  CHECK(holds_with(play, "INV-8", [&] { play.kthread("W1").apc = ApcId(0U); }));
  CHECK(holds_with(play, "INV-8", [&] { play.kthread("P1").peer = play.thread("W1"); }));
  CHECK(holds_with(play, "INV-8", [&] { play.context("W1").suspended = 1; }));
  CHECK(holds_with(play, "INV-8", [&] { play.context("W1").terminated = 1; }));
}

TEST_CASE("A CID that names a primary without business is recognised", "[INV-9][LOCK-5]") {
  Play play(two_primaries());
  play.context("W1").lock.cid = play.thread("P1");
  CHECK_FALSE(holds(play, "INV-9"));
  CHECK(holds_with(play, "INV-9", [&] { play.kthread("P1").peer = play.thread("W1"); }));
}

TEST_CASE("A CID goes with a primary that loads or hosts the worker", "[INV-9][SWITCH-5]") {
  Play play(two_primaries());
  run_worker(play);
  REQUIRE(holds(play, "INV-9"));
  const auto named = [&] { play.context("W1").lock.cid = play.thread("P2"); };
  CHECK_FALSE(holds_with(play, "INV-9", named));
  const auto unrecorded = [&] { play.context("W1").primary = play.thread("P2"); };
  CHECK_FALSE(holds_with(play, "INV-9", unrecorded));
  const auto ended = [&] { play.kthread("P1").state = ThreadState::ended; };
  CHECK_FALSE(holds_with(play, "INV-9", ended));
}

TEST_CASE("A lock that is released by nobody who held it is recognised", "[INV-8]") {
  Play play(two_primaries());
  REQUIRE(holds(play, "INV-8"));
  play.machine().globals().underflow = 1;
  CHECK_FALSE(holds(play, "INV-8"));
}

TEST_CASE("A kernel queue with two active threads is recognised", "[INV-10]") {
  Play play(two_primaries());
  run_service(play);
  REQUIRE(holds(play, "INV-10"));
  const auto second_worker = [&] {
    play.kthread("W2").queue = play.thread("P1");
    play.kthread("W2").state = ThreadState::ready;
  };
  const auto primary_awake = [&] { play.kthread("P1").wake_pending = 1; };
  CHECK_FALSE(holds_with(play, "INV-10", second_worker));
  CHECK_FALSE(holds_with(play, "INV-10", primary_awake));
}

TEST_CASE("An event that was not set when its list was filled is recognised", "[INV-13]") {
  Play play(two_primaries());
  REQUIRE(holds(play, "INV-13"));
  CompletionList& list = play.machine().list(ListId(0));
  CHECK_FALSE(holds_with(play, "INV-13", [&] { ++list.filled; }));
  CHECK_FALSE(holds_with(play, "INV-13", [&] { ++list.signals; }));
}

TEST_CASE("The first broken invariant is named, and none in a state that is in order") {
  Play play(two_primaries());
  CHECK(broken_invariant(play.machine()) == nullptr);
  play.machine().globals().underflow = 1;
  CHECK(broken_invariant(play.machine())->id == "INV-8");
}

}  // namespace umsim::test

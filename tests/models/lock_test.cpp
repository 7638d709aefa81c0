// LOCK: the UMS lock.

#include "models/ums/lock.h"

#include <catch2/catch.hpp>

#include "tests/models/one_worker.h"

namespace umsim::test {

TEST_CASE("A lock is free when CID and lock bit have their default", "[LOCK-1]") {
  Play play(with_apc(ApcKind::get_context, "compute"));
  const UmsLock& lock = play.context("W1").lock;
  CHECK_FALSE(lock.cid.valid());
  CHECK(lock.holders == 0);
  CHECK(is_free(lock));
  CHECK_FALSE(is_free({ThreadId(1), 0}));
  CHECK_FALSE(is_free({ThreadId(), 1}));
}

TEST_CASE("A primary takes a lock of which both fields are default", "[LOCK-2]") {
  Play play(with_apc(ApcKind::get_context, "compute"));
  play.dispatch(0, "P1");
  play.until(0, "FIG15.B1");
  REQUIRE(is_free(play.context("W1").lock));
  play.step(0);
  CHECK(play.next(0) == "FIG15.D1");
  play.step(0);
  CHECK(claims(play));
  CHECK(play.next(0) == "FIG15.D2");
}

TEST_CASE("A primary does not take a lock whose bit is set", "[LOCK-2]") {
  Play play(with_apc(ApcKind::get_context, "compute"));
  play.dispatch(0, "P1");
  play.until(0, "FIG15.B1");
  hold_by_apc(play);
  play.step(0);
  CHECK(play.next(0) == "FIG15.B2");
  CHECK_FALSE(claims(play));
}

TEST_CASE("A primary does not take a lock whose CID is set", "[LOCK-2]") {
  Play play(with_apc(ApcKind::get_context, "compute"));
  play.dispatch(0, "P1");
  play.until(0, "FIG15.B1");
  play.context("W1").lock.cid = play.thread("P1");  // as if another had been faster
  play.step(0);
  CHECK(play.next(0) == "FIG15.B2");
  CHECK(play.user("P1").outcome == SwitchOutcome::owned);
}

TEST_CASE("The bit may be set between the test and the compare-and-swap", "[LOCK-2][LOCK-6]") {
  Play play(with_apc(ApcKind::get_context, "compute"));
  play.dispatch(0, "P1");
  play.until(0, "FIG15.D1");
  hold_by_apc(play);
  play.step(0);
  CHECK(claims(play));
  CHECK(play.context("W1").lock.holders == 1);
}

TEST_CASE("Without the atomic claim a primary takes a lock that another has", "[LOCK-2]") {
  Play play(SystemBuilder()
                .parked("W1", "compute")
                .primary("P1")
                .primary("P2")
                .without(KnockOut::atomic_claim)
                .build());
  play.dispatch(0, "P1");
  play.until(0, "FIG15.D1");
  play.context("W1").lock.cid = play.thread("P2");
  play.step(0);
  CHECK(claims(play));
}

TEST_CASE("A claim in the store buffer is seen when something forces it out", "[LOCK-2]") {
  Play play(SystemBuilder()
                .parked("W1", "compute")
                .primary("P1")
                .without(KnockOut::claim_store_buffer)
                .build());
  play.dispatch(0, "P1");
  play.until(0, "FIG15.D1");
  play.step(0);
  CHECK(play.next(0) == "FIG15.D2");
  CHECK_FALSE(claims(play));
  CHECK(play.cpu(0).buffered_claim == play.thread("W1"));
  play.context("W1").suspended = 1;  // so that the claim is released, by an interlocked instruction
  play.until(0, "FIG15.D2.release");
  CHECK_FALSE(claims(play));
  play.step(0);
  CHECK_FALSE(play.cpu(0).buffered_claim.valid());
  CHECK_FALSE(claims(play));
}

TEST_CASE("The kernel's entry forces the store buffer out", "[LOCK-2]") {
  Play play(SystemBuilder()
                .parked("W1", "exit")
                .primary("P1")
                .without(KnockOut::claim_store_buffer)
                .build());
  play.dispatch(0, "P1");
  play.until(0, "USER.exit");
  CHECK_FALSE(claims(play));
  play.step(0);
  CHECK(claims(play));
}

TEST_CASE("The kernel sees the CID with the step that sets the bit", "[LOCK-3]") {
  Play play(with_apc(ApcKind::get_context, "compute"));
  play.dispatch(0, "P1");
  play.until(0, "FIG15.D1");
  hold_by_apc(play);
  // The claim comes later: the kernel acts on the CID that it saw, and the claim will be undone.
  play.step(0);
  REQUIRE(claims(play));
  CHECK_FALSE(play.kthread("W1").seen_cid.valid());
  play.step(1);
  CHECK(play.next(1) == "FIG13.D4");
}

TEST_CASE("Without lock-before-peek the kernel peeks first", "[LOCK-3]") {
  Play play(SystemBuilder()
                .parked("W1", "compute")
                .primary("P1")
                .apc("apc", ApcKind::get_context, "W1")
                .without(KnockOut::lock_before_peek)
                .build());
  play.arrive("apc");
  play.dispatch(0, "W1");
  play.through(0, "FIG13.B2");
  CHECK(play.context("W1").lock.holders == 0);
  play.through(0, "FIG13.B2.late");
  CHECK(play.context("W1").lock.holders == 1);
}

TEST_CASE("The second test comes after the TEB and before any register", "[LOCK-4]") {
  Play play(with_apc(ApcKind::get_context, "compute"));
  play.dispatch(0, "P1");
  play.until(0, "FIG15.D3");
  CHECK(play.cpu(0).teb == play.thread("W1"));
  const Registers before = play.cpu(0).registers;
  hold_by_apc(play);
  play.step(0);
  CHECK(play.next(0) == "FIG15.D3.restore");
  CHECK(play.cpu(0).registers.integer == before.integer);
  CHECK(play.cpu(0).registers.control.stack_owner == play.thread("P1"));
}

TEST_CASE("A primary that fails the second test restores its TEB first", "[LOCK-5][SWITCH-4]") {
  Play play(with_apc(ApcKind::get_context, "compute"));
  play.dispatch(0, "P1");
  play.until(0, "FIG15.D3");
  hold_by_apc(play);
  play.through(0, "FIG15.D3.restore");
  CHECK(play.cpu(0).teb == play.thread("P1"));
  CHECK(claims(play));
  play.through(0, "FIG15.B4");
  CHECK_FALSE(claims(play));
  play.through(0, "FIG15.B5");
  CHECK(play.next(0) == "SCHED.failed");
  CHECK(play.last(EventKind::switch_failed)->new_value ==
        static_cast<std::uint64_t>(SwitchOutcome::locked));
}

TEST_CASE("After a failure another worker is chosen", "[LOCK-5]") {
  Play play(SystemBuilder()
                .cpus(2)
                .parked("W1", "compute")
                .parked("W2", "compute")
                .primary("P1")
                .apc("apc", ApcKind::get_context, "W1")
                .build());
  play.dispatch(0, "P1");
  play.until(0, "FIG15.D3");
  REQUIRE(play.user("P1").hand == play.thread("W1"));
  hold_by_apc(play);
  play.until(0, "USER.compute");
  CHECK(play.cpu(0).registers.control.stack_owner == play.thread("W2"));
  CHECK(play.machine().note(play.thread("W1")).queued == Queued::ready);
}

TEST_CASE("Releasing the CID keeps the bit that the kernel has set meanwhile", "[LOCK-6]") {
  Play play(with_apc(ApcKind::get_context, "compute"));
  play.dispatch(0, "P1");
  play.until(0, "FIG15.D3");
  hold_by_apc(play);
  play.through(0, "FIG15.B4");
  CHECK(play.context("W1").lock.holders == 1);
  play.until_idle(1);
  play.interrupt(0);
  play.through(0, "FIG14.B8");
  play.dispatch(1, "W1");
  play.until_idle(1);
  CHECK(is_free(play.context("W1").lock));
}

TEST_CASE("A fourth holder is refused and changes nothing", "[LOCK-7]") {
  Play play(with_apc(ApcKind::get_context, "compute"));
  const Execution execution(play.machine(), CpuId(0), nullptr);
  const ThreadId worker = play.thread("W1");
  CHECK(hold(execution, worker));
  CHECK(hold(execution, worker));
  CHECK(hold(execution, worker));
  CHECK_FALSE(hold(execution, worker));
  CHECK(play.context("W1").lock.holders == kMostHolders);
  for (int i = 0; i < 3; ++i) {
    unhold(execution, worker);
  }
  CHECK(is_free(play.context("W1").lock));
  CHECK(play.machine().globals().underflow == 0);
  unhold(execution, worker);
  CHECK(play.machine().globals().underflow == 1);
}

}  // namespace umsim::test

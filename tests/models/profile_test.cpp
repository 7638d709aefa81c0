// The windows profile: what the documented API does otherwise than the patent.

#include <catch2/catch.hpp>

#include "tests/models/one_worker.h"

namespace umsim::test {
namespace {

SystemBuilder windows() { return SystemBuilder().profile(ProtocolProfile::windows); }

}  // namespace

TEST_CASE("Under windows one step tests both fields and takes the lock", "[LOCK-2]") {
  Play play(with_apc(ApcKind::get_context, "compute", windows()));
  play.dispatch(0, "P1");
  play.until(0, "FIG15.B1.whole");
  CHECK_FALSE(claims(play));
  play.step(0);
  CHECK(claims(play));
  CHECK(play.next(0) == "FIG15.D2");
}

TEST_CASE("Under windows a primary does not take a lock whose bit is set", "[LOCK-2][SWITCH-2]") {
  Play play(with_apc(ApcKind::get_context, "compute", windows()));
  play.dispatch(0, "P1");
  play.until(0, "FIG15.B1.whole");
  hold_by_apc(play);
  play.step(0);
  CHECK(play.next(0) == "FIG15.B2");
  CHECK(play.user("P1").outcome == SwitchOutcome::locked);
  CHECK_FALSE(claims(play));
}

TEST_CASE("Under windows a primary does not take a lock whose CID is set", "[LOCK-2][SWITCH-2]") {
  Play play(with_apc(ApcKind::get_context, "compute", windows()));
  play.dispatch(0, "P1");
  play.until(0, "FIG15.B1.whole");
  play.context("W1").lock.cid = play.thread("P1");  // as if another had been faster
  play.step(0);
  CHECK(play.next(0) == "FIG15.B2");
  CHECK(play.user("P1").outcome == SwitchOutcome::owned);
}

TEST_CASE("Under windows a claim without compare-and-swap tests and stores apart", "[LOCK-2]") {
  Play play(windows()
                .parked("W1", "compute")
                .primary("P1")
                .primary("P2")
                .without(KnockOut::atomic_claim)
                .build());
  play.dispatch(0, "P1");
  play.through(0, "FIG15.B1.whole");
  REQUIRE(play.next(0) == "FIG15.D1");
  play.context("W1").lock.cid = play.thread("P2");
  play.step(0);
  CHECK(claims(play));
}

}  // namespace umsim::test

// SWITCH: primary to worker, FIG. 15.

#include <catch2/catch.hpp>

#include "tests/models/one_worker.h"

namespace umsim::test {
namespace {

using Labels = std::vector<std::string>;

System one_worker(const std::string& program) {
  return SystemBuilder().cpus(2).parked("W1", program).primary("P1").build();
}

std::uint64_t failure(const Play& play) {
  return play.last(EventKind::switch_failed).value().new_value;
}

std::uint64_t value_of(SwitchOutcome outcome) { return static_cast<std::uint64_t>(outcome); }

}  // namespace

TEST_CASE("The steps of a switch come in the order of FIG. 15", "[SWITCH-1]") {
  Play play(one_worker("compute"));
  play.dispatch(0, "P1");
  play.until(0, "FIG15.B1");
  const std::size_t before = play.ran().size();
  play.until(0, "USER.compute");
  CHECK(play.labels(before) == Labels{"FIG15.B1", "FIG15.D1", "FIG15.D2", "FIG15.B3", "FIG15.D3",
                                      "FIG15.B6", "FIG15.B7.integer", "FIG15.B7.volatiles",
                                      "FIG15.B7.extended", "FIG15.B7.control"});
}

TEST_CASE("A switch whose lock is not to be had changes nothing", "[SWITCH-2]") {
  Play play(with_apc(ApcKind::get_context, "compute"));
  play.arrive("apc");
  play.dispatch(1, "W1");
  play.through(1, "FIG13.B2");
  play.dispatch(0, "P1");
  play.until(0, "FIG15.B1");
  const Context context = play.context("W1");
  const Registers registers = play.cpu(0).registers;
  play.until(0, "SCHED.failed");
  CHECK(play.context("W1").lock == context.lock);
  CHECK(play.context("W1").saved == context.saved);
  CHECK(play.context("W1").primary == context.primary);
  CHECK(play.cpu(0).teb == play.thread("P1"));
  CHECK(play.cpu(0).registers.integer == registers.integer);
  CHECK(failure(play) == value_of(SwitchOutcome::locked));
}

TEST_CASE("A switch to a worker that is terminated under its claim releases the CID",
          "[SWITCH-3]") {
  Play play(with_apc(ApcKind::terminate, "compute"));
  play.dispatch(0, "P1");
  play.until(0, "FIG15.D1");
  play.arrive("apc");
  play.dispatch(1, "W1");
  play.through(1, "APC.terminate");
  play.step(0);
  REQUIRE(play.context("W1").lock.cid == play.thread("P1"));
  play.step(0);
  CHECK(play.next(0) == "FIG15.D2.release");
  play.until(0, "SCHED.failed");
  CHECK_FALSE(play.context("W1").lock.cid.valid());
  CHECK(play.cpu(0).teb == play.thread("P1"));
  CHECK(failure(play) == value_of(SwitchOutcome::terminated));
}

TEST_CASE("A switch to a suspended worker releases the CID", "[SWITCH-3]") {
  Play play(one_worker("compute"));
  play.dispatch(0, "P1");
  play.until(0, "FIG15.D2");
  play.context("W1").suspended = 1;
  play.until(0, "SCHED.failed");
  CHECK_FALSE(play.context("W1").lock.cid.valid());
  CHECK(failure(play) == value_of(SwitchOutcome::suspended));
  CHECK(play.machine().note(play.thread("W1")).queued == Queued::no);
  play.step(0);
  CHECK(play.machine().note(play.thread("W1")).queued == Queued::ready);
}

TEST_CASE("What the failing step saw is what the caller is told", "[SWITCH-2][SWITCH-8]") {
  const auto outcome_of = [](UmsLock lock, bool terminated, bool suspended) {
    Play play(SystemBuilder().parked("W1", "compute").primary("P1").primary("P2").build());
    play.dispatch(0, "P1");
    play.until(0, "FIG15.B1");
    Context& context = play.context("W1");
    context.lock = lock;
    context.terminated = terminated ? 1 : 0;
    context.suspended = suspended ? 1 : 0;
    // Whoever holds the lock or has the CID works for the worker.
    play.kthread("P2").peer = lock == UmsLock() ? ThreadId() : play.thread("W1");
    play.step(0);
    return play.user("P1").outcome;
  };
  const UmsLock held{ThreadId(), 1};
  CHECK(outcome_of(held, false, false) == SwitchOutcome::locked);
  CHECK(outcome_of(held, false, true) == SwitchOutcome::suspended);
  CHECK(outcome_of(held, true, true) == SwitchOutcome::terminated);
  CHECK(outcome_of({ThreadId(2), 1}, false, false) == SwitchOutcome::owned);
  CHECK(outcome_of(UmsLock(), false, false) == SwitchOutcome::none);
}

TEST_CASE("A switch that fails the second test ends with failure to the caller", "[SWITCH-4]") {
  Play play(with_apc(ApcKind::routine, "compute"));
  play.dispatch(0, "P1");
  play.until(0, "FIG15.B3");
  play.arrive("apc");
  play.dispatch(1, "W1");
  play.through(1, "FIG13.B2");
  const std::size_t before = play.ran().size();
  play.until(0, "SCHED.failed");
  CHECK(play.labels(before) ==
        Labels{"FIG15.B3", "FIG15.D3", "FIG15.D3.restore", "FIG15.B4", "FIG15.B5"});
  CHECK(play.user("P1").depth == 0);
}

TEST_CASE("The primary's reference stands in the context before the worker runs", "[SWITCH-5]") {
  Play play(one_worker("compute"));
  play.dispatch(0, "P1");
  play.until(0, "FIG15.B6");
  CHECK_FALSE(play.context("W1").primary.valid());
  play.step(0);
  CHECK(play.context("W1").primary == play.thread("P1"));
  CHECK(play.cpu(0).registers.control.stack_owner == play.thread("P1"));
}

TEST_CASE("A switch that succeeds does not return", "[SWITCH-6]") {
  Play play(one_worker("compute"));
  play.dispatch(0, "P1");
  play.until(0, "FIG15.B7.control");
  CHECK(play.user("P1").depth == 1);
  play.step(0);
  CHECK(play.user("P1").depth == 0);
  CHECK(play.count(EventKind::ums_switch) == 1);
  CHECK(play.count(EventKind::switch_failed) == 0);
  CHECK(play.next(0) == "USER.compute");
}

TEST_CASE("Registers that a call may destroy survive a fault but need not survive a call",
          "[SWITCH-7]") {
  Play play(one_worker("hard_fault"));
  play.dispatch(0, "P1");
  play.until(0, "USER.hard_fault");
  const Registers sentinels = play.cpu(0).registers;
  play.until_idle(0);
  play.dispatch(1, "W1");
  play.until_idle(1);
  play.complete("W1");
  play.dispatch(1, "W1");
  play.until_idle(1);
  play.dispatch(0, "P1");
  play.until(0, "USER.hard_fault");
  CHECK(play.cpu(0).registers == sentinels);
}

}  // namespace umsim::test

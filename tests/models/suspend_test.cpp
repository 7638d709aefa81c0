// EXIT: suspend, resume and terminate.

#include <catch2/catch.hpp>

#include "models/invariants/places.h"
#include "models/ums/lock.h"
#include "tests/models/play.h"

namespace umsim::test {
namespace {

System with_both(const std::string& program) {
  return SystemBuilder()
      .cpus(2)
      .parked("W1", program)
      .primary("P1")
      .apc("stop", ApcKind::suspend, "W1")
      .apc("go", ApcKind::resume, "W1")
      .apc("read", ApcKind::get_context, "W1")
      .build();
}

// The APC is served by W1's kernel portion on CPU 1, which was idle.
void serve(Play& play, std::string_view apc) {
  play.arrive(apc);
  play.dispatch(1, "W1");
  play.until_idle(1);
}

}  // namespace

TEST_CASE("A suspended idle worker stays locked, and a switch to it fails as suspended",
          "[EXIT-1][SWITCH-8]") {
  Play play(with_both("compute"));
  serve(play, "stop");
  CHECK(play.context("W1").suspended == 1);
  CHECK(play.context("W1").lock.holders == 1);
  CHECK(play.kthread("W1").state == ThreadState::parked);
  play.dispatch(0, "P1");
  play.until(0, "SCHED.failed");
  CHECK(play.last(EventKind::switch_failed)->new_value ==
        static_cast<std::uint64_t>(SwitchOutcome::suspended));
}

TEST_CASE("A query says that an idle worker is suspended, and when it is no more", "[EXIT-1]") {
  System system = SystemBuilder()
                      .cpus(2)
                      .parked("W1", "compute")
                      .primary("P1")
                      .standard("T1", "exit")
                      .apc("stop", ApcKind::suspend, "W1")
                      .apc("go", ApcKind::resume, "W1")
                      .build();
  Instruction query;
  query.opcode = Opcode::api;
  query.api.call = ApiCall::query_information;
  query.api.subject = ThreadId(0);
  query.api.info = InfoClass::is_suspended;
  query.api.length = 1;
  query.api.expects_value = true;
  query.api.value = 1;
  Instruction later = query;
  later.api.value = 0;
  system.programs[system.threads[2].program.at()].instructions = {query, later, Instruction{}};
  Play play(system);
  serve(play, "stop");
  play.dispatch(0, "T1");
  play.until(0, "API.query-information");
  play.step(0);
  CHECK(play.next(0) == "API.query-information");
  CHECK_FALSE(play.machine().globals().surprised.valid());
  serve(play, "go");
  play.step(0);
  CHECK(play.count(EventKind::api_return) == 2);
  CHECK_FALSE(play.machine().globals().surprised.valid());
}

TEST_CASE("Attempts to switch to a worker, and successes, are counted", "[SWITCH-10]") {
  Play play(with_both("yield, compute"));
  const auto counts = [&] { return play.machine().switch_counts(play.thread("W1")); };
  serve(play, "stop");
  play.dispatch(0, "P1");
  CHECK(counts().attempts == 0);
  play.until(0, "SCHED.failed");
  CHECK(counts().attempts == 1);
  CHECK(counts().successes == 0);
  serve(play, "go");
  play.until(0, "USER.yield");
  CHECK(counts().attempts == 2);
  CHECK(counts().successes == 1);
  play.until(0, "USER.compute");
  CHECK(counts().attempts == 3);
  CHECK(counts().successes == 2);
}

TEST_CASE("A worker whose primaries are all suspended is named", "[EXIT-10]") {
  Play play(SystemBuilder()
                .cpus(2)
                .parked("W1", "compute")
                .primary("P1")
                .primary("P2")
                .apc("stop P1", ApcKind::suspend, "P1")
                .apc("stop P2", ApcKind::suspend, "P2")
                .apc("go P2", ApcKind::resume, "P2")
                .build());
  const auto serve_on = [&](std::string_view apc, std::string_view primary) {
    play.arrive(apc);
    play.dispatch(0, primary);
    play.until(0, "FIG13.suspended");
    play.step(0);
  };
  serve_on("stop P1", "P1");
  CHECK_FALSE(stopped_by_suspension(play.machine()).valid());
  serve_on("stop P2", "P2");
  CHECK(stopped_by_suspension(play.machine()) == play.thread("W1"));
  play.arrive("go P2");
  play.dispatch(0, "P2");
  play.until(0, "USER.compute");
  CHECK_FALSE(stopped_by_suspension(play.machine()).valid());
}

TEST_CASE("Resuming an idle worker releases the lock and queues nothing", "[EXIT-2]") {
  Play play(with_both("compute"));
  serve(play, "stop");
  serve(play, "go");
  CHECK(play.context("W1").suspended == 0);
  CHECK(is_free(play.context("W1").lock));
  CHECK(play.count(EventKind::list_push) == 0);
  play.dispatch(0, "P1");
  play.until(0, "USER.compute");
  CHECK(play.cpu(0).teb == play.thread("W1"));
}

TEST_CASE("A worker that is torn off to be suspended is on its list and stays locked",
          "[EXIT-2][APC-14]") {
  Play play(with_both("compute"));
  play.dispatch(0, "P1");
  play.until(0, "USER.compute");
  serve(play, "stop");
  play.interrupt(0);
  play.through(0, "FIG14.B8");
  play.dispatch(1, "W1");
  play.until_idle(1);
  CHECK(play.context("W1").on_list == 1);
  CHECK(play.context("W1").suspended == 1);
  CHECK(play.context("W1").lock.holders == 1);
  serve(play, "go");
  CHECK(is_free(play.context("W1").lock));
  CHECK(play.count(EventKind::list_push) == 1);
}

TEST_CASE("An APC reads a suspended worker with a hold of its own on the lock",
          "[LOCK-7][EXIT-1]") {
  Play play(with_both("compute"));
  serve(play, "stop");
  play.arrive("read");
  play.dispatch(1, "W1");
  play.until(1, "FIG13.unlock");
  CHECK(play.context("W1").lock.holders == 2);
  play.until_idle(1);
  CHECK(play.context("W1").lock.holders == 1);
  CHECK(play.count(EventKind::context_read) == 1);
}

TEST_CASE("A worker that is suspended in the kernel stops there and frees its primary",
          "[EXIT-3][BLOCK-1]") {
  Play play(with_both("system_call, compute"));
  play.dispatch(0, "P1");
  play.until_idle(0);
  play.dispatch(1, "W1");
  play.until(1, "FIG2.7");
  play.arrive("stop");
  play.until_idle(1);
  CHECK(play.next(1) == "idle");
  CHECK(play.kthread("W1").state == ThreadState::waiting);
  CHECK(play.kthread("P1").state == ThreadState::ready);
  serve(play, "go");
  CHECK(play.kthread("W1").state == ThreadState::parked);
  CHECK(play.context("W1").on_list == 1);
  CHECK(is_free(play.context("W1").lock));
}

TEST_CASE("A worker whose wait ends while it is suspended goes on when it is resumed", "[EXIT-3]") {
  Play play(with_both("sleep, compute"));
  play.dispatch(0, "P1");
  play.until_idle(0);
  play.dispatch(1, "W1");
  play.until_idle(1);
  serve(play, "stop");
  play.complete("W1");
  play.dispatch(1, "W1");
  play.until_idle(1);
  CHECK(play.kthread("W1").state == ThreadState::waiting);
  serve(play, "go");
  CHECK(play.kthread("W1").state == ThreadState::parked);
}

TEST_CASE("A thread that is suspended twice is resumed twice", "[EXIT-2]") {
  Play play(SystemBuilder()
                .standard("S1", "compute, compute")
                .apc("first", ApcKind::suspend, "S1")
                .apc("second", ApcKind::suspend, "S1")
                .apc("third", ApcKind::resume, "S1")
                .apc("fourth", ApcKind::resume, "S1")
                .build());
  play.dispatch(0, "S1");
  play.until(0, "USER.compute");
  play.arrive("first");
  play.interrupt(0);
  play.until_idle(0);
  for (const char* apc : {"second", "third"}) {
    play.arrive(apc);
    play.dispatch(0, "S1");
    play.until_idle(0);
    CHECK(play.kthread("S1").state == ThreadState::waiting);
  }
  play.arrive("fourth");
  play.dispatch(0, "S1");
  play.until(0, "USER.compute");
  CHECK(play.kthread("S1").suspensions == 0);
}

TEST_CASE("Resuming a thread that runs changes nothing", "[EXIT-2]") {
  Play play(with_both("compute"));
  serve(play, "go");
  CHECK(play.kthread("W1").suspensions == 0);
  CHECK(is_free(play.context("W1").lock));
  CHECK(play.count(EventKind::resumed) == 0);
}

TEST_CASE("A worker that is terminated on a primary is torn off, queued and found so",
          "[EXIT-5][SWITCH-8]") {
  Play play(SystemBuilder()
                .cpus(2)
                .parked("W1", "compute")
                .primary("P1")
                .apc("end", ApcKind::terminate, "W1")
                .build());
  play.dispatch(0, "P1");
  play.until(0, "USER.compute");
  serve(play, "end");
  play.interrupt(0);
  play.through(0, "FIG14.B8");
  play.dispatch(1, "W1");
  play.until_idle(1);
  CHECK(play.context("W1").terminated == 1);
  CHECK(play.context("W1").on_list == 1);
  CHECK(play.kthread("W1").state == ThreadState::ended);
  play.until(0, "SCHED.failed");
  CHECK(play.last(EventKind::switch_failed)->new_value ==
        static_cast<std::uint64_t>(SwitchOutcome::terminated));
}

TEST_CASE("A worker that is terminated in migration releases its primary and is queued",
          "[EXIT-5][APC-4]") {
  Play play(SystemBuilder()
                .cpus(2)
                .parked("W1", "system_call")
                .primary("P1")
                .apc("end", ApcKind::terminate, "W1")
                .build());
  play.dispatch(0, "P1");
  play.until(0, "FIG2.6.integer");
  play.arrive("end");
  play.dispatch(1, "W1");
  play.through(1, "FIG13.D7");
  play.until_idle(0);
  play.until(1, "FIG2.8.park");
  play.dispatch(0, "P1");
  play.until_idle(0);
  play.until_idle(1);
  CHECK(play.kthread("W1").state == ThreadState::ended);
  CHECK(play.context("W1").on_list == 1);
  CHECK(play.kthread("P1").state == ThreadState::ready);
}

}  // namespace umsim::test

// THREAD-8: a worker switches directly to another one.

#include <catch2/catch.hpp>

#include "tests/models/play.h"

namespace umsim::test {
namespace {

SystemBuilder two_workers(const std::string& program) {
  SystemBuilder builder;
  builder.cpus(3).parked("W1", program).parked("W2", "compute, sleep, yield").primary("P1");
  return builder;
}

using Statuses = std::vector<Status>;

// P1 on CPU 0 runs W1, which is about to do that step.
void let_w1_come_to(Play& play, std::string_view step) {
  play.dispatch(0, "P1");
  play.through(0, "FIG15.B7.control");
  play.until(0, step);
}

// The APC finds nobody in its way on CPU 1, and CPU 0 answers it.
void serve_on_cpu_1(Play& play, std::string_view apc, std::string_view thread) {
  play.arrive(apc);
  play.dispatch(1, thread);
  play.until(1, "FIG13.D7");
  play.through(1, "FIG13.answer");
  play.interrupt(0);
  play.until(0, "FIG14.D8");
}

// The switch to W2 fails with that status, W1 goes on, and W2 is where it was.
void check_refusal(Play& play, Status status) {
  play.until(0, "USER.compute");
  CHECK(play.cpu(0).registers.control.stack_owner == play.thread("W1"));
  CHECK(play.cpu(0).teb == play.thread("W1"));
  CHECK(play.context("W1").lock.cid == play.thread("P1"));
  CHECK_FALSE(play.context("W2").lock.cid.valid());
  CHECK_FALSE(play.user("P1").walked.valid());
  CHECK(play.statuses() == Statuses{status});
}

}  // namespace

TEST_CASE("A worker switches to another one without an upcall and without the kernel",
          "[THREAD-8][THREAD-3]") {
  Play play(two_workers("switch W2, compute").build());
  let_w1_come_to(play, "API.execute");
  const std::size_t entries = play.count(EventKind::kernel_entry);
  const std::size_t upcalls = play.count(EventKind::upcall);
  play.through(0, "FIG15.B7.control");
  CHECK(play.next(0) == "USER.compute");
  CHECK(play.cpu(0).registers.control.stack_owner == play.thread("W2"));
  CHECK(play.cpu(0).teb == play.thread("W2"));
  CHECK(play.count(EventKind::kernel_entry) == entries);
  CHECK(play.count(EventKind::upcall) == upcalls);
  CHECK(play.statuses() == Statuses{Status::success});
}

TEST_CASE("The worker that is left is saved, released and queued, and goes on behind its call",
          "[THREAD-8][YIELD-2][YIELD-4][YIELD-6]") {
  Play play(two_workers("switch W2, compute").build());
  let_w1_come_to(play, "DIRECT.release");
  CHECK(play.context("W1").lock.cid == play.thread("P1"));
  CHECK(play.context("W2").lock.cid == play.thread("P1"));
  CHECK(play.cpu(0).registers.control.stack_owner == play.thread("P1"));
  CHECK(play.context("W1").full == 0);
  CHECK(play.context("W1").saved.control.position == 1);
  play.step(0);
  CHECK_FALSE(play.context("W1").lock.cid.valid());
  CHECK(play.machine().note(play.thread("W1")).queued == Queued::no);
  play.step(0);
  CHECK(play.machine().note(play.thread("W1")).queued == Queued::ready);
  CHECK(play.context("W2").primary == play.thread("P1"));
  play.through(0, "FIG2.6.wake");
  play.dispatch(1, "W2");
  play.through(1, "SERVICE.block");
  play.dispatch(0, "P1");
  play.until(0, "USER.compute");
  CHECK(play.cpu(0).registers.control.stack_owner == play.thread("W1"));
  CHECK(play.cpu(0).registers.control.position == 1);
}

TEST_CASE("A direct switch to a worker that is not in the ready queue changes nothing",
          "[THREAD-8][SWITCH-2][SWITCH-8]") {
  SECTION("another primary runs it") {
    Play play(two_workers("switch W2, compute").primary("P2").build());
    let_w1_come_to(play, "API.execute");
    play.dispatch(1, "P2");
    play.until(1, "USER.compute");
    play.through(0, "DIRECT.take");
    CHECK(play.statuses() == Statuses{Status::busy});
    CHECK(play.context("W2").lock.cid == play.thread("P2"));
  }
  SECTION("it is in the kernel") {
    Play play(two_workers("switch W2, switch W2, compute").build());
    let_w1_come_to(play, "FIG2.6.wake");
    play.step(0);
    play.dispatch(1, "W2");
    play.through(1, "SERVICE.block");
    play.dispatch(0, "P1");
    play.until(0, "USER.compute");
    CHECK(play.statuses() == Statuses{Status::success, Status::retry});
  }
  SECTION("it has ended") {
    Play play(
        two_workers("switch W2, switch W2, compute").apc("end", ApcKind::terminate, "W2").build());
    play.arrive("end");
    let_w1_come_to(play, "API.execute");
    play.dispatch(1, "W2");
    play.until_idle(1);
    play.through(0, "USER.compute");
    CHECK(play.statuses() == Statuses{Status::invalid_state, Status::invalid_state});
  }
}

TEST_CASE("A direct switch that FIG. 15 refuses leaves the caller running, with its own TEB",
          "[THREAD-8][LOCK-4][LOCK-5][SWITCH-2]") {
  const auto system = [](ApcKind kind) {
    return two_workers("switch W2, compute").apc("event", kind, "W2").build();
  };
  SECTION("locked when the lock is first looked at") {
    Play play(system(ApcKind::get_context));
    let_w1_come_to(play, "FIG15.B1");
    play.arrive("event");
    play.dispatch(1, "W2");
    play.through(1, "FIG13.B2");
    check_refusal(play, Status::retry);
  }
  SECTION("suspended") {
    Play play(system(ApcKind::suspend));
    let_w1_come_to(play, "FIG15.B1");
    play.arrive("event");
    play.dispatch(1, "W2");
    play.until_idle(1);
    check_refusal(play, Status::was_suspended);
  }
  SECTION("terminated") {
    Play play(system(ApcKind::terminate));
    let_w1_come_to(play, "FIG15.B1");
    play.arrive("event");
    play.dispatch(1, "W2");
    play.until_idle(1);
    check_refusal(play, Status::invalid_state);
  }
  SECTION("locked at the second test, behind its TEB") {
    Play play(system(ApcKind::get_context));
    let_w1_come_to(play, "FIG15.D1");
    play.arrive("event");
    play.dispatch(1, "W2");
    play.through(1, "FIG13.B2");
    play.until(0, "FIG15.D3");
    CHECK(play.cpu(0).teb == play.thread("W2"));
    check_refusal(play, Status::retry);
  }
}

TEST_CASE("Who is no worker of a scheduler of the company is no target of a direct switch",
          "[THREAD-8][SWITCH-8]") {
  SystemBuilder builder = two_workers("switch W1, switch P1, switch W3, compute");
  builder.scheduler("other").primary("P2").parked("W3", "compute");
  Play play(builder.build());
  let_w1_come_to(play, "USER.compute");
  CHECK(play.statuses() == Statuses(3, Status::invalid_parameter));
}

TEST_CASE("In the documented API no worker calls ExecuteUmsThread", "[THREAD-8][SWITCH-8]") {
  Play play(two_workers("switch W2, compute").profile(ProtocolProfile::windows).build());
  let_w1_come_to(play, "USER.compute");
  CHECK(play.statuses() == Statuses{Status::not_supported});
}

TEST_CASE("A direct switch is refused while debug registers are in use", "[THREAD-8][DEBUG-3]") {
  for (const char* watching : {"W1", "W2", "P1"}) {
    INFO(watching);
    SystemBuilder builder;
    for (const char* name : {"W1", "W2"}) {
      builder.parked(name, "switch W2, compute");
      builder.debug_registers(std::string(name) == watching ? 0x4000 : 0);
    }
    builder.primary("P1").debug_registers(std::string("P1") == watching ? 0x4000 : 0);
    Play play(builder.build());
    play.dispatch(0, "P1");
    play.until(0, "API.execute");
    play.through(0, "DIRECT.failed");
    CHECK(play.statuses() == Statuses{Status::not_supported});
    CHECK_FALSE(play.context("W2").lock.cid.valid());
  }
}

TEST_CASE("An APC undoes a direct switch whose worker is not saved, whichever worker it is for",
          "[THREAD-8][APC-3][APC-20]") {
  for (const char* target : {"W1", "W2"}) {
    for (const char* step : {"FIG15.D2", "FIG15.B3", "FIG15.D3", "FIG15.B6", "DIRECT.save.integer",
                             "DIRECT.save.control"}) {
      INFO(target << " " << step);
      Play play(
          two_workers("switch W2, compute").apc("read", ApcKind::get_context, target).build());
      let_w1_come_to(play, step);
      serve_on_cpu_1(play, "read", target);
      play.through(0, "FIG14.D8.direct");
      CHECK_FALSE(play.context("W2").lock.cid.valid());
      const TrapFrame& trap = play.kthread("P1").trap;
      CHECK(trap.teb == play.thread("W1"));
      CHECK(trap.registers.control.position == 0);
      CHECK(trap.registers.control.after_call == 1);
      play.through(0, "FIG14.B8");
      play.until_idle(1);
      play.until(0, "USER.compute");
      CHECK(play.statuses().size() <= 1);
    }
  }
}

TEST_CASE("An APC completes a direct switch whose worker is saved, whichever worker it is for",
          "[THREAD-8][APC-6][APC-20]") {
  for (const char* target : {"W1", "W2"}) {
    INFO(target);
    Play play(two_workers("switch W2, compute").apc("read", ApcKind::get_context, target).build());
    let_w1_come_to(play, "DIRECT.release");
    serve_on_cpu_1(play, "read", target);
    play.through(0, "FIG14.D8.direct");
    CHECK_FALSE(play.context("W1").lock.cid.valid());
    CHECK(play.user("P1").hand == play.thread("W2"));
    CHECK(play.user("P1").walked == play.thread("W1"));
    play.through(0, "FIG14.B8");
    play.until_idle(1);
    play.until(0, "USER.compute");
    CHECK(play.statuses() == Statuses{Status::success});
  }
}

TEST_CASE("A fault in a direct switch is the caller's until it is saved, then the next worker's",
          "[THREAD-8][APC-8]") {
  SECTION("the caller's") {
    Play play(two_workers("switch W2, compute")
                  .happens("fault", AsyncKind::hard_fault, "W1")
                  .when("W1", "FIG15.D3")
                  .build());
    let_w1_come_to(play, "FIG15.D3");
    play.arrive("fault");
    play.until(0, "FIG2.6.wake");
    CHECK(play.kthread("W1").trap.registers.control.position == 0);
    CHECK_FALSE(play.context("W2").lock.cid.valid());
  }
  SECTION("the next worker's") {
    Play play(two_workers("switch W2, compute")
                  .happens("fault", AsyncKind::hard_fault, "P1")
                  .when("P1", "DIRECT.release")
                  .build());
    let_w1_come_to(play, "DIRECT.release");
    play.arrive("fault");
    play.until(0, "FIG2.6.wake");
    CHECK(play.kthread("W2").trap.valid == 1);
    CHECK_FALSE(play.context("W1").lock.cid.valid());
    CHECK(play.user("P1").walked == play.thread("W1"));
  }
}

TEST_CASE("A primary that is ended in a direct switch loses neither worker", "[THREAD-8][EXIT-6]") {
  for (const char* step : {"DIRECT.take", "FIG15.B1", "FIG15.D2", "FIG15.D3", "DIRECT.save.control",
                           "DIRECT.release", "DIRECT.queue", "FIG15.B7.integer"}) {
    INFO(step);
    Play play(two_workers("switch W2, compute")
                  .primary("P2")
                  .apc("end", ApcKind::terminate, "P1")
                  .build());
    let_w1_come_to(play, step);
    play.arrive("end");
    play.interrupt(0);
    play.until_idle(0);
    REQUIRE(play.kthread("P1").state == ThreadState::ended);
    play.dispatch(1, "P2");
    play.until(1, "USER.compute");
    const ThreadId first = play.cpu(1).registers.control.stack_owner;
    CHECK(first.value < 2);
  }
}

}  // namespace umsim::test

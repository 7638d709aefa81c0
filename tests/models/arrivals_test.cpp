// Where events come: at any step, or before the step that their place names.

#include "models/kernel/arrivals.h"

#include <catch2/catch.hpp>

#include "models/machine/private_steps.h"
#include "tests/models/play.h"

namespace umsim::test {
namespace {

const Choice kArrival{ChoiceKind::arrive, CpuId(), 0};
const Choice kStep{ChoiceKind::step, CpuId(0U), 0};

SystemBuilder yielder() {
  SystemBuilder builder;
  builder.cpus(2).parked("W1", "compute, yield, compute").primary("P1");
  return builder;
}

}  // namespace

TEST_CASE("An event with a place comes exactly before that step, at every visit", "[APC-8]") {
  Play play(yielder().apc("read", ApcKind::get_context, "W1").when("P1", "FIG15.B6").build());
  play.dispatch(0, "P1");
  for (int visit = 0; visit < 2; ++visit) {
    play.until(0, "FIG15.D3");
    CHECK_FALSE(play.offers(kArrival));
    play.until(0, "FIG15.B6");
    CHECK(play.offers(kArrival));
    CHECK(play.offers(kStep));
    play.step(0);
    CHECK_FALSE(play.offers(kArrival));
  }
}

TEST_CASE("With an occurrence the event comes at that visit alone, and the step waits for it",
          "[APC-8]") {
  Play play(yielder().apc("read", ApcKind::get_context, "W1").when("P1", "FIG15.B6", 2).build());
  play.dispatch(0, "P1");
  play.until(0, "FIG15.B6");
  CHECK_FALSE(play.offers(kArrival));
  play.step(0);
  play.until(0, "FIG15.B6");
  CHECK(play.offers(kArrival));
  CHECK_FALSE(play.offers(kStep));
  play.arrive("read");
  CHECK(play.offers(kStep));
}

TEST_CASE("Visits of a place count from the event on that it comes after", "[APC-8]") {
  System system = yielder()
                      .apc("first", ApcKind::routine, "P1")
                      .apc("second", ApcKind::routine, "P1")
                      .when("P1", "FIG15.B6", 1)
                      .build();
  system.apcs[1].after = ApcId(0U);
  Play play(system);
  const Choice second{ChoiceKind::arrive, CpuId(), 1};
  play.dispatch(0, "P1");
  play.until(0, "FIG15.B6");
  CHECK_FALSE(play.offers(second));
  play.step(0);
  play.until(0, "SCHED.entry");
  play.arrive("first");
  play.until(0, "FIG15.B6");
  CHECK(play.offers(second));
}

TEST_CASE("An interrupt without thread identity causes no directed switch", "[ENTRY-7]") {
  Play play(yielder().happens("tick", AsyncKind::interrupt, "W1").build());
  play.dispatch(0, "P1");
  play.until(0, "FIG16.B1.control");
  play.arrive("tick");
  CHECK(play.next(0) == "INT.save");
  play.through(0, "ENTRY.return");
  CHECK(play.next(0) == "FIG16.B1.control");
  CHECK(play.count(EventKind::directed_switch) == 0);
}

TEST_CASE("An interrupt ends the quantum of a thread in the kernel when another is ready",
          "[ENTRY-7][EXEC-1]") {
  for (const bool rival : {false, true}) {
    SystemBuilder builder;
    builder.primary("P1").parked("W1", "compute");
    if (rival) {
      builder.standard("S1", "compute");
    }
    Play play(builder.happens("tick", AsyncKind::interrupt, "P1").build());
    play.dispatch(0, "P1");
    play.arrive("tick");
    CHECK(play.next(0) == (rival ? "idle" : "ENTRY.return"));
    CHECK(play.count(EventKind::preempt) == (rival ? 1 : 0));
  }
}

TEST_CASE("An interrupt cannot come where interrupts are off", "[ENTRY-7]") {
  Play play(yielder().happens("tick", AsyncKind::interrupt, "P1").build());
  play.dispatch(0, "P1");
  play.through(0, "USER.compute");
  play.until(0, "SCHED.entry");
  CHECK(play.offers(kArrival));
  play.until(0, "FIG2.4");
  CHECK_FALSE(play.offers(kArrival));
}

TEST_CASE("A completion that is an event comes where it is placed, and not before", "[BLOCK-1]") {
  Play play(SystemBuilder()
                .cpus(2)
                .parked("W1", "hard_fault, hard_fault")
                .parked("W2", "compute")
                .primary("P1")
                .happens("page", AsyncKind::completion, "W1")
                .when("P1", "FIG15.B7.control")
                .build());
  const Choice itself{ChoiceKind::complete, CpuId(), play.thread("W1").value};
  play.dispatch(0, "P1");
  play.through(0, "FIG2.6.wake");
  play.dispatch(1, "W1");
  play.until_idle(1);
  CHECK_FALSE(play.offers(itself));
  CHECK_FALSE(play.offers(kArrival));
  play.dispatch(0, "P1");
  play.until(0, "FIG15.B7.control");
  CHECK(play.offers(kArrival));
  play.arrive("page");
  CHECK(play.kthread("W1").state == ThreadState::ready);
}

TEST_CASE("A thread that stands at a place is not taken past it unnoticed", "[APC-8]") {
  Play play(yielder().apc("read", ApcKind::routine, "W1").when("P1", "SCHED.entry").build());
  play.dispatch(0, "P1");
  play.until(0, "SCHED.entry");
  CHECK(may_come_here(play.machine(), CpuId(0U)));
  CHECK_FALSE(is_private(play.machine(), CpuId(0U)));
}

}  // namespace umsim::test

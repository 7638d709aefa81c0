// APC-8: page faults in the middle of user-mode code that switches, as events of the scenario's.

#include <catch2/catch.hpp>

#include "models/kernel/interrupt.h"
#include "models/ums/lock.h"
#include "tests/models/play.h"

namespace umsim::test {
namespace {

constexpr const char* kTurn = "compute, yield, compute";

System with_fault(AsyncKind what, const std::string& target, const std::string& program) {
  return SystemBuilder()
      .cpus(2)
      .parked("W1", program)
      .primary("P1")
      .happens("fault", what, target)
      .build();
}

// What is left to be done until all threads have ended, one CPU after the other.
void finish(Play& play) {
  for (int i = 0; i < 10'000 && !all_ended(play.machine()); ++i) {
    std::vector<Choice> choices;
    enabled_choices(play.machine(), choices);
    for (const Choice& choice : choices) {
      if (choice.kind != ChoiceKind::interrupt) {
        play.make(choice);
        break;
      }
    }
  }
  REQUIRE(all_ended(play.machine()));
}

std::size_t upcalls(const Play& play, UpcallReason reason) {
  const auto same = [&](const Event& event) {
    return event.kind == EventKind::upcall && event.new_value == static_cast<std::uint64_t>(reason);
  };
  return static_cast<std::size_t>(std::count_if(play.events().begin(), play.events().end(), same));
}

bool has_run(const Play& play, std::string_view label) {
  const auto same = [&](const Ran& ran) { return ran.label == label; };
  return std::any_of(play.ran().begin(), play.ran().end(), same);
}

// The fault comes to P1 on CPU 0, and the directed switch to W1 is done.
void fault_and_switch(Play& play) {
  play.arrive("fault");
  play.through(0, "FIG2.6.wake");
}

}  // namespace

TEST_CASE("A load that a page fault interrupts is completed on behalf, at every step of it",
          "[APC-6][APC-8]") {
  for (const AsyncKind what : {AsyncKind::soft_fault, AsyncKind::hard_fault}) {
    for (const char* step : {"FIG15.B6", "FIG15.B7.integer", "FIG15.B7.volatiles",
                             "FIG15.B7.extended", "FIG15.B7.control"}) {
      INFO(step);
      Play play(with_fault(what, "P1", "compute"));
      const Registers saved = play.context("W1").saved;
      play.dispatch(0, "P1");
      play.until(0, step);
      fault_and_switch(play);
      CHECK(has_run(play, "FIG9.complete"));
      CHECK(play.kthread("W1").trap.registers == saved);
      CHECK(play.kthread("W1").trap.full == 1);
      finish(play);
      CHECK(play.count(EventKind::ums_switch) == 1);
    }
  }
}

TEST_CASE("A completed load gives the worker the reduced set if a call had saved it",
          "[APC-8][SWITCH-7]") {
  Play play(with_fault(AsyncKind::soft_fault, "P1", "yield, compute"));
  play.dispatch(0, "P1");
  play.through(0, "USER.yield");
  play.until(0, "FIG15.B7.control");
  const Registers saved = play.context("W1").saved;
  fault_and_switch(play);
  CHECK(play.kthread("W1").trap.registers.control == saved.control);
  CHECK(play.kthread("W1").trap.registers.integer == saved.integer);
  CHECK(play.kthread("W1").trap.full == 0);
}

TEST_CASE("A yield that a page fault interrupts runs again, and gives one upcall, at every step",
          "[APC-7][APC-8][YIELD-3]") {
  struct Stage {
    const char* target;
    const char* step;
  };
  for (const AsyncKind what : {AsyncKind::soft_fault, AsyncKind::hard_fault}) {
    for (const auto& [target, step] : {Stage{"W1", "FIG16.B1.integer"},
                                       Stage{"W1", "FIG16.B1.control"}, Stage{"P1", "FIG16.B2"}}) {
      INFO(step);
      Play play(with_fault(what, target, kTurn));
      play.dispatch(0, "P1");
      play.until(0, step);
      fault_and_switch(play);
      CHECK(has_run(play, "FIG10.reset"));
      const Control& control = play.kthread("W1").trap.registers.control;
      CHECK(control.position == 1);
      CHECK(control.code == step_ref(RoutineId::user_program, 0));
      CHECK(play.context("W1").yielding == 0);
      finish(play);
      CHECK(upcalls(play, UpcallReason::yield) == 1);
      CHECK(play.count(EventKind::ums_yield) == 1);
    }
  }
}

TEST_CASE("A fault behind the reload of its TEB is the primary's own, and the yield goes on",
          "[APC-8][ENTRY-3]") {
  for (const char* step : {"FIG16.B3", "FIG16.B4.integer", "FIG16.B4.control"}) {
    INFO(step);
    Play play(with_fault(AsyncKind::soft_fault, "P1", kTurn));
    play.dispatch(0, "P1");
    play.until(0, step);
    play.arrive("fault");
    play.through(0, "ENTRY.return");
    CHECK(play.next(0) == step);
    CHECK(play.count(EventKind::directed_switch) == 0);
    finish(play);
    CHECK(upcalls(play, UpcallReason::yield) == 1);
  }
}

// A storm has found it: the worker is taken back from a primary whose own fault is about to be
// served, and the fault was forgotten with it.
TEST_CASE("A primary's own fault in a yield is served though the worker is taken back meanwhile",
          "[APC-7][APC-8][APC-14][ENTRY-3]") {
  for (const AsyncKind what : {AsyncKind::soft_fault, AsyncKind::hard_fault}) {
    for (const char* step : {"FIG2.5", "SERVICE.run", "ENTRY.return"}) {
      INFO(step);
      Play play(SystemBuilder()
                    .cpus(2)
                    .parked("W1", kTurn)
                    .primary("P1")
                    .happens("fault", what, "P1")
                    .apc("read", ApcKind::get_context, "W1")
                    .build());
      play.dispatch(0, "P1");
      play.until(0, "FIG16.B3");
      play.arrive("fault");
      const bool waits = what == AsyncKind::hard_fault && step == std::string("ENTRY.return");
      if (waits) {
        play.until_idle(0);
      } else {
        play.until(0, step);
      }
      play.arrive("read");
      play.dispatch(1, "W1");
      play.until_idle(1);
      CHECK(play.kthread("W1").asks == play.thread("P1"));
      if (waits) {
        play.dispatch(0, "P1");
      }
      play.through(0, "FIG14.B6.pc");
      const bool begun = step != std::string("FIG2.5");  // before, it is given up with the yield
      const bool soft = what == AsyncKind::soft_fault;
      CHECK(play.kthread("P1").trap.service ==
            (begun ? soft ? Service::soft_fault : Service::hard_fault : Service::none));
      play.through(0, "FIG14.B8");
      play.dispatch(1, "W1");
      play.until_idle(1);
      finish(play);
      CHECK(play.count(EventKind::context_read) == 1);
      CHECK(upcalls(play, UpcallReason::yield) == 1);
    }
  }
}

TEST_CASE("A fault in a claim that has loaded the worker's TEB rolls the claim back",
          "[APC-8][APC-12][INV-4]") {
  Play play(with_fault(AsyncKind::hard_fault, "P1", kTurn));
  play.dispatch(0, "P1");
  play.until(0, "FIG15.D3");
  play.arrive("fault");
  play.through(0, "FIG14.D8.pc");
  CHECK(is_free(play.context("W1").lock));
  CHECK(play.kthread("P1").trap.teb == play.thread("P1"));
  play.until(0, "SERVICE.block");
  CHECK(play.count(EventKind::directed_switch) == 0);
  play.until_idle(0);
  CHECK(play.kthread("P1").wait == WaitReason::page);
  play.complete("P1");
  play.dispatch(0, "P1");
  play.until(0, "SCHED.failed");
  CHECK(play.last(EventKind::switch_failed)->new_value ==
        static_cast<std::uint64_t>(SwitchOutcome::locked));
  finish(play);
}

TEST_CASE("A fault in a claim under its own TEB is the primary's, and the claim stands",
          "[APC-8][ENTRY-3]") {
  for (const char* step : {"FIG15.D2", "FIG15.B3"}) {
    INFO(step);
    Play play(with_fault(AsyncKind::soft_fault, "P1", kTurn));
    play.dispatch(0, "P1");
    play.until(0, step);
    play.arrive("fault");
    play.through(0, "ENTRY.return");
    CHECK(play.next(0) == step);
    CHECK(play.context("W1").lock.cid == play.thread("P1"));
    finish(play);
  }
}

TEST_CASE("A primary that waits for a page gives back the worker that it claims",
          "[APC-8][APC-12]") {
  Play play(SystemBuilder()
                .cpus(2)
                .parked("W1", "compute")
                .primary("P1")
                .happens("fault", AsyncKind::hard_fault, "P1")
                .apc("read", ApcKind::get_context, "W1")
                .build());
  play.dispatch(0, "P1");
  play.until(0, "FIG15.B3");
  play.arrive("fault");
  play.until_idle(0);
  play.arrive("read");
  play.dispatch(1, "W1");
  play.until_idle(1);
  play.dispatch(0, "P1");
  play.until_idle(0);
  CHECK(play.last(EventKind::disassociate_answered)->new_value ==
        static_cast<std::uint64_t>(Answer::not_running));
  CHECK_FALSE(play.context("W1").lock.cid.valid());
  play.complete("P1");
  finish(play);
  CHECK(play.count(EventKind::context_read) == 1);
}

TEST_CASE("A fault of the worker's is told to its primary as no system call", "[APC-8][BLOCK-3]") {
  Play play(with_fault(AsyncKind::soft_fault, "W1", kTurn));
  play.dispatch(0, "P1");
  play.until(0, "FIG16.B1.control");
  play.arrive("fault");
  play.until_idle(0);
  play.dispatch(1, "W1");
  play.until_idle(1);
  play.dispatch(0, "P1");
  play.through(0, "SCHED.entry");
  CHECK(play.last(EventKind::upcall)->old_value == 0);
}

TEST_CASE("A placed fault is at another page than the one that the program touches next",
          "[APC-8][BLOCK-5]") {
  for (const AsyncKind what : {AsyncKind::soft_fault, AsyncKind::hard_fault}) {
    Play play(with_fault(what, "W1", "soft_fault"));
    play.dispatch(0, "P1");
    play.until(0, "USER.soft_fault");
    play.arrive("fault");
    finish(play);
    const std::size_t faults = 2;
    const std::size_t ends = 2;
    const std::size_t waits_for_the_list = what == AsyncKind::hard_fault ? 1 : 0;
    CHECK(play.count(EventKind::kernel_entry) == faults + ends + waits_for_the_list);
  }
}

TEST_CASE("A fault can come only to a thread that runs in user mode", "[APC-8]") {
  Play play(with_fault(AsyncKind::soft_fault, "P1", "compute"));
  const Choice arrival{ChoiceKind::arrive, CpuId(), 0};
  CHECK_FALSE(play.offers(arrival));
  play.dispatch(0, "P1");
  CHECK_FALSE(play.offers(arrival));
  play.until(0, "SCHED.entry");
  CHECK(play.offers(arrival));
  play.until(0, "USER.compute");
  CHECK_FALSE(play.offers(arrival));
}

TEST_CASE("Without its safeguard an interrupted load or save tears the context for faults too",
          "[APC-8][APC-6][APC-7]") {
  struct Case {
    KnockOut safeguard;
    const char* target;
    const char* step;
  };
  for (const auto& [safeguard, target, step] :
       {Case{KnockOut::complete_interrupted_load, "P1", "FIG15.B7.control"},
        Case{KnockOut::complete_interrupted_save, "W1", "FIG16.B1.control"},
        Case{KnockOut::reset_interrupted_yield, "P1", "FIG16.B2"}}) {
    INFO(step);
    Play play(SystemBuilder()
                  .cpus(2)
                  .parked("W1", kTurn)
                  .primary("P1")
                  .happens("fault", AsyncKind::soft_fault, target)
                  .without(safeguard)
                  .build());
    play.dispatch(0, "P1");
    play.until(0, step);
    fault_and_switch(play);
    const bool is_torn = play.machine().globals().torn == play.thread("W1");
    const bool loses_the_yield = play.context("W1").yielding != 0;
    CHECK(is_torn == (safeguard != KnockOut::reset_interrupted_yield));
    CHECK(loses_the_yield == (safeguard == KnockOut::reset_interrupted_yield));
  }
}

}  // namespace umsim::test

// APC-3 to APC-20: APCs to workers that a primary has in its hands (FIGS. 7 to 10, 13 and 14).

#include <catch2/catch.hpp>

#include "models/ums/lock.h"
#include "tests/models/one_worker.h"

namespace umsim::test {
namespace {

using Labels = std::vector<std::string>;

// The APC arrives, and W1's kernel portion asks P1 on CPU 1 and waits.
void ask(Play& play) {
  play.arrive("apc");
  play.dispatch(1, "W1");
  play.until_idle(1);
  REQUIRE(play.kthread("W1").wait == WaitReason::disassociation);
}

// P1 on CPU 0 is interrupted and has answered.
void answer(Play& play) {
  play.interrupt(0);
  play.through(0, "FIG14.B8");
}

// W1's kernel portion goes on with the answer until it parks.
void go_on(Play& play) {
  play.dispatch(1, "W1");
  play.until_idle(1);
}

std::uint64_t last_answer(const Play& play) {
  return play.last(EventKind::disassociate_answered)->new_value;
}

std::uint64_t value_of(Answer answer) { return static_cast<std::uint64_t>(answer); }

}  // namespace

TEST_CASE("An APC to a running worker asks the primary that its CID names", "[APC-3][LOCK-3]") {
  Play play(with_apc(ApcKind::get_context, "compute"));
  play.dispatch(0, "P1");
  play.until(0, "USER.compute");
  ask(play);
  CHECK(play.kthread("W1").asks == play.thread("P1"));
  CHECK(play.kthread("P1").requests == 1);
  CHECK(play.context("W1").lock.holders == 1);
  CHECK(play.offers({ChoiceKind::interrupt, CpuId(0U), 0}));
}

TEST_CASE("A running worker is torn off with the registers that the CPU had", "[APC-3][APC-14]") {
  Play play(with_apc(ApcKind::get_context, "compute, compute"));
  play.dispatch(0, "P1");
  play.through(0, "USER.compute");
  const Registers running = play.cpu(0).registers;
  ask(play);
  answer(play);
  CHECK(last_answer(play) == value_of(Answer::torn_off));
  CHECK(play.context("W1").saved == running);
  CHECK(play.context("W1").full == 1);
  CHECK_FALSE(play.context("W1").lock.cid.valid());
  CHECK(play.context("W1").on_list == 1);
  go_on(play);
  CHECK(state_of(play, "apc") == ApcState::done);
  CHECK(is_free(play.context("W1").lock));
}

TEST_CASE("A primary that has torn a worker off goes to its user entry with its own TEB",
          "[APC-14][ENTRY-9]") {
  Play play(with_apc(ApcKind::routine, "compute"));
  play.dispatch(0, "P1");
  play.until(0, "USER.compute");
  ask(play);
  answer(play);
  play.until(0, "SCHED.entry");
  CHECK(play.cpu(0).teb == play.thread("P1"));
  CHECK(play.cpu(0).registers.control.stack_owner == play.thread("P1"));
  play.step(0);
  CHECK(play.last(EventKind::upcall)->new_value ==
        static_cast<std::uint64_t>(UpcallReason::blocked));
  CHECK(play.last(EventKind::upcall)->old_value == 0);
}

TEST_CASE("Reading a running worker costs one upcall and one list entry", "[EXIT-8][APC-3]") {
  Play play(with_apc(ApcKind::get_context, "compute"));
  play.dispatch(0, "P1");
  play.until(0, "USER.compute");
  const std::size_t upcalls = play.count(EventKind::upcall);
  const std::size_t pushes = play.count(EventKind::list_push);
  ask(play);
  answer(play);
  go_on(play);
  play.until(0, "USER.compute");
  CHECK(play.count(EventKind::upcall) == upcalls + 1);
  CHECK(play.count(EventKind::list_push) == pushes + 1);
  CHECK(play.count(EventKind::context_read) == 1);
}

TEST_CASE("A scheduler that finds a torn-off worker under its APC is told to try again",
          "[APC-14][SWITCH-9]") {
  Play play(with_apc(ApcKind::set_context, "compute"));
  play.dispatch(0, "P1");
  play.until(0, "USER.compute");
  ask(play);
  answer(play);
  play.until(0, "SCHED.failed");
  CHECK(play.last(EventKind::switch_failed)->new_value ==
        static_cast<std::uint64_t>(SwitchOutcome::locked));
  go_on(play);
  play.until(0, "USER.compute");
  CHECK(play.cpu(0).registers.control.flags == 1);
}

TEST_CASE("A load that an APC interrupts is completed on behalf, at every step of it",
          "[APC-6][APC-8]") {
  for (const char* step : {"FIG15.B6", "FIG15.B7.integer", "FIG15.B7.volatiles",
                           "FIG15.B7.extended", "FIG15.B7.control"}) {
    INFO(step);
    Play play(with_apc(ApcKind::get_context, "compute"));
    const Registers saved = play.context("W1").saved;
    play.dispatch(0, "P1");
    play.until(0, step);
    ask(play);
    answer(play);
    CHECK(last_answer(play) == value_of(Answer::torn_off));
    CHECK(play.context("W1").saved == saved);
    go_on(play);
    play.until(0, "USER.compute");
    CHECK(play.count(EventKind::ums_switch) == 1);
  }
}

TEST_CASE("A yield that an APC interrupts runs again and gives one upcall, at every step of it",
          "[APC-7][APC-8]") {
  for (const char* step : {"FIG16.B1.integer", "FIG16.B1.control", "FIG16.B2", "FIG16.B3"}) {
    INFO(step);
    Play play(with_apc(ApcKind::set_context, "yield, compute"));
    play.dispatch(0, "P1");
    play.until(0, step);
    ask(play);
    answer(play);
    CHECK(last_answer(play) == value_of(Answer::torn_off));
    CHECK(play.context("W1").saved.control.position == 0);
    go_on(play);
    play.until(0, "USER.compute");
    CHECK(play.count(EventKind::ums_yield) == 1);
    CHECK(play.cpu(0).registers.integer == play.machine().newest(play.thread("W1")).integer);
  }
}

TEST_CASE("After the CID is released a yield is nobody's business", "[APC-7][APC-2]") {
  Play play(with_apc(ApcKind::get_context, "yield, compute"));
  play.dispatch(0, "P1");
  play.through(0, "FIG16.B3");
  play.arrive("apc");
  play.dispatch(1, "W1");
  play.until_idle(1);
  CHECK(state_of(play, "apc") == ApcState::done);
  CHECK(play.count(EventKind::disassociate_sent) == 0);
}

TEST_CASE("A claim in progress is rolled back, at every step of it", "[APC-12][APC-13]") {
  for (const char* step : {"FIG15.D2", "FIG15.B3", "FIG15.D3"}) {
    INFO(step);
    Play play(with_apc(ApcKind::get_context, "compute"));
    play.dispatch(0, "P1");
    play.until(0, step);
    ask(play);
    answer(play);
    CHECK(last_answer(play) == value_of(Answer::not_running));
    CHECK_FALSE(play.context("W1").lock.cid.valid());
    play.until(0, "FIG15.B5");
    CHECK(play.cpu(0).teb == play.thread("P1"));
    go_on(play);
    CHECK(state_of(play, "apc") == ApcState::done);
    CHECK(play.count(EventKind::list_push) == 0);
  }
}

TEST_CASE("A worker that is told not running evaluates again", "[APC-20]") {
  Play play(with_apc(ApcKind::get_context, "compute"));
  play.dispatch(0, "P1");
  play.until(0, "FIG15.D3");
  ask(play);
  answer(play);
  play.dispatch(1, "W1");
  play.until(1, "FIG13.D4");
  CHECK(play.context("W1").lock.holders == 1);
}

TEST_CASE("A primary in a directed switch defers, and is released before the APC runs",
          "[APC-4][APC-15][APC-16]") {
  for (const char* step : {"FIG2.5", "FIG2.6.lock", "FIG2.6.integer", "FIG2.6.control"}) {
    INFO(step);
    Play play(with_apc(ApcKind::get_context, "system_call"));
    play.dispatch(0, "P1");
    play.until(0, step);
    play.arrive("apc");
    play.dispatch(1, "W1");
    play.through(1, "FIG13.D7");
    play.through(0, "FIG14.B9.defer");
    CHECK(last_answer(play) == value_of(Answer::deferred));
    play.until_idle(0);
    play.until(1, "FIG14.B11");
    CHECK(play.kthread("P1").trap.valid == 0);
    CHECK(play.machine().staging(play.thread("W1")).valid == 1);
    play.step(1);
    CHECK(is_fresh(play.kthread("W1").trap.registers, play.machine().newest(play.thread("W1"))));
    play.until(1, "FIG13.B1");
    play.dispatch(0, "P1");
    play.until_idle(0);
    CHECK(play.kthread("P1").wait == WaitReason::kernel_queue);
    play.until_idle(1);
    CHECK(state_of(play, "apc") == ApcState::done);
  }
}

TEST_CASE("What an APC changes on the staged path is what the worker resumes with", "[APC-5]") {
  Play play(with_apc(ApcKind::set_context, "system_call, compute"));
  play.dispatch(0, "P1");
  play.until(0, "FIG2.6.integer");
  play.arrive("apc");
  play.dispatch(1, "W1");
  play.through(1, "FIG13.D7");
  play.until_idle(0);
  play.until(1, "FIG13.unlock");
  const std::uint64_t changed = play.kthread("W1").trap.registers.integer;
  CHECK(changed == play.machine().newest(play.thread("W1")).integer);
  play.until(1, "FIG2.8.park");
  play.dispatch(0, "P1");
  play.until_idle(0);
  play.until_idle(1);
  play.dispatch(0, "P1");
  play.until(0, "USER.compute");
  CHECK(play.cpu(0).registers.integer == changed);
  CHECK(play.cpu(0).registers.control.flags == 1);
}

TEST_CASE("A directed switch that finds the lock set waits for the APC that leads", "[ENTRY-13]") {
  Play play(with_apc(ApcKind::get_context, "system_call"));
  play.dispatch(0, "P1");
  play.until(0, "FIG2.6.lock");
  play.arrive("apc");
  play.dispatch(1, "W1");
  play.through(1, "FIG13.B2");
  play.until_idle(0);
  CHECK(play.kthread("P1").wait == WaitReason::defer);
  CHECK(play.context("W1").lock.holders == 2);
  play.through(1, "FIG13.D7");
  CHECK(play.kthread("P1").state == ThreadState::ready);
}

TEST_CASE("The tail of a directed switch takes no APC", "[ENTRY-14]") {
  for (const char* step : {"FIG2.6.teb", "FIG2.6.cid", "FIG2.6.wake"}) {
    INFO(step);
    Play play(SystemBuilder()
                  .parked("W1", "system_call")
                  .primary("P1")
                  .apc("apc", ApcKind::routine, "P1")
                  .build());
    play.dispatch(0, "P1");
    play.until(0, step);
    play.arrive("apc");
    CHECK(play.next(0) == step);
    play.until_idle(0);
    CHECK(play.kthread("P1").state == ThreadState::ready);
    play.dispatch(0, "P1");
    CHECK(play.next(0) == "FIG13.D1");
  }
}

TEST_CASE("An interrupt or a fault that has just been taken is no directed switch", "[APC-19]") {
  Play play(with_apc(ApcKind::get_context, "soft_fault, compute"));
  play.dispatch(0, "P1");
  play.until(0, "FIG2.5");
  play.arrive("apc");
  play.dispatch(1, "W1");
  play.through(1, "FIG13.D7");
  play.through(0, "FIG14.D9");
  CHECK(play.next(0) == "FIG14.D8");
  play.through(0, "FIG14.B8");
  CHECK(last_answer(play) == value_of(Answer::torn_off));
  CHECK(play.context("W1").saved.control.position == 0);
}

TEST_CASE("A primary that was interrupted in user mode has begun no directed switch", "[APC-3]") {
  Play play(with_apc(ApcKind::get_context, "compute"));
  play.dispatch(0, "P1");
  play.until(0, "USER.compute");
  play.arrive("apc");
  play.dispatch(1, "W1");
  play.through(1, "FIG13.D7");
  play.interrupt(0);
  play.through(0, "FIG14.D7");
  CHECK(play.next(0) == "FIG14.D8");
  play.through(0, "FIG14.B8");
  CHECK(last_answer(play) == value_of(Answer::torn_off));
}

TEST_CASE("Of two that ask, who asked first is answered first, even while that one is looked up",
          "[APC-13]") {
  Play play(SystemBuilder()
                .cpus(3)
                .parked("W1", "yield, compute")
                .parked("W2", "compute, compute")
                .primary("P1")
                .apc("first", ApcKind::get_context, "W1")
                .apc("second", ApcKind::get_context, "W2")
                .build());
  play.dispatch(0, "P1");
  play.until(0, "FIG16.B1.integer");
  play.arrive("first");
  play.dispatch(1, "W1");
  play.until(1, "FIG13.D7");
  play.until(0, "USER.compute");
  REQUIRE(play.cpu(0).teb == play.thread("W2"));
  play.through(1, "FIG13.D7");
  play.interrupt(0);
  play.until(0, "FIG14.D7");
  play.arrive("second");
  play.dispatch(2, "W2");
  play.through(2, "FIG13.D7");
  play.through(0, "FIG14.D7");
  CHECK(play.kthread("P1").asked_by == play.thread("W1"));
  play.through(0, "FIG14.D7");
  CHECK(play.kthread("P1").asked_by == play.thread("W2"));
}

TEST_CASE("A primary that runs another worker by now says so", "[APC-13]") {
  Play play(SystemBuilder()
                .cpus(2)
                .parked("W1", "yield, compute")
                .parked("W2", "compute, compute")
                .primary("P1")
                .apc("apc", ApcKind::get_context, "W1")
                .build());
  play.dispatch(0, "P1");
  play.until(0, "FIG16.B1.integer");
  play.arrive("apc");
  play.dispatch(1, "W1");
  play.until(1, "FIG13.D7");
  play.until(0, "USER.compute");
  REQUIRE(play.cpu(0).teb == play.thread("W2"));
  play.until_idle(1);
  answer(play);
  CHECK(last_answer(play) == value_of(Answer::not_running));
  play.until(0, "USER.compute");
  CHECK(play.cpu(0).teb == play.thread("W2"));
  go_on(play);
  CHECK(state_of(play, "apc") == ApcState::done);
}

}  // namespace umsim::test

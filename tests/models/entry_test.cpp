// ENTRY: kernel entry, identity mismatch, directed switch, FIG. 2.

#include <algorithm>

#include <catch2/catch.hpp>

#include "tests/models/play.h"

namespace umsim::test {
namespace {

System one_worker(const std::string& program) {
  return SystemBuilder().cpus(2).parked("W1", program).primary("P1").primary("P2").build();
}

// P1 runs W1 on CPU 0 up to that step.
void run_until(Play& play, std::string_view label) {
  play.dispatch(0, "P1");
  play.until(0, label);
}

}  // namespace

TEST_CASE("A kernel entry from a worker lands in the primary's kernel portion", "[ENTRY-1]") {
  Play play(one_worker("system_call"));
  run_until(play, "USER.system_call");
  play.step(0);
  CHECK(play.cpu(0).mode == Mode::kernel);
  CHECK(play.cpu(0).current == play.thread("P1"));
  CHECK(play.kthread("P1").trap.valid == 1);
  CHECK(play.kthread("P1").trap.teb == play.thread("W1"));
  CHECK(play.kthread("W1").trap.valid == 0);
}

TEST_CASE("The TEB that was loaded in user mode tells whose call it is", "[ENTRY-2]") {
  Play play(one_worker("system_call"));
  run_until(play, "FIG2.5");
  play.step(0);
  CHECK(play.next(0) == "FIG2.6.lock");
  CHECK(play.kthread("P1").peer == play.thread("W1"));
}

TEST_CASE("Without a mismatch a kernel entry is an ordinary one", "[ENTRY-3]") {
  Play play(SystemBuilder().standard("S1", "system_call").primary("P1").build());
  play.dispatch(0, "S1");
  play.through(0, "FIG2.5");
  CHECK(play.next(0) == "SERVICE.run");
  play.until_idle(0);
  // A primary's own call is one of its own TEB: here it finds no worker and shuts down.
  play.dispatch(0, "P1");
  play.through(0, "FIG2.5");
  CHECK(play.next(0) == "SERVICE.run");
  CHECK(play.count(EventKind::directed_switch) == 0);
}

TEST_CASE("A service executes under the identity of the worker that asked for it", "[ENTRY-4]") {
  for (const char* program : {"system_call", "sleep", "soft_fault", "hard_fault", "exit"}) {
    INFO(program);
    Play play(one_worker(program));
    play.dispatch(0, "P1");
    play.until_idle(0);
    const std::vector<std::string> labels = play.labels();
    CHECK(std::count(labels.begin(), labels.end(), "SERVICE.run") == 0);
    play.dispatch(1, "W1");
    play.until(1, "SERVICE.run");
    CHECK(play.cpu(1).current == play.thread("W1"));
    CHECK(play.kthread("W1").trap.registers.control.stack_owner == play.thread("W1"));
    CHECK(play.kthread("P1").trap.valid == 0);
  }
}

TEST_CASE("The context migrates from the primary's kernel portion to the worker's", "[ENTRY-5]") {
  Play play(one_worker("compute, hard_fault"));
  run_until(play, "FIG2.6.lock");
  const TrapFrame before = play.kthread("P1").trap;
  play.until_idle(0);
  const TrapFrame& after = play.kthread("W1").trap;
  CHECK(after.registers == before.registers);
  CHECK(after.service == before.service);
  CHECK(after.full == before.full);
  CHECK(after.valid == 1);
  CHECK(play.kthread("P1").trap.valid == 0);
}

TEST_CASE("A call enters with the reduced state, an exception with the full", "[ENTRY-6]") {
  const auto full_state_of = [](const std::string& program) {
    Play play(one_worker(program));
    run_until(play, "USER." + program);
    play.step(0);
    return static_cast<int>(play.kthread("P1").trap.full);
  };
  CHECK(full_state_of("system_call") == 0);
  CHECK(full_state_of("sleep") == 0);
  CHECK(full_state_of("exit") == 0);
  CHECK(full_state_of("soft_fault") == 1);
  CHECK(full_state_of("hard_fault") == 1);
}

TEST_CASE("An interrupt causes no directed switch", "[ENTRY-7][BLOCK-10]") {
  Play play(SystemBuilder().parked("W1", "compute").primary("P1").standard("S1", "exit").build());
  run_until(play, "USER.compute");
  play.interrupt(0);
  CHECK(play.kthread("P1").trap.full == 1);
  play.until_idle(0);
  CHECK(play.kthread("P1").state == ThreadState::ready);
  CHECK(play.kthread("W1").state == ThreadState::parked);
  CHECK(play.count(EventKind::directed_switch) == 0);
  CHECK(play.count(EventKind::upcall) == 1);
}

TEST_CASE("Waking the worker and putting the primary to sleep is one step", "[ENTRY-8]") {
  Play play(one_worker("system_call"));
  run_until(play, "FIG2.6.wake");
  CHECK(play.kthread("P1").state == ThreadState::running);
  CHECK(play.kthread("W1").state == ThreadState::parked);
  play.step(0);
  CHECK(play.kthread("P1").state == ThreadState::waiting);
  CHECK(play.kthread("W1").state == ThreadState::ready);
  CHECK(play.kthread("W1").queue == play.thread("P1"));
}

TEST_CASE("A wake-up that comes before the park is not lost", "[ENTRY-8]") {
  Play play(one_worker("sleep, system_call"));
  play.dispatch(0, "P1");
  play.until_idle(0);
  play.dispatch(0, "W1");
  play.until_idle(0);
  play.complete("W1");
  play.dispatch(0, "W1");
  play.until(0, "FIG2.8.park");
  // The context is on the list; P2 takes it and runs it into the kernel again.
  play.dispatch(1, "P2");
  play.until_idle(1);
  CHECK(play.kthread("W1").wake_pending == 1);
  CHECK(play.kthread("W1").state == ThreadState::running);
  play.step(0);
  CHECK(play.next(0) == "FIG2.7");
  play.until_idle(0);
  CHECK(play.last(EventKind::queue_release)->object == play.thread("P2").value);
}

TEST_CASE("A kernel portion that goes on for another primary first wakes the former",
          "[ENTRY-8][BLOCK-1][INV-7]") {
  Play play(one_worker("system_call, system_call"));
  play.dispatch(0, "P1");
  play.until_idle(0);
  play.dispatch(0, "W1");
  play.until(0, "FIG2.8.signal");
  CHECK(play.kthread("P1").state == ThreadState::waiting);
  play.dispatch(1, "P2");
  play.until_idle(1);
  CHECK(play.kthread("P1").state == ThreadState::ready);
  CHECK(play.kthread("P2").state == ThreadState::waiting);
  CHECK(play.kthread("W1").queue == play.thread("P2"));
}

TEST_CASE("The primary's stack is as deep after many upcalls as after the first", "[ENTRY-9]") {
  Play play(SystemBuilder().parked("W1", "repeat 50 (system_call)").primary("P1").build());
  for (int upcall = 0; upcall < 50; ++upcall) {
    play.dispatch(0, "P1");
    play.until(0, "SCHED.entry");
    CHECK(play.user("P1").depth == 0);
    CHECK(play.kthread("P1").stack.depth == 0);
    CHECK(play.cpu(0).registers.control.stack_owner == play.thread("P1"));
    CHECK(play.cpu(0).teb == play.thread("P1"));
    play.until_idle(0);
    play.dispatch(0, "W1");
    play.until_idle(0);
  }
  CHECK(play.count(EventKind::upcall) == 50);
  CHECK(play.last(EventKind::upcall)->new_value ==
        static_cast<std::uint64_t>(UpcallReason::blocked));
}

TEST_CASE("The directed switch holds the lock until the context is back", "[ENTRY-13]") {
  Play play(one_worker("system_call"));
  run_until(play, "FIG2.6.lock");
  play.step(0);
  CHECK(play.context("W1").lock.holders == 1);
  play.until_idle(0);
  play.dispatch(1, "W1");
  while (play.next(1) != "FIG2.8.unlock") {
    CHECK(play.context("W1").lock.holders == 1);
    play.step(1);
  }
  CHECK(is_fresh(play.context("W1").saved, play.machine().newest(play.thread("W1"))));
  play.step(1);
  CHECK(play.context("W1").lock.holders == 0);
  CHECK(play.context("W1").on_list == 0);
}

TEST_CASE("At the end of a directed switch come TEB, CID, wake-up", "[ENTRY-14]") {
  Play play(one_worker("system_call"));
  run_until(play, "FIG2.6.teb");
  CHECK(play.context("W1").lock.cid == play.thread("P1"));
  play.step(0);
  CHECK(play.cpu(0).teb == play.thread("P1"));
  CHECK(play.next(0) == "FIG2.6.cid");
  play.step(0);
  CHECK_FALSE(play.context("W1").lock.cid.valid());
  CHECK(play.next(0) == "FIG2.6.wake");
}

}  // namespace umsim::test

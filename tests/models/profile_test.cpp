// The windows profile: what the documented API does otherwise than the patent.

#include <catch2/catch.hpp>

#include "models/invariants/invariants.h"
#include "models/ums/lock.h"
#include "tests/models/one_worker.h"

namespace umsim::test {
namespace {

SystemBuilder windows() { return SystemBuilder().profile(ProtocolProfile::windows); }

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

// W1 on CPU 0 has returned to user mode on its own kernel thread; P1 sleeps.
void return_on_own_thread(Play& play) {
  play.dispatch(0, "P1");
  play.until_idle(0);
  play.dispatch(0, "W1");
  play.through(0, "FIG2.8.return");
}

System with_program(const std::string& program) {
  return windows()
      .cpus(2)
      .parked("W1", program)
      .primary("P1")
      .apc("stop", ApcKind::suspend, "W1")
      .apc("go", ApcKind::resume, "W1")
      .apc("end", ApcKind::terminate, "W1")
      .apc("change", ApcKind::set_context, "W1")
      .build();
}

bool sleeps(Play& play) { return play.kthread("P1").state == ThreadState::waiting; }

TEST_CASE("Under windows a worker that did not block returns on its own kernel thread",
          "[LIST-2][BLOCK-4]") {
  Play play(with_program("system_call, compute"));
  return_on_own_thread(play);
  CHECK(play.next(0) == "USER.compute");
  CHECK(play.cpu(0).current == play.thread("W1"));
  CHECK(play.cpu(0).teb == play.thread("W1"));
  CHECK(play.cpu(0).registers.control.stack_owner == play.thread("W1"));
  CHECK(play.count(EventKind::list_push) == 0);
  CHECK(play.count(EventKind::upcall) == 1);  // Startup
  CHECK(play.context("W1").lock.holders == 1);
  CHECK_FALSE(play.context("W1").lock.cid.valid());
  CHECK(sleeps(play));
}

TEST_CASE("A system call on the own kernel thread causes no directed switch", "[LIST-2][ENTRY-3]") {
  Play play(with_program("system_call, system_call, compute"));
  return_on_own_thread(play);
  const std::size_t switches = play.count(EventKind::directed_switch);
  play.through(0, "FIG2.5");
  CHECK(play.next(0) == "FIG2.7");
  play.until(0, "USER.compute");
  CHECK(play.count(EventKind::directed_switch) == switches);
  CHECK(play.cpu(0).current == play.thread("W1"));
}

TEST_CASE("A worker returns on its own kernel thread with its own debug registers",
          "[LIST-2][DEBUG-3][INV-11]") {
  Play play(windows()
                .parked("W1", "system_call, set_debug 8192, compute, system_call, compute, yield")
                .primary("P1")
                .debug_registers(0x1000)
                .standard("S1", "compute")
                .build());
  const auto loaded = [&play] { return play.machine().debug_registers(CpuId(0U)).address; };
  return_on_own_thread(play);
  CHECK(loaded() == 0);
  play.until(0, "USER.compute");
  CHECK(loaded() == 0x2000);
  play.interrupt(0);
  play.until_idle(0);
  CHECK(loaded() == 0);
  play.dispatch(0, "S1");
  play.until_idle(0);
  play.dispatch(0, "W1");
  play.until(0, "USER.compute");
  CHECK(loaded() == 0x2000);
  play.until_idle(0);  // it yields
  play.dispatch(0, "P1");
  play.until(0, "SCHED.entry");
  CHECK(loaded() == 0x1000);
}

TEST_CASE("A soft fault on the own kernel thread causes no upcall", "[LIST-2][BLOCK-5]") {
  Play play(with_program("soft_fault, soft_fault, compute"));
  return_on_own_thread(play);
  play.until(0, "USER.compute");
  CHECK(play.count(EventKind::upcall) == 1);
  CHECK(sleeps(play));
}

TEST_CASE("A block on the own kernel thread releases the primary, which is told how it came about",
          "[LIST-2][BLOCK-1][BLOCK-3]") {
  for (const bool fault : {true, false}) {
    Play play(
        with_program(fault ? "system_call, hard_fault, compute" : "soft_fault, sleep, compute"));
    return_on_own_thread(play);
    play.until_idle(0);
    CHECK(play.kthread("W1").state == ThreadState::waiting);
    play.dispatch(0, "P1");
    play.through(0, "SCHED.entry");
    CHECK(play.last(EventKind::upcall)->new_value ==
          static_cast<std::uint64_t>(UpcallReason::blocked));
    CHECK(play.last(EventKind::upcall)->old_value == (fault ? 0U : 1U));
    // The worker has blocked: it queues itself and parks.
    play.complete("W1");
    play.dispatch(1, "W1");
    play.until_idle(1);
    CHECK(play.kthread("W1").state == ThreadState::parked);
    CHECK(play.context("W1").on_list == 1);
  }
}

TEST_CASE("A yield on the own kernel thread wakes the primary with the Yield upcall",
          "[LIST-2][YIELD-3][YIELD-4][YIELD-6]") {
  Play play(windows()
                .parked("W1", "system_call, yield W2, compute")
                .parked("W2", "compute")
                .primary("P1")
                .build());
  return_on_own_thread(play);
  play.until_idle(0);
  CHECK(play.kthread("W1").state == ThreadState::parked);
  CHECK(play.context("W1").on_list == 0);
  CHECK(is_free(play.context("W1").lock));
  CHECK(play.count(EventKind::list_push) == 0);
  play.dispatch(0, "P1");
  play.through(0, "SCHED.entry");
  CHECK(play.last(EventKind::upcall)->new_value == static_cast<std::uint64_t>(UpcallReason::yield));
  CHECK(play.last(EventKind::upcall)->object == play.thread("W1").value);
  play.through(0, "SCHED.keep");
  CHECK(play.next(0) == "SCHED.hint");
  play.until(0, "USER.compute");
  CHECK(play.cpu(0).registers.control.stack_owner == play.thread("W2"));
  CHECK(play.count(EventKind::ums_yield) == 1);
}

TEST_CASE("A yield whose primary has been released meanwhile runs again, and gives one upcall",
          "[LIST-2][YIELD-3][INV-14]") {
  Play play(with_program("system_call, yield, compute"));
  return_on_own_thread(play);
  play.until(0, "FIG2.7");  // the yield has entered the kernel
  play.arrive("stop");
  play.until_idle(0);  // suspended, and its primary is released
  play.arrive("go");
  play.dispatch(0, "W1");
  play.until_idle(0);
  CHECK(play.context("W1").on_list == 1);
  CHECK(play.count(EventKind::ums_yield) == 0);
  play.dispatch(0, "P1");
  play.through(0, "FIG16.B4.control");
  CHECK(play.count(EventKind::ums_yield) == 1);
  play.until(0, "USER.compute");
  CHECK(play.count(EventKind::ums_yield) == 1);
}

TEST_CASE(
    "A worker suspended on its own kernel thread releases its primary, and parks when resumed",
    "[LIST-2][EXIT-2][EXIT-3]") {
  Play play(with_program("system_call, compute"));
  return_on_own_thread(play);
  play.arrive("stop");
  play.interrupt(0);
  play.until_idle(0);
  CHECK(play.kthread("W1").suspensions == 1);
  CHECK(play.kthread("P1").state == ThreadState::ready);
  play.arrive("go");
  play.dispatch(0, "W1");
  play.until_idle(0);
  CHECK(play.kthread("W1").state == ThreadState::parked);
  CHECK(play.context("W1").on_list == 1);
}

TEST_CASE("An APC to a worker on its own kernel thread takes the standard path",
          "[LIST-2][APC-1][APC-9]") {
  Play play(with_program("system_call, compute"));
  return_on_own_thread(play);
  play.arrive("change");
  play.interrupt(0);
  play.until(0, "USER.compute");
  CHECK(play.count(EventKind::context_changed) == 1);
  CHECK(play.count(EventKind::disassociate_sent) == 0);
  CHECK(play.cpu(0).registers.control.flags == 1);
  CHECK(sleeps(play));
}

TEST_CASE("A worker that is ended on its own kernel thread is queued, and its primary gets control",
          "[LIST-2][EXIT-5]") {
  Play play(with_program("system_call, compute"));
  return_on_own_thread(play);
  play.arrive("end");
  play.interrupt(0);
  play.until_idle(0);
  CHECK(play.kthread("W1").state == ThreadState::ended);
  CHECK(play.context("W1").terminated == 1);
  CHECK(play.context("W1").on_list == 1);
  CHECK(play.kthread("P1").state == ThreadState::ready);
}

TEST_CASE("The end of a quantum on the own kernel thread concerns nobody", "[LIST-2][BLOCK-10]") {
  Play play(windows()
                .parked("W1", "system_call, compute")
                .primary("P1")
                .standard("S1", "compute")
                .build());
  return_on_own_thread(play);
  play.interrupt(0);
  play.until_idle(0);
  CHECK(play.kthread("W1").state == ThreadState::ready);
  CHECK(sleeps(play));
  play.dispatch(0, "W1");
  play.until(0, "USER.compute");
  CHECK(play.count(EventKind::list_push) == 0);
  CHECK(sleeps(play));
}

// P2 of the second pool steals W1 of the first and runs it until it blocks.
void steal_and_block(Play& play) {
  play.dispatch(0, "P2");
  play.until_idle(0);
  play.dispatch(0, "W1");
  play.until_idle(0);
  play.complete("W1");
  play.dispatch(0, "W1");
  play.until_idle(0);
  REQUIRE(play.context("W1").on_list == 1);
}

System two_pools(ProtocolProfile profile) {
  return SystemBuilder()
      .profile(profile)
      .policy(SchedulerPolicy::work_stealing)
      .parked("W1", "sleep, compute")
      .scheduler("second pool")
      .policy(SchedulerPolicy::work_stealing)
      .primary("P2")
      .build();
}

TEST_CASE("Under windows a worker follows the list of the primary that last ran it", "[LIST-12]") {
  Play play(two_pools(ProtocolProfile::windows));
  steal_and_block(play);
  CHECK_FALSE(play.machine().list(ListId(0)).head.valid());
  CHECK(play.machine().list(ListId(1)).head == play.thread("W1"));
  CHECK(play.machine().list(ListId(1)).signalled == 1);
}

TEST_CASE("By the patent a worker stays with the list of its creation", "[LIST-12]") {
  Play play(two_pools(ProtocolProfile::patent));
  steal_and_block(play);
  CHECK(play.machine().list(ListId(0)).head == play.thread("W1"));
  CHECK_FALSE(play.machine().list(ListId(1)).head.valid());
}

TEST_CASE("Without park-if-released a worker runs beside its primary", "[LIST-2][INV-10]") {
  Play play(windows()
                .parked("W1", "sleep, compute")
                .primary("P1")
                .without(KnockOut::park_if_released)
                .build());
  play.dispatch(0, "P1");
  play.until_idle(0);
  play.dispatch(0, "W1");
  play.until_idle(0);
  play.complete("W1");
  play.dispatch(0, "W1");
  play.through(0, "FIG2.8.return");
  const Invariant* broken = broken_invariant(play.machine());
  REQUIRE(broken != nullptr);
  CHECK(broken->id == "INV-10");
}

TEST_CASE("Without the kernel a yield on the own kernel thread runs the primary on it",
          "[LIST-2][INV-2]") {
  Play play(windows()
                .parked("W1", "system_call, yield")
                .primary("P1")
                .without(KnockOut::yield_through_kernel)
                .build());
  return_on_own_thread(play);
  play.through(0, "FIG16.B1.control");
  const Invariant* broken = broken_invariant(play.machine());
  REQUIRE(broken != nullptr);
  CHECK(broken->id == "INV-2");
}

}  // namespace
}  // namespace umsim::test

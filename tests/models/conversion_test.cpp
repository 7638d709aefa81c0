// THREAD-5: a worker becomes a standard thread again.

#include <catch2/catch.hpp>

#include "tests/models/play.h"

namespace umsim::test {
namespace {

SystemBuilder converting(const std::string& program) {
  SystemBuilder builder;
  builder.cpus(3).parked("W1", program).parked("W2", "compute").primary("P1");
  return builder;
}

using Statuses = std::vector<Status>;

// W1 converts on CPU 1, having entered the kernel through P1 on CPU 0.
void convert(Play& play) {
  play.dispatch(0, "P1");
  play.until(0, "API.convert");
  play.through(0, "FIG2.6.wake");
  play.dispatch(1, "W1");
  play.through(1, "FIG2.8.standard");
}

}  // namespace

TEST_CASE("A worker that converts back returns to user mode on its own kernel thread",
          "[THREAD-5]") {
  Play play(converting("convert, compute, system_call, compute").build());
  convert(play);
  CHECK_FALSE(play.machine().is_worker_now(play.thread("W1")));
  CHECK(play.statuses() == Statuses{Status::success});
  play.until(1, "USER.compute");
  CHECK(play.cpu(1).current == play.thread("W1"));
  CHECK(play.cpu(1).teb == play.thread("W1"));
  CHECK(play.cpu(1).registers.control.position == 1);
  const std::size_t switches = play.count(EventKind::directed_switch);
  play.until_idle(1);
  CHECK(play.kthread("W1").state == ThreadState::ended);
  CHECK(play.count(EventKind::directed_switch) == switches);
}

TEST_CASE("The primary goes on as after a block, and its scheduler has one worker less",
          "[THREAD-5][LOCK-9]") {
  Play play(converting("convert, compute").build());
  convert(play);
  CHECK(play.kthread("P1").state == ThreadState::ready);
  CHECK(play.context("W1").terminated == 1);
  CHECK(play.context("W1").on_list == 1);
  CHECK(play.context("W1").lock.holders != 0);
  const std::uint16_t live = play.machine().scheduler(SchedulerId(0)).live;
  play.dispatch(0, "P1");
  play.through(0, "FIG2.6.wake");
  play.dispatch(2, "W2");
  play.until_idle(2);
  play.dispatch(0, "P1");
  play.until_idle(0);
  CHECK(play.kthread("P1").state == ThreadState::ended);
  CHECK(live == 2);
  CHECK(play.machine().scheduler(SchedulerId(0)).live == 0);
  CHECK(play.machine().note(play.thread("W1")).retired == 1);
  CHECK(play.kthread("W1").state == ThreadState::running);
}

TEST_CASE("What is no worker, or no more, cannot convert back, and nothing changes",
          "[THREAD-5][YIELD-7]") {
  SECTION("a worker that has converted") {
    Play play(converting("convert, convert, yield, switch W2, compute").build());
    convert(play);
    play.until(1, "USER.compute");
    CHECK(play.statuses() == Statuses{Status::success, Status::not_supported, Status::not_supported,
                                      Status::not_supported});
    CHECK(play.count(EventKind::ums_yield) == 0);
  }
  SECTION("a standard thread") {
    Play play(converting("compute").standard("T1", "convert, compute").build());
    play.dispatch(0, "T1");
    play.until(0, "USER.compute");
    CHECK(play.statuses() == Statuses{Status::not_supported});
    CHECK(play.count(EventKind::kernel_entry) == 0);
  }
  SECTION("a worker of the documented API") {
    Play play(converting("convert, compute").profile(ProtocolProfile::windows).build());
    play.dispatch(0, "P1");
    play.until(0, "USER.compute");
    CHECK(play.statuses() == Statuses{Status::not_supported});
    CHECK(play.machine().is_worker_now(play.thread("W1")));
  }
}

TEST_CASE("An APC to a worker that has converted back asks no primary and takes no lock",
          "[THREAD-5][APC-1]") {
  Play play(converting("convert, compute").apc("stop", ApcKind::suspend, "W1").build());
  convert(play);
  play.until(1, "USER.compute");
  const std::uint32_t lock = play.context("W1").lock.packed();
  play.arrive("stop");
  play.interrupt(1);
  play.until_idle(1);
  CHECK(play.count(EventKind::disassociate_sent) == 0);
  CHECK(play.context("W1").lock.packed() == lock);
  CHECK(play.context("W1").suspended == 0);
  CHECK(play.kthread("W1").suspensions == 1);
}

TEST_CASE("An APC that ends a worker before it converts back has it end as a worker",
          "[THREAD-5][EXIT-5]") {
  Play play(converting("convert, compute").apc("end", ApcKind::terminate, "W1").build());
  play.dispatch(0, "P1");
  play.until(0, "API.convert");
  play.through(0, "FIG2.6.wake");
  play.dispatch(1, "W1");
  play.until(1, "FIG2.8.leave");
  play.arrive("end");
  play.until_idle(1);
  CHECK(play.statuses().empty());
  CHECK(play.kthread("W1").standard == 0);
  CHECK(play.kthread("W1").state == ThreadState::ended);
}

}  // namespace umsim::test

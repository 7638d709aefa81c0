// Columns: the exact text of small stories, since a picture that is off by one is no picture.
#include <string>

#include <catch2/catch.hpp>

#include "tests/traces/samples.h"
#include "tests/traces/story.h"

namespace umsim {
namespace {

using namespace samples;

void tell_directed_switch(Story& story) {
  const auto service = value(Service::sleep);
  story.at(0, kCpu0).tell(EventKind::thread_switch, kP1, kNone, kNone, kP1.value);
  story.at(0, kCpu1).tell(EventKind::thread_switch, kT1, kNone, kNone, kT1.value);
  story.at(400, kCpu0, "FIG15.D1").lock(kW1, kP1, lock_word({}, 0), lock_word(kP1, 0));
  story.at(405, kCpu0, "FIG15.B3").tell(EventKind::teb_load, kP1, kNone, kP1.value, kW1.value);
  story.at(412, kCpu0, "FIG15.B7.control").tell(EventKind::ums_switch, kP1, kW1.value);
  story.at(900, kCpu0, "USER.sleep").tell(EventKind::kernel_entry, kW1, kNone, 0, service);
  story.at(960, kCpu0, "FIG2.6.lock").lock(kW1, kP1, lock_word(kP1, 0), lock_word(kP1, 1));
  story.at(990, kCpu0, "FIG2.6.teb").tell(EventKind::teb_load, kP1, kNone, kW1.value, kP1.value);
  story.at(1000, kCpu0, "FIG2.6.cid").lock(kW1, kP1, lock_word(kP1, 1), lock_word({}, 1));
  story.at(1010, kCpu0, "FIG2.6.wake")
      .tell(EventKind::directed_switch, kP1, kW1.value)
      .tell(EventKind::unpark, kW1)
      .tell(EventKind::block, kP1, kNone, 0, value(WaitReason::kernel_queue))
      .tell(EventKind::cpu_idle, kP1, kNone, kP1.value, 0);
  story.at(1020, kCpu0).tell(EventKind::thread_switch, kW1, kNone, kNone, kW1.value);
  story.at(1100, kCpu0, "SERVICE.block")
      .tell(EventKind::queue_release, kW1, kP1.value)
      .tell(EventKind::block, kW1, kNone, 0, value(WaitReason::timer))
      .tell(EventKind::cpu_idle, kW1, kNone, kW1.value, 0);
  story.at(12'500, CpuId()).tell(EventKind::unblock, kW1, kNone, value(WaitReason::timer), 0);
}

TEST_CASE("A directed switch is told at a glance") {
  const System system = small_system();
  Story story(system);
  tell_directed_switch(story);
  CHECK(story.all() ==
        R"(small: A small system
2 CPUs at 2000 MHz (desktop), workers W1 W2, primary threads P1 P2, standard thread T1
=> switches in user mode; a lock is owner/kernel holders, -/0 is free; FIG: the patent's figure.

        time  CPU0                                       CPU1
        0 ns  P1 gets the CPU
                                                         T1 gets the CPU
      412 ns  P1 => W1, lock W1 -/0 > P1/0     FIG15.B7
      900 ns  W1 enters the kernel (sleep)
    1,010 ns  directed switch P1 => W1,          FIG2.6
                P1 blocks (kernel queue),
                lock W1 P1/0 > P1/1 > -/1
    1,020 ns  W1 gets the CPU
    1,100 ns  W1 blocks (timer), P1 woken
   12,500 ns  -- W1 can go on (timer)
)");
}

TEST_CASE("Lines stay in the order of events: what another CPU does ends a line") {
  const System system = small_system();
  Story story(system);
  story.at(10, kCpu0, "FIG15.D1").lock(kW1, kP1, lock_word({}, 0), lock_word(kP1, 0));
  story.at(15, kCpu0, "FIG15.B3").tell(EventKind::teb_load, kP1, kNone, kP1.value, kW1.value);
  story.at(20, kCpu1, "FIG13.B2").lock(kW1, kW1, lock_word(kP1, 0), lock_word(kP1, 1));
  story.at(25, kCpu0, "FIG15.D3.restore")
      .tell(EventKind::teb_load, kP1, kNone, kW1.value, kP1.value);
  story.at(30, kCpu0, "FIG15.B4").lock(kW1, kP1, lock_word(kP1, 1), lock_word({}, 1));
  story.at(35, kCpu0, "FIG15.B5")
      .tell(EventKind::switch_failed, kP1, kW1.value, 0, value(SwitchOutcome::locked));
  CHECK(story.text() ==
        R"(       15 ns  TEB P1 > W1, lock W1 -/0 > P1/0  FIG15.B3
       20 ns                                             lock W1 P1/0 > P1/1              FIG13.B2
       35 ns  P1 cannot run W1 (locked),       FIG15.B5
                lock W1 P1/1 > -/1
)");
}

TEST_CASE("With many CPUs every line names its CPU") {
  System system = small_system();
  system.cpus = 12;
  Story story(system);
  story.at(0, kCpu0).tell(EventKind::thread_switch, kP1, kNone, kNone, kP1.value);
  story.at(7, CpuId(11U)).tell(EventKind::thread_switch, kT1, kNone, kNone, kT1.value);
  story.at(8, CpuId()).tell(EventKind::apc_queued, kW1, kApc);
  story.at(9, CpuId(1U), "FIG14.B9").tell(EventKind::apc_deferred, kW1, kApc, kP1.value, 0);
  CHECK(story.text() ==
        R"(        0 ns  CPU0   P1 gets the CPU
        7 ns  CPU11  T1 gets the CPU
        8 ns         -- APC A1 arrives at W1
        9 ns  CPU1   APC A1 waits for W1's context from P1                                  FIG14.B9
)");
}

TEST_CASE("With many threads the title counts them") {
  System system = small_system();
  for (int i = 0; i < 200; ++i) {
    system.threads.push_back(system.threads.back());
  }
  Story story(system);
  CHECK(lines_of(story.all()).at(1) ==
        "2 CPUs at 2000 MHz (desktop), workers W1 W2, primary threads P1 P2, 201 standard threads");
}

TEST_CASE("What a CPU does over and over is shown twice and then counted") {
  const System system = small_system();
  Story story(system);
  for (std::uint64_t i = 0; i < 10; ++i) {
    story.at(100 * i, kCpu0, "FIG15.B2")
        .tell(EventKind::switch_failed, kP1, kW1.value, 0, value(SwitchOutcome::locked));
    story.at(100 * i + 50, kCpu0, "SCHED.dequeue")
        .tell(EventKind::list_dequeue, kP1, kList, kNone, 0);
  }
  story.at(1000, kCpu0, "FIG15.B7.control").tell(EventKind::ums_switch, kP1, kW1.value);
  CHECK(story.text() ==
        R"(        0 ns  P1 cannot run W1 (locked)        FIG15.B2
       50 ns  P1 finds list L empty
      100 ns  P1 cannot run W1 (locked)        FIG15.B2
      150 ns  P1 finds list L empty
      950 ns  ... the last 2 lines 8 times more
    1,000 ns  P1 => W1                         FIG15.B7
)");
}

TEST_CASE("Repetitions that last to the end are counted there") {
  const System system = small_system();
  Story story(system);
  for (std::uint64_t i = 0; i < 5; ++i) {
    story.at(10 * i, kCpu1, "SCHED.dequeue").tell(EventKind::list_dequeue, kP1, kList, kNone, 0);
  }
  CHECK(story.text() ==
        R"(        0 ns                                             P1 finds list L empty
       10 ns                                             P1 finds list L empty
       40 ns  ... the last line 3 times more
)");
}

TEST_CASE("An interrupt, an APC under the lock and a preemption read like this") {
  const System system = small_system();
  Story story(system, {80, false, false});
  story.at(5, kCpu0, "USER.compute")
      .tell(EventKind::interrupt, kP1)
      .tell(EventKind::kernel_entry, kW1, kNone, 0, value(Service::none));
  story.at(6, kCpu0, "INT.quantum")
      .tell(EventKind::preempt, kP1)
      .tell(EventKind::cpu_idle, kP1, kNone, kP1.value, 0);
  story.at(7, kCpu0, "FIG13.B2").lock(kW2, kW2, lock_word({}, 0), lock_word({}, 1));
  story.at(8, kCpu0, "FIG13.B1").tell(EventKind::apc_begin, kW2, kApc, 0, 1);
  CHECK(story.text() ==
        R"(        5 ns  P1 is interrupted
        6 ns  P1 is preempted
        8 ns  APC A1 begins on W2    FIG13.B1
                under the UMS lock,
                lock W2 -/0 > -/1
)");
}

TEST_CASE("A worker that parks is told with its list") {
  const System system = small_system();
  Story story(system);
  story.at(1, kCpu0, "FIG2.8.control").tell(EventKind::context_saved, kW1);
  story.at(2, kCpu0, "FIG2.8.unlock").lock(kW1, kW1, lock_word({}, 1), lock_word({}, 0));
  story.at(3, kCpu0, "FIG2.8.publish").tell(EventKind::list_push, kW1, kList, kNone, 0);
  story.at(4, kCpu0, "FIG2.8.signal").tell(EventKind::list_signal, kW1, kList);
  story.at(5, kCpu1, "FIG2.8.publish").tell(EventKind::list_push, kW2, kList, kW1.value, 0);
  story.at(6, kCpu0, "FIG2.8.park")
      .tell(EventKind::queue_release, kW1, kP1.value)
      .tell(EventKind::park, kW1);
  story.at(7, kCpu0, "SCHED.dequeue").tell(EventKind::list_dequeue, kP1, kList, kW2.value, 0);
  CHECK(story.text() ==
        R"(        3 ns  W1 -> list L (was empty),          FIG2.8
                lock W1 -/1 > -/0
        4 ns  W1 sets the event of L             FIG2.8
        5 ns                                             W2 -> list L                       FIG2.8
        6 ns  W1 parks, P1 woken                 FIG2.8
        7 ns  P1 takes list L (head W2)
)");
}

TEST_CASE("Colour adds nothing but colour") {
  const System system = small_system();
  Story plain(system);
  Story coloured(system, {100, true, false});
  tell_directed_switch(plain);
  tell_directed_switch(coloured);
  std::string text = coloured.all();
  CHECK(text.find("\x1b[1;35mdirected switch P1 => W1,          FIG2.6\x1b[0m\n") !=
        std::string::npos);
  for (auto escape = text.find('\x1b'); escape != std::string::npos; escape = text.find('\x1b')) {
    text.erase(escape, text.find('m', escape) - escape + 1);
  }
  CHECK(text == plain.all());
}

TEST_CASE("Odd names do not upset the terminal or the columns") {
  System system = small_system();
  system.threads[kP1.at()].name = "P\x1b[2J\xC3\xA9";
  Story story(system);
  story.at(0, kCpu0, "FIG15.B7.control").tell(EventKind::ums_switch, kP1, kW1.value);
  CHECK(story.text() == "        0 ns  P\\x1b[2J\xC3\xA9 => W1                  FIG15.B7\n");
}

}  // namespace
}  // namespace umsim

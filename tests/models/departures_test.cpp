// EXIT-6, APC-18: primaries that are ended, what becomes of what they had, and APCs that look for
// them.

#include <catch2/catch.hpp>

#include "models/user/remains.h"
#include "tests/models/play.h"

namespace umsim::test {
namespace {

ApcState state_of(Play& play, std::string_view apc) {
  return play.machine().apc(play.apc(apc)).state;
}

// P1 on CPU 0 is ended where it is.
void end_p1(Play& play) {
  play.arrive("end");
  if (play.cpu(0).mode == Mode::user) {
    play.interrupt(0);
  }
  play.until_idle(0);
  REQUIRE(play.kthread("P1").state == ThreadState::ended);
}

// All that is ready runs on CPU 1 until nothing is.
void run_on(Play& play) {
  for (bool found = true; found;) {
    found = false;
    for (std::size_t i = 0; i < play.system().threads.size() && !found; ++i) {
      found = play.machine().kthread(ThreadId(i)).state == ThreadState::ready;
      if (found) {
        play.dispatch(1, play.system().threads[i].name);
        play.until_idle(1);
      }
    }
  }
}

System two_of_a_kind(const std::string& program) {
  return SystemBuilder()
      .cpus(3)
      .parked("W1", program)
      .parked("W2", program)
      .primary("P1")
      .primary("P2")
      .apc("end", ApcKind::terminate, "P1")
      .apc("read", ApcKind::get_context, "W1")
      .build();
}

// P2 on CPU 1 runs the only worker.
void let_p2_have_the_worker(Play& play) {
  play.dispatch(1, "P2");
  play.until(1, "USER.compute");
}

System one_worker() {
  return SystemBuilder()
      .cpus(2)
      .parked("W1", "compute, sleep")
      .primary("P1")
      .primary("P2")
      .apc("end", ApcKind::terminate, "P1")
      .build();
}

}  // namespace

TEST_CASE("What a primary had in hand when it was ended is adopted and run", "[EXIT-6][INV-6]") {
  for (const char* step :
       {"SCHED.walk", "SCHED.append", "SCHED.pick", "FIG15.B1", "FIG15.D1", "FIG15.D2", "FIG16.B3",
        "FIG16.B4.control", "SCHED.entry", "SCHED.keep"}) {
    INFO(step);
    Play play(two_of_a_kind("yield, system_call"));
    play.dispatch(0, "P1");
    play.until(0, step);
    end_p1(play);
    run_on(play);
    for (const char* name : {"W1", "W2", "P2"}) {
      INFO(name);
      CHECK(play.kthread(name).state == ThreadState::ended);
    }
  }
}

TEST_CASE("What has been walked goes before what has not", "[EXIT-6][LIST-6]") {
  Play play(two_of_a_kind("compute"));
  play.dispatch(0, "P1");
  play.until(0, "SCHED.walk");
  play.step(0);
  REQUIRE(play.next(0) == "SCHED.walk");
  REQUIRE(play.user("P1").walked == play.thread("W2"));
  end_p1(play);
  play.dispatch(1, "P2");
  play.through(1, "SCHED.adopt");
  CHECK(play.next(1) == "SCHED.walk");
  CHECK(play.user("P2").chain == play.thread("W1"));
  CHECK(play.user("P2").walked == play.thread("W2"));
  CHECK(!play.user("P1").chain.valid());
  CHECK(!play.user("P1").walked.valid());
  CHECK(play.last(EventKind::adoption)->object == play.thread("P1").value);
}

TEST_CASE("Who is adopted is not counted among the idle any more", "[EXIT-6]") {
  Play play(one_worker());
  let_p2_have_the_worker(play);
  play.dispatch(0, "P1");
  play.until_idle(0);
  REQUIRE(play.kthread("P1").wait == WaitReason::list);
  REQUIRE(play.machine().scheduler(SchedulerId(0)).idle == 1);
  play.machine().scheduler(SchedulerId(0)).waking = 1;
  play.arrive("end");
  play.dispatch(0, "P1");
  play.until_idle(0);
  play.until_idle(1);
  play.dispatch(1, "W1");
  play.until_idle(1);
  play.dispatch(1, "P2");
  play.through(1, "SCHED.adopt");
  CHECK(play.machine().scheduler(SchedulerId(0)).idle == 0);
  CHECK(play.machine().scheduler(SchedulerId(0)).waking == 0);
  CHECK(play.next(1) == "SCHED.dequeue");
  CHECK(play.machine().list(ListId(0)).departed == 1);
  play.step(1);
  CHECK(play.next(1) == "SCHED.adopt");
  play.step(1);
  CHECK(play.machine().list(ListId(0)).departed == 0);
}

TEST_CASE("Of several that were ended the first is adopted first", "[EXIT-6]") {
  Play play(SystemBuilder()
                .cpus(2)
                .parked("W1", "compute")
                .primary("P1")
                .primary("P2")
                .primary("P3")
                .primary("P4")
                .apc("end", ApcKind::terminate, "P1")
                .apc("end P2", ApcKind::terminate, "P2")
                .apc("end P3", ApcKind::terminate, "P3")
                .build());
  play.dispatch(1, "P4");
  play.until(1, "USER.compute");
  for (const char* primary : {"P1", "P2", "P3"}) {
    play.dispatch(0, primary);
    play.until_idle(0);
    REQUIRE(play.user(primary).idle == 1);
  }
  const auto end = [&](std::string_view primary, std::string_view apc) {
    play.arrive(apc);
    play.dispatch(0, primary);
    play.until_idle(0);
    REQUIRE(play.kthread(primary).state == ThreadState::ended);
  };
  end("P3", "end P3");
  end("P1", "end");
  end("P2", "end P2");
  std::vector<ThreadId> adopted;
  play.until_idle(1);
  play.dispatch(1, "W1");
  play.until_idle(1);
  play.dispatch(1, "P4");
  for (int i = 0; i < 3; ++i) {
    play.through(1, "SCHED.adopt");
    adopted.emplace_back(play.last(EventKind::adoption)->object);
  }
  CHECK(adopted == std::vector{play.thread("P3"), play.thread("P1"), play.thread("P2")});
}

TEST_CASE("A worker in hand is dealt with as its last attempt says", "[EXIT-6][SWITCH-8]") {
  struct Case {
    SwitchOutcome outcome;
    bool queued;
    bool retired;
  };
  for (const Case& expected :
       {Case{SwitchOutcome::none, true, false}, Case{SwitchOutcome::locked, true, false},
        Case{SwitchOutcome::suspended, true, false}, Case{SwitchOutcome::owned, false, false},
        Case{SwitchOutcome::terminated, false, true}}) {
    INFO(static_cast<unsigned>(expected.outcome));
    Play play(two_of_a_kind("compute"));
    UserPortion& hands = play.user("P1");
    hands.hand = play.thread("W1");
    hands.outcome = expected.outcome;
    put_hand_back(Execution(play.machine(), CpuId(0U), nullptr), SchedulerId(0), hands);
    const WorkerNote& note = play.machine().note(play.thread("W1"));
    CHECK((note.queued != Queued::no) == expected.queued);
    CHECK((note.retired != 0) == expected.retired);
    CHECK(!hands.hand.valid());
  }
}

TEST_CASE("A primary answers for its hand from a yield on, and until the worker runs", "[EXIT-6]") {
  Play play(two_of_a_kind("yield"));
  play.dispatch(0, "P1");
  play.until(0, "FIG15.B1");
  CHECK(answers_for_hand(play.user("P1")));
  play.until(0, "USER.yield");
  CHECK(!answers_for_hand(play.user("P1")));
  play.until(0, "FIG16.B4.integer");
  CHECK(answers_for_hand(play.user("P1")));
  play.until(0, "SCHED.keep");
  CHECK(answers_for_hand(play.user("P1")));
  play.until(0, "FIG2.6.wake");
  CHECK(!answers_for_hand(play.user("P1")));
}

TEST_CASE("Workers are stranded when the last primary has ended", "[EXIT-6]") {
  Play play(SystemBuilder()
                .cpus(1)
                .parked("W1", "compute")
                .primary("P1")
                .apc("end", ApcKind::terminate, "P1")
                .build());
  play.dispatch(0, "P1");
  play.until(0, "USER.compute");
  CHECK(!is_stranded(play.machine(), play.thread("W1")));
  end_p1(play);
  CHECK(is_stranded(play.machine(), play.thread("W1")));
}

TEST_CASE("A thread that is to end begins no wait", "[EXIT-6]") {
  for (const char* program : {"sleep", "hard_fault"}) {
    INFO(program);
    Play play(SystemBuilder()
                  .cpus(1)
                  .standard("S1", program)
                  .apc("end", ApcKind::terminate, "S1")
                  .build());
    play.dispatch(0, "S1");
    play.until(0, "SERVICE.block");
    play.arrive("end");
    play.until_idle(0);
    CHECK(play.kthread("S1").state == ThreadState::ended);
  }
  Play play(one_worker());
  let_p2_have_the_worker(play);
  play.dispatch(0, "P1");
  play.until(0, "SERVICE.list-wait");
  end_p1(play);
}

TEST_CASE("No APC goes to what the CID should not name", "[APC-18]") {
  const auto with_cid = [](const char* name) {
    Play play(SystemBuilder()
                  .cpus(1)
                  .parked("W1", "compute")
                  .parked("W2", "compute")
                  .primary("P1")
                  .standard("S1", "compute")
                  .process("other")
                  .scheduler("other pool")
                  .primary("P2")
                  .apc("read", ApcKind::get_context, "W1")
                  .build());
    play.arrive("read");
    play.dispatch(0, "W1");
    play.until(0, "FIG13.D3");
    play.kthread("W1").seen_cid = play.thread(name);
    play.step(0);
    play.step(0);
    return play.next(0);
  };
  CHECK(with_cid("P1") == "FIG13.D7");
  CHECK(with_cid("P2") == "FIG13.D6");
  CHECK(with_cid("S1") == "FIG13.D6");
  CHECK(with_cid("W2") == "FIG13.D6");
}

TEST_CASE("A primary that has left takes no disassociate APC", "[APC-18]") {
  Play play(two_of_a_kind("compute"));
  play.dispatch(0, "P1");
  play.until(0, "USER.compute");
  const ThreadId hosted = play.cpu(0).registers.control.stack_owner;
  REQUIRE(hosted == play.thread("W1"));
  play.arrive("read");
  play.dispatch(1, "W1");
  play.until(1, "FIG13.D7");
  play.arrive("end");
  play.interrupt(0);
  play.until(0, "SERVICE.depart");
  play.step(1);
  CHECK(play.next(1) == "FIG13.D6");
  play.step(1);
  CHECK(play.next(1) == "FIG13.D4");
  CHECK(play.kthread("P1").requests == 0);
  play.until_idle(1);
  CHECK(state_of(play, "read") == ApcState::done);
}

TEST_CASE("A CID whose primary has ended since the peek is treated as idle", "[APC-18]") {
  for (const char* step : {"FIG13.D5", "FIG13.D7"}) {
    INFO(step);
    Play play(SystemBuilder()
                  .cpus(3)
                  .parked("W1", "compute")
                  .primary("P1")
                  .primary("P2")
                  .apc("apc", ApcKind::get_context, "W1")
                  .apc("end", ApcKind::terminate, "P1")
                  .build());
    play.dispatch(0, "P1");
    play.until(0, "USER.compute");
    play.arrive("apc");
    play.dispatch(1, "W1");
    play.until(1, step);
    play.arrive("end");
    play.interrupt(0);
    play.until_idle(0);
    REQUIRE(play.kthread("P1").state == ThreadState::ended);
    play.step(1);
    CHECK(play.next(1) == "FIG13.D6");
    play.step(1);
    CHECK(play.next(1) == "FIG13.D4");
    play.until_idle(1);
    CHECK(state_of(play, "apc") == ApcState::done);
    play.dispatch(0, "P2");
    play.until(0, "USER.compute");
    CHECK(play.cpu(0).teb == play.thread("W1"));
  }
}

TEST_CASE("A primary that ends while it hosts a worker queues it, once", "[EXIT-6]") {
  for (const char* step : {"FIG15.D2", "FIG15.D3", "FIG15.B7.integer", "USER.compute",
                           "FIG16.B1.control", "FIG16.B3"}) {
    INFO(step);
    Play play(SystemBuilder()
                  .cpus(2)
                  .parked("W1", "compute, yield, compute")
                  .primary("P1")
                  .primary("P2")
                  .apc("end", ApcKind::terminate, "P1")
                  .build());
    play.dispatch(0, "P1");
    play.until(0, step);
    play.arrive("end");
    play.interrupt(0);
    play.until_idle(0);
    CHECK(play.count(EventKind::list_push) == 1);
    CHECK(play.count(EventKind::thread_end) == 1);
    play.dispatch(1, "P2");
    play.until(1, "USER.compute");
    CHECK(play.cpu(1).teb == play.thread("W1"));
  }
}

}  // namespace umsim::test

// The policies of the user-mode scheduler: who runs next, who is woken, and what the wrong ones do.

#include <catch2/catch.hpp>

#include "models/invariants/invariants.h"
#include "tests/models/play.h"

namespace umsim::test {
namespace {

using Names = std::vector<std::string>;

// The workers in the order in which they were run.
Names turns(Play& play) {
  Names names;
  for (const Event& event : play.events()) {
    if (event.kind == EventKind::ums_switch) {
      names.push_back(play.system().thread(ThreadId(event.object)).name);
    }
  }
  return names;
}

CompletionList& list_of(Play& play) { return play.machine().list(ListId(0)); }

// One primary runs the workers on one CPU, whatever is ready, until all have ended.
Names turns_of(SystemBuilder builder) {
  Play play(builder.primary("P1").build());
  play.dispatch(0, "P1");
  while (!all_ended(play.machine())) {
    play.until_idle(0);
    for (const ThreadSpec& thread : play.system().threads) {
      if (play.kthread(thread.name).state == ThreadState::ready) {
        play.dispatch(0, thread.name);
        break;
      }
    }
  }
  return turns(play);
}

SystemBuilder three_workers() {
  return SystemBuilder().parked("W1", "yield").parked("W2", "yield").parked("W3", "yield");
}

// The first that breaks when the primary runs until something does.
std::string finding(Play& play) {
  try {
    for (int i = 0; i < 1000; ++i) {
      play.step(0);
    }
  } catch (const BrokenInvariant& broken) {
    return broken.what();
  }
  return "nothing";
}

}  // namespace

TEST_CASE("Policy fifo: first queued, first run", "[THREAD-7]") {
  const Names turns = turns_of(three_workers());
  CHECK(Names(turns.begin(), turns.begin() + 3) == Names{"W1", "W2", "W3"});
}

TEST_CASE("Policy priority: the highest runs first, and again as soon as it has yielded") {
  const Names turns = turns_of(
      three_workers().policy(SchedulerPolicy::priority).priority("W2", 20).priority("W3", 9));
  CHECK(Names(turns.begin(), turns.begin() + 5) == Names{"W2", "W2", "W3", "W3", "W1"});
}

TEST_CASE("Policy round_robin: the ring goes on behind the worker that was run last") {
  const Names turns = turns_of(SystemBuilder()
                                   .policy(SchedulerPolicy::round_robin)
                                   .parked("W3", "yield")
                                   .parked("W1", "yield")
                                   .parked("W2", "yield"));
  CHECK(Names(turns.begin(), turns.begin() + 4) == Names{"W3", "W1", "W2", "W3"});
}

TEST_CASE("Policy round_robin: a hint moves the ring on", "[YIELD-5]") {
  const Names turns = turns_of(SystemBuilder()
                                   .policy(SchedulerPolicy::round_robin)
                                   .parked("W1", "yield W3")
                                   .parked("W2", "compute")
                                   .parked("W3", "yield")
                                   .parked("W4", "yield"));
  CHECK(Names(turns.begin(), turns.begin() + 4) == Names{"W1", "W3", "W4", "W1"});
}

TEST_CASE("A primary that leaves work in the queue wakes one that is idle", "[INV-15]") {
  Play play(SystemBuilder()
                .cpus(2)
                .parked("W1", "repeat 0 (compute)")
                .parked("W2", "compute")
                .primary("P1")
                .primary("P2")
                .build());
  play.dispatch(0, "P1");
  play.dispatch(1, "P2");
  play.through(0, "SCHED.dequeue");
  play.until_idle(1);
  CHECK(play.kthread("P2").wait == WaitReason::list);
  play.through(0, "SCHED.wake");
  play.until(0, "USER.compute");
  play.dispatch(1, "P2");
  play.until(1, "USER.compute");
  CHECK(turns(play) == Names{"W1", "W2"});
}

TEST_CASE("Who finds the list empty looks at the queue before he says that he is idle",
          "[INV-15]") {
  Play play(SystemBuilder()
                .cpus(2)
                .parked("W1", "compute")
                .parked("W2", "compute")
                .primary("P1")
                .primary("P2")
                .build());
  play.dispatch(0, "P1");
  play.dispatch(1, "P2");
  play.through(0, "SCHED.dequeue");
  play.until(1, "SCHED.dequeue");
  play.until(0, "USER.compute");  // there was nobody to wake
  CHECK(play.count(EventKind::kernel_entry) == 0);
  play.step(1);
  CHECK(play.next(1) == "SCHED.pick");
  CHECK(play.machine().scheduler(SchedulerId(0)).idle == 0);
}

TEST_CASE("The event that there is work lets one waiter through") {
  Play play(SystemBuilder()
                .cpus(3)
                .parked("W1", "compute")
                .parked("W2", "compute")
                .primary("P1")
                .primary("P2")
                .primary("P3")
                .build());
  play.dispatch(0, "P1");
  play.through(0, "SCHED.dequeue");
  play.dispatch(1, "P2");
  play.until_idle(1);
  play.dispatch(2, "P3");
  play.until_idle(2);
  play.until(0, "USER.compute");
  CHECK(play.kthread("P2").state == ThreadState::ready);
  CHECK(play.kthread("P3").state == ThreadState::waiting);
  play.dispatch(1, "P2");
  play.until(1, "USER.compute");
  CHECK(turns(play) == Names{"W1", "W2"});
}

TEST_CASE("The event that there is work waits for one who is about to wait") {
  Play play(SystemBuilder()
                .cpus(2)
                .parked("W1", "compute")
                .parked("W2", "compute")
                .primary("P1")
                .primary("P2")
                .build());
  play.dispatch(0, "P1");
  play.through(0, "SCHED.dequeue");
  play.dispatch(1, "P2");
  play.until(1, "SERVICE.list-wait");
  play.until(0, "USER.compute");
  CHECK(list_of(play).work == 1);
  play.step(1);
  CHECK(list_of(play).work == 0);
  play.until(1, "USER.compute");
  CHECK(turns(play) == Names{"W1", "W2"});
}

TEST_CASE("An idle primary steals a worker from another scheduler's queue", "[LIST-11]") {
  Play play(SystemBuilder()
                .cpus(2)
                .policy(SchedulerPolicy::work_stealing)
                .parked("W1", "compute")
                .parked("W2", "sleep")
                .primary("P1")
                .scheduler("second pool")
                .policy(SchedulerPolicy::work_stealing)
                .parked("W3", "compute")
                .primary("P2")
                .build());
  play.dispatch(0, "P1");
  play.until(0, "USER.compute");
  play.dispatch(1, "P2");
  play.until(1, "USER.exit");
  play.until_idle(1);  // W3 ends, and P2 sleeps on its kernel queue
  play.dispatch(1, "W3");
  play.until_idle(1);
  play.dispatch(1, "P2");
  play.through(1, "SCHED.steal");
  play.until_idle(1);
  CHECK(turns(play) == Names{"W1", "W3", "W2"});
  play.dispatch(1, "W2");
  play.until_idle(1);
  play.complete("W2");
  play.dispatch(1, "W2");
  play.until_idle(1);
  CHECK(play.machine().list(ListId(0)).head == play.thread("W2"));  // the list of its creation
}

TEST_CASE("An idle primary takes the items of another scheduler's list", "[LIST-11]") {
  Play play(SystemBuilder()
                .policy(SchedulerPolicy::work_stealing)
                .parked("W1", "compute")
                .primary("P1")
                .scheduler("second pool")
                .policy(SchedulerPolicy::work_stealing)
                .worker("W2", "compute")
                .primary("P2")
                .build());
  play.dispatch(0, "P2");
  play.through(0, "SCHED.raid");
  play.until(0, "USER.compute");
  CHECK(turns(play) == Names{"W1"});
}

TEST_CASE("The poller keeps a suspended worker aside until it is resumed", "[SWITCH-9]") {
  Play play(SystemBuilder()
                .policy(SchedulerPolicy::poller)
                .time_out(1000)
                .parked("W1", "compute")
                .primary("P1")
                .build());
  play.context("W1").suspended = 1;
  play.dispatch(0, "P1");
  play.until_idle(0);
  CHECK(play.last(EventKind::switch_failed)->new_value ==
        static_cast<std::uint64_t>(SwitchOutcome::suspended));
  CHECK(play.machine().note(play.thread("W1")).queued == Queued::aside);
  play.time_out("P1");
  play.dispatch(0, "P1");
  play.until_idle(0);  // looked at, and still suspended
  CHECK(play.count(EventKind::switch_failed) == 1);
  play.context("W1").suspended = 0;
  play.time_out("P1");
  play.dispatch(0, "P1");
  play.until(0, "USER.compute");
  CHECK(turns(play) == Names{"W1"});
}

TEST_CASE("A scheduler that runs an item before the chain is walked is named", "[LIST-9]") {
  Play play(three_workers().policy(SchedulerPolicy::run_before_walked).primary("P1").build());
  play.dispatch(0, "P1");
  CHECK(finding(play) ==
        "LIST-9: scheduler error: an item runs before the dequeued chain is fully walked");
  CHECK(turns(play) == Names{"W3"});
}

TEST_CASE("A chain of one item is walked when its item is taken", "[LIST-9]") {
  Play play(SystemBuilder()
                .policy(SchedulerPolicy::run_before_walked)
                .parked("W1", "compute")
                .primary("P1")
                .build());
  play.dispatch(0, "P1");
  play.until(0, "USER.exit");
  CHECK(turns(play) == Names{"W1"});
}

TEST_CASE("A scheduler that puts a worker on the completion list itself is named", "[LIST-9]") {
  Play play(three_workers().policy(SchedulerPolicy::requeue).primary("P1").build());
  play.dispatch(0, "P1");
  CHECK(finding(play) == "LIST-9: scheduler error: user mode has put an item on a completion list");
  CHECK(turns(play) == Names{"W1"});
}

TEST_CASE("A hint at a worker that is still on its list is named", "[LIST-9]") {
  Play play(SystemBuilder()
                .cpus(2)
                .parked("W1", "yield W2")
                .worker("W2", "compute")
                .primary("P1")
                .build());
  play.dispatch(0, "P1");
  play.until(0, "USER.yield");
  play.dispatch(1, "W2");
  play.until_idle(1);
  CHECK(finding(play) ==
        "LIST-9: scheduler error: an item runs before the dequeued chain is fully walked");
}

}  // namespace umsim::test

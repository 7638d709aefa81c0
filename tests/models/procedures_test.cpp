// Scheduler procedures that scenarios bring: what their steps do, and how calls of theirs fail.

#include <catch2/catch.hpp>

#include "tests/models/one_worker.h"

namespace umsim::test {
namespace {

using Row = ProcedureRow;
using Steps = std::vector<ProcedureStep>;

const QueueId kReady(std::size_t{0});
const ThreadId kW1(0);
const ThreadId kW2(1);

ProcedureStep step(Row row, std::size_t next, QueueId queue = QueueId()) {
  ProcedureStep made;
  made.row = row;
  made.next = static_cast<std::uint16_t>(next);
  made.queue = queue;
  made.waits = false;
  return made;
}

// The rows one after the other, with the queue "ready", and a return.
Steps in_order(const std::vector<Row>& rows) {
  Steps steps;
  for (const Row row : rows) {
    steps.push_back(step(row, steps.size() + 1, kReady));
  }
  steps.push_back(step(Row::leave, 0));
  return steps;
}

// Dequeues an item and tries to run that thread, or the item.
Steps run(ThreadId thread = ThreadId()) {
  Steps steps = in_order({Row::dequeue, Row::next_item, Row::execute});
  steps[2].thread = thread;
  return steps;
}

SystemBuilder pool(Steps steps, const std::string& program = "compute, yield, compute") {
  SystemBuilder builder;
  builder.cpus(2).procedure(std::move(steps), {"ready", "other"}).primary("P1");
  builder.parked("W1", program);
  return builder;
}

// P1, on CPU 0, comes to its return.
void come_to_return(Play& play) {
  play.dispatch(0, "P1");
  play.until(0, "PROC.return");
}

Status status_of(Play& play) {
  come_to_return(play);
  return play.user("P1").status;
}

}  // namespace

TEST_CASE("ExecuteUmsThread without an item, or of a primary, names no worker", "[SWITCH-8]") {
  Play nobody(pool(in_order({Row::execute})).build());
  CHECK(status_of(nobody) == Status::invalid_parameter);
  Play primary(pool(run(ThreadId(1))).build());
  CHECK(primary.system().thread(ThreadId(1)).kind == ThreadKind::primary);
  CHECK(status_of(primary) == Status::invalid_parameter);
}

TEST_CASE("ExecuteUmsThread of a worker that has no context finds none", "[SWITCH-8]") {
  System system = pool(run(kW2)).worker("W2", "compute").build();
  system.threads[kW2.at()].on_demand = true;
  Play play(std::move(system));
  CHECK(status_of(play) == Status::invalid_handle);
  CHECK(play.count(EventKind::switch_failed) == 0);
}

TEST_CASE("ExecuteUmsThread of a worker that another primary runs says so", "[SWITCH-8]") {
  Play play(pool(run(kW1)).primary("P2").build());
  play.dispatch(1, "P2");
  play.until(1, "USER.compute");
  CHECK(status_of(play) == Status::busy);
  CHECK(play.context("W1").lock.cid == play.thread("P2"));
}

TEST_CASE("ExecuteUmsThread of a worker that is locked for a moment asks for another try",
          "[SWITCH-8]") {
  Play play(pool(run()).apc("apc", ApcKind::get_context, "W1").build());
  hold_by_apc(play);
  CHECK(status_of(play) == Status::retry);
  CHECK(play.user("P1").hand == kW1);
}

TEST_CASE("ExecuteUmsThread tells a suspended worker and a terminated one apart",
          "[SWITCH-8][EXIT-1]") {
  Play suspended(pool(run()).apc("apc", ApcKind::suspend, "W1").build());
  suspended.arrive("apc");
  suspended.dispatch(1, "W1");
  suspended.until_idle(1);
  CHECK(status_of(suspended) == Status::was_suspended);
  Play terminated(pool(run()).apc("apc", ApcKind::terminate, "W1").build());
  terminated.arrive("apc");
  terminated.dispatch(1, "W1");
  terminated.until_idle(1);
  CHECK(status_of(terminated) == Status::invalid_state);
}

TEST_CASE("A primary cannot enter scheduling mode once more", "[THREAD-5]") {
  Play play(pool(in_order({Row::enter})).build());
  CHECK(status_of(play) == Status::not_supported);
  CHECK(play.machine().is_scheduler_thread(play.thread("P1")));
}

TEST_CASE("A dequeue that finds nothing returns at once, or at its time-out", "[LIST-7]") {
  Steps steps = in_order({Row::dequeue, Row::dequeue, Row::dequeue});
  steps[2].waits = true;
  steps[2].cycles = 100;
  Play play(pool(steps).build());
  play.dispatch(0, "P1");
  play.through(0, "PROC.dequeue");
  CHECK(play.user("P1").status == Status::success);
  CHECK(play.user("P1").chain == kW1);
  play.user("P1").chain = ThreadId();
  play.user("P1").hand = kW1;
  play.through(0, "PROC.dequeue");
  CHECK(play.user("P1").status == Status::timed_out);
  play.until_idle(0);
  CHECK(play.kthread("P1").wait == WaitReason::list);
  play.time_out("P1");
  play.dispatch(0, "P1");
  play.until(0, "PROC.return");
  CHECK(play.user("P1").status == Status::timed_out);
}

TEST_CASE("A wait for the list ends with an item, which the dequeue returns", "[LIST-7]") {
  Steps steps = in_order({Row::dequeue, Row::next_item});
  steps[0].waits = true;
  Play play(SystemBuilder()
                .cpus(2)
                .procedure(steps, {"ready"})
                .primary("P1")
                .worker("W1", "compute")
                .build());
  play.dispatch(0, "P1");
  play.until_idle(0);
  play.dispatch(1, "W1");
  play.until_idle(1);
  CHECK(status_of(play) == Status::success);
  CHECK(play.user("P1").hand == kW1);
}

TEST_CASE("Queues are filled and emptied at both ends", "[THREAD-7]") {
  Play play(pool(in_order({Row::dequeue, Row::next_item, Row::push_tail, Row::next_item,
                           Row::push_head, Row::pop_tail, Row::push_head, Row::pop_head}))
                .parked("W2", "compute")
                .build());
  play.dispatch(0, "P1");
  play.until(0, "PROC.pop-tail");  // the latest item first: W2, then W1 before it
  CHECK(play.machine().queue(kReady).first == kW1);
  CHECK(play.machine().queue(kReady).last == kW2);
  play.step(0);
  CHECK(play.user("P1").hand == kW2);
  CHECK(play.machine().queue(kReady).last == kW1);
  play.step(0);
  CHECK(play.machine().queue(kReady).first == kW2);
  play.step(0);
  CHECK(play.user("P1").hand == kW2);
  CHECK(play.machine().queue(kReady).first == kW1);
}

TEST_CASE("After a yield the item is the worker, and the hint is taken from a queue", "[YIELD-5]") {
  // Both into the queue, W1 runs and names W2.
  Steps steps = in_order({Row::test, Row::dequeue, Row::next_item, Row::push_tail, Row::next_item,
                          Row::push_tail, Row::pop_tail, Row::execute});
  steps[0].question = Question::reason;
  steps[0].accepted = 1U << static_cast<unsigned>(UpcallReason::yield);
  steps[0].next = 9;
  steps[0].otherwise = 1;
  steps.push_back(step(Row::push_tail, 10, kReady));
  steps.push_back(step(Row::take_hint, 8, kReady));
  Play play(pool(steps, "compute, yield W2").parked("W2", "compute").build());
  play.dispatch(0, "P1");
  play.through(0, "FIG16.B4.control");
  play.through(0, "SCHED.entry");
  CHECK(play.user("P1").hand == kW1);
  play.through(0, "PROC.take-hint");
  CHECK(play.user("P1").hand == kW2);
  CHECK(play.machine().queue(kReady).first == kW1);
  CHECK(play.machine().queue(kReady).last == kW1);
}

TEST_CASE("A primary that waits for its list is woken by another one", "[LIST-7]") {
  // Who is second to come waits; who comes first wakes.
  Steps steps = in_order({Row::dequeue, Row::next_item, Row::test, Row::wake});
  steps[2].question = Question::item;
  steps[2].otherwise = 5;
  steps.push_back(step(Row::dequeue, 4));
  steps[5].waits = true;
  Play play(pool(steps).primary("P2").build());
  play.dispatch(0, "P1");
  play.until(0, "PROC.wake");
  play.dispatch(1, "P2");
  play.until_idle(1);
  CHECK(play.kthread("P2").wait == WaitReason::list);
  play.until(0, "PROC.return");
  play.dispatch(1, "P2");
  play.until(1, "PROC.return");
  CHECK(play.user("P2").status == Status::timed_out);
}

TEST_CASE("What no scheduler may do with its queues is named", "[PROC]") {
  Play nothing(pool(in_order({Row::push_tail})).build());
  CHECK_THROWS_AS(come_to_return(nothing), BrokenInvariant);
  Play alive(pool(in_order({Row::dequeue, Row::next_item, Row::retire})).build());
  CHECK_THROWS_AS(come_to_return(alive), BrokenInvariant);
}

}  // namespace umsim::test

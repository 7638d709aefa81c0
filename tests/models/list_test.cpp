// LIST: kernel exit, parking, completion list.

#include <catch2/catch.hpp>

#include "tests/models/play.h"

namespace umsim::test {
namespace {

System new_workers(std::uint16_t cpus) {
  return SystemBuilder()
      .cpus(cpus)
      .worker("W1", "exit")
      .worker("W2", "exit")
      .worker("W3", "exit")
      .primary("P1")
      .primary("P2")
      .build();
}

void park(Play& play, std::string_view worker) {
  play.dispatch(0, worker);
  play.until_idle(0);
}

CompletionList& list_of(Play& play) { return play.machine().list(ListId(0)); }

// The items from `first` on, by name.
std::vector<std::string> chain(Play& play, ThreadId first) {
  std::vector<std::string> names;
  for (ThreadId at = first; at.valid(); at = play.machine().context(at).next) {
    names.push_back(play.system().thread(at).name);
  }
  return names;
}

using Names = std::vector<std::string>;

// P1 has taken both items and not yet walked them; then P3, P4 and P2 have begun to wait.
void let_three_wait(Play& play) {
  play.dispatch(0, "P1");
  play.until(0, "SCHED.walk");
  for (const char* primary : {"P3", "P4", "P2"}) {
    play.dispatch(1, primary);
    play.until_idle(1);
    REQUIRE(play.kthread(primary).wait == WaitReason::list);
  }
}

SystemBuilder four_primaries() {
  return SystemBuilder()
      .cpus(2)
      .parked("W1", "compute")
      .parked("W2", "compute")
      .primary("P1")
      .primary("P2")
      .primary("P3")
      .primary("P4");
}

// Whom P1 lets through when it sees that there is work for two.
Names let_through(Play& play) {
  play.through(0, "SERVICE.wake-primary");
  Names names;
  for (const char* primary : {"P2", "P3", "P4"}) {
    if (play.kthread(primary).state == ThreadState::ready) {
      names.emplace_back(primary);
    }
  }
  return names;
}

}  // namespace

TEST_CASE("After every service the worker is queued and parks", "[LIST-1]") {
  Play play(
      SystemBuilder().parked("W1", "repeat 5 (system_call, soft_fault)").primary("P1").build());
  for (std::size_t service = 1; service <= 10; ++service) {
    play.dispatch(0, "P1");
    play.until_idle(0);
    play.dispatch(0, "W1");
    play.until_idle(0);
    CHECK(play.count(EventKind::list_push) == service);
    CHECK(play.count(EventKind::park) == service);
    CHECK(play.context("W1").on_list == 1);
  }
}

TEST_CASE("The context is complete before it is visible on the list", "[LIST-3]") {
  for (const char* program : {"compute, system_call", "compute, hard_fault"}) {
    Play play(SystemBuilder().parked("W1", program).primary("P1").build());
    play.dispatch(0, "P1");
    play.until_idle(0);
    const ThreadId worker = play.thread("W1");
    play.dispatch(0, "W1");
    play.until_idle(0);
    if (play.kthread("W1").wait == WaitReason::page) {
      play.complete("W1");
      play.dispatch(0, "W1");
      play.until(0, "FIG2.8.publish");
      CHECK(play.context("W1").full == 1);
    }
    CHECK(is_fresh(play.context("W1").saved, play.machine().newest(worker)));
  }
}

TEST_CASE("Until the context is complete the list does not have it", "[LIST-3]") {
  Play play(SystemBuilder().worker("W1", "exit").build());
  play.dispatch(0, "W1");
  while (play.next(0) != "FIG2.8.publish") {
    CHECK_FALSE(list_of(play).head.valid());
    play.step(0);
  }
  CHECK(is_fresh(play.context("W1").saved, play.machine().newest(play.thread("W1"))));
  play.step(0);
  CHECK(list_of(play).head == play.thread("W1"));
}

TEST_CASE("When a worker parks its CID is default", "[LIST-4]") {
  Play play(SystemBuilder().parked("W1", "system_call").primary("P1").build());
  play.dispatch(0, "P1");
  play.until_idle(0);
  play.dispatch(0, "W1");
  play.until_idle(0);
  REQUIRE(play.kthread("W1").state == ThreadState::parked);
  CHECK_FALSE(play.context("W1").lock.cid.valid());
}

TEST_CASE("A CID that is kept at the park keeps the worker from running again", "[LIST-4]") {
  Play play(SystemBuilder()
                .parked("W1", "system_call")
                .primary("P1")
                .without(KnockOut::release_cid_at_park)
                .build());
  play.dispatch(0, "P1");
  play.until_idle(0);
  play.dispatch(0, "W1");
  play.until_idle(0);
  CHECK(play.context("W1").lock.cid == play.thread("P1"));
  play.dispatch(0, "P1");
  play.until(0, "FIG15.B1");
  play.step(0);
  CHECK(play.user("P1").outcome == SwitchOutcome::owned);
}

TEST_CASE("The event is set by the push on an empty list only", "[LIST-5][INV-13]") {
  Play play(new_workers(1));
  CHECK(list_of(play).signalled == 0);
  park(play, "W1");
  CHECK(list_of(play).signalled == 1);
  CHECK(play.count(EventKind::list_signal) == 1);
  park(play, "W2");
  park(play, "W3");
  CHECK(play.count(EventKind::list_signal) == 1);
  CHECK(play.count(EventKind::list_push) == 3);
  CHECK(list_of(play).filled == list_of(play).signals);
}

TEST_CASE("A dequeue takes all items at once, the latest first", "[LIST-6]") {
  Play play(new_workers(1));
  park(play, "W2");
  park(play, "W3");
  park(play, "W1");
  play.dispatch(0, "P1");
  play.until(0, "SCHED.dequeue");
  CHECK(chain(play, list_of(play).head) == Names{"W1", "W3", "W2"});
  play.step(0);
  CHECK(chain(play, play.user("P1").chain) == Names{"W1", "W3", "W2"});
  CHECK_FALSE(list_of(play).head.valid());
  CHECK(list_of(play).signalled == 0);
}

TEST_CASE("Of two callers one gets all, the other success with nothing", "[LIST-7]") {
  Play play(new_workers(2));
  park(play, "W1");
  park(play, "W2");
  play.dispatch(0, "P1");
  play.dispatch(1, "P2");
  play.until(0, "SCHED.dequeue");
  play.until(1, "SCHED.dequeue");
  play.step(1);
  play.step(0);
  CHECK(chain(play, play.user("P2").chain) == Names{"W2", "W1"});
  CHECK_FALSE(play.user("P1").chain.valid());
  CHECK(play.next(0) == "SCHED.wait");
}

TEST_CASE("Looking at an empty list returns at once, waiting is a call of its own", "[LIST-7]") {
  Play play(new_workers(1));
  play.dispatch(0, "P1");
  play.through(0, "SCHED.dequeue");
  CHECK(play.cpu(0).mode == Mode::user);
  CHECK(play.count(EventKind::kernel_entry) == 0);
  play.until_idle(0);
  CHECK(play.kthread("P1").wait == WaitReason::list);
}

TEST_CASE("A wait with a time-out expires, a wait without one does not", "[LIST-7]") {
  const Choice of_primary{ChoiceKind::time_out, CpuId(), 1};
  Play endless(SystemBuilder().worker("W1", "exit").primary("P1").build());
  endless.dispatch(0, "P1");
  endless.until_idle(0);
  CHECK_FALSE(endless.offers(of_primary));

  Play play(SystemBuilder().worker("W1", "exit").primary("P1").time_out(1000).build());
  play.dispatch(0, "P1");
  play.until_idle(0);
  REQUIRE(play.offers(of_primary));
  play.time_out("P1");
  CHECK_FALSE(play.offers(of_primary));
  play.dispatch(0, "P1");
  play.through(0, "SERVICE.wait");
  CHECK(play.next(0) == "ENTRY.return");
  play.until(0, "SCHED.dequeue");
  CHECK_FALSE(list_of(play).head.valid());
}

TEST_CASE("Of several that wait the one is let through that has waited longest", "[LIST-7]") {
  Play play(four_primaries().build());
  let_three_wait(play);
  CHECK(let_through(play) == Names{"P3"});
  CHECK(play.kthread("P4").behind == 0);
  CHECK(play.kthread("P2").behind == 1);
}

TEST_CASE("Whose wait has timed out has left the line", "[LIST-7]") {
  Play play(four_primaries().time_out(1000).build());
  let_three_wait(play);
  play.time_out("P3");
  play.dispatch(1, "P3");
  play.until_idle(1);
  REQUIRE(play.kthread("P3").behind == 2);
  CHECK(let_through(play) == Names{"P4"});
}

TEST_CASE("Who serves an APC while it waits keeps its place", "[LIST-7][APC-1]") {
  Play play(four_primaries().apc("look", ApcKind::routine, "P3").build());
  let_three_wait(play);
  play.arrive("look");
  play.dispatch(1, "P3");
  play.until_idle(1);
  REQUIRE(play.count(EventKind::apc_end) == 1);
  CHECK(let_through(play) == Names{"P3"});
}

TEST_CASE("Who is ended while it waits has left the line", "[LIST-7][EXIT-6]") {
  Play play(four_primaries().apc("end", ApcKind::terminate, "P4").build());
  let_three_wait(play);
  play.arrive("end");
  play.dispatch(1, "P4");
  play.through(1, "SERVICE.give-up");
  CHECK(play.kthread("P3").behind == 0);
  CHECK(play.kthread("P2").behind == 1);
}

TEST_CASE("A push whose link is out of date writes it again", "[LIST-8]") {
  Play play(new_workers(2));
  play.dispatch(0, "W1");
  play.dispatch(1, "W2");
  play.until(0, "FIG2.8.publish");
  play.until(1, "FIG2.8.publish");
  play.step(0);
  play.step(1);
  CHECK(play.next(1) == "FIG2.8.link");
  CHECK(chain(play, list_of(play).head) == Names{"W1"});
  play.step(1);
  play.step(1);
  CHECK(chain(play, list_of(play).head) == Names{"W2", "W1"});
}

}  // namespace umsim::test

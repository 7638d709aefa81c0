// Small protocols whose states and transitions can be counted by hand.
#include <algorithm>
#include <array>
#include <vector>

#include <catch2/catch.hpp>

#include "sim/explore/search.h"
#include "tests/explore/process_graph.h"

namespace umsim::explore {
namespace {

using Path = std::vector<ChoiceCode>;

// `processes` processes that each take `steps` steps which touch nothing shared.
Protocol independent(std::uint32_t processes, std::uint8_t steps) {
  Protocol protocol;
  protocol.processes = processes;
  protocol.step = [steps](std::uint32_t process, Shared& shared) {
    return shared[process] < steps && ++shared[process] > 0;
  };
  protocol.may_end = [=](const Shared& shared) {
    return std::all_of(shared.begin(), shared.begin() + processes,
                       [steps](std::uint8_t at) { return at == steps; });
  };
  return protocol;
}

// Two processes; process p takes lock first[p], then the other lock, then frees both and ends.
// Bytes 2 and 3: lock 0 and lock 1, which hold 0 when free and else 1 + owner.
Protocol two_locks(std::array<std::uint8_t, 2> first) {
  Protocol protocol;
  protocol.processes = 2;
  protocol.step = [first](std::uint32_t process, Shared& shared) {
    std::uint8_t& at = shared[process];
    if (at == 3) {
      return false;
    }
    if (at == 2) {
      shared[2] = shared[3] = 0;
    } else {
      std::uint8_t& lock = shared[2U + (at == 0 ? first[process] : 1U - first[process])];
      if (lock != 0) {
        return false;
      }
      lock = static_cast<std::uint8_t>(process + 1);
    }
    ++at;
    return true;
  };
  protocol.may_end = [](const Shared& shared) { return shared[0] == 3 && shared[1] == 3; };
  return protocol;
}

constexpr ViolationCode kBothInside = 7;

// Peterson's lock for ever: 0 raise the flag, 1 give the turn away, 2 wait, 3 inside and leave. A
// flag is up exactly when its process is past step 0; byte 2 is the turn. With `turn_first` the
// first two steps are swapped, and a flag is up from step 2.
Protocol peterson(bool turn_first) {
  Protocol protocol;
  protocol.processes = 2;
  protocol.goals = 2;
  protocol.step = [turn_first](std::uint32_t process, Shared& shared) {
    std::uint8_t& at = shared[process];
    const std::uint32_t other = 1 - process;
    const std::uint8_t first_raised = turn_first ? 2 : 1;
    if (at == 2 && shared[other] >= first_raised && shared[2] != process) {
      return false;
    }
    if (at == (turn_first ? 0 : 1)) {
      shared[2] = static_cast<std::uint8_t>(other);
    }
    at = static_cast<std::uint8_t>((at + 1) % 4);
    return true;
  };
  protocol.violation = [](const Shared& shared) {
    return shared[0] == 3 && shared[1] == 3 ? kBothInside : kNoViolation;
  };
  protocol.goals_met = [](const Shared& shared) {
    return GoalMask{shared[0] == 3} | GoalMask{shared[1] == 3} << 1;
  };
  return protocol;
}

TEST_CASE("Two processes of three steps have 16 states and 24 transitions", "[explore]") {
  // A state is a point of a grid of 4 x 4, a transition one of its edges: 2 directions x 4 lines x
  // 3 edges. The far corner is 3 + 3 steps away.
  ProcessGraph graph(independent(2, 3));
  const SearchResult result = search(graph, {});
  CHECK(result.verdict == Verdict::holds);
  CHECK(result.statistics.states == 16);
  CHECK(result.statistics.expanded == 16);
  CHECK(result.statistics.transitions == 24);
  CHECK(result.statistics.depth == 6);
}

TEST_CASE("Three processes of two steps have 27 states and 54 transitions", "[explore]") {
  // A grid of 3 x 3 x 3: 3 directions x 9 lines x 2 edges.
  ProcessGraph graph(independent(3, 2));
  const SearchResult result = search(graph, {});
  CHECK(result.verdict == Verdict::holds);
  CHECK(result.statistics.states == 27);
  CHECK(result.statistics.transitions == 54);
  CHECK(result.statistics.depth == 6);
}

TEST_CASE("Two locks taken in opposite order deadlock after two steps", "[explore]") {
  // Of the 4 x 4 pairs of positions, those where both own a lock twice are impossible: (1,2),
  // (2,1), (2,2). 13 remain. Moves of process 0: its first lock is free when process 1 is at 0, 1
  // or 3; its second when process 1 is at 0 or 3; it leaves from (2,0) and (2,3). 7, and as many of
  // process 1.
  ProcessGraph graph(two_locks({0, 1}));
  SearchOptions options;
  options.stop_at_first = false;
  const SearchResult all = search(graph, options);
  CHECK(all.statistics.states == 13);
  CHECK(all.statistics.transitions == 14);
  CHECK(all.statistics.depth == 6);
  REQUIRE(all.findings.size() == 1);
  CHECK(all.findings[0].fault == Fault::deadlock);
  CHECK(all.findings[0].path == Path{0, 1});

  const SearchResult first = search(graph, {});
  CHECK(first.verdict == Verdict::violated);
  CHECK(first.findings == all.findings);
}

TEST_CASE("Two locks taken in the same order never deadlock", "[explore]") {
  // Both processes cannot be at 1 or 2 together: 16 - 4 states. Process 0 makes each of its three
  // moves while process 1 is at 0 or at 3: 6 transitions, and as many of process 1.
  ProcessGraph graph(two_locks({0, 0}));
  const SearchResult result = search(graph, {});
  CHECK(result.verdict == Verdict::holds);
  CHECK(result.statistics.states == 12);
  CHECK(result.statistics.transitions == 12);
  CHECK(result.statistics.depth == 6);
}

TEST_CASE("Peterson's lock lets one process in at a time, and each again and again", "[explore]") {
  // States (step of 0, step of 1, turn). Both at 0 or 1: 4 pairs, either turn: 8. One at 2 or 3
  // while the other is at 0 or 1: the one at 2 or 3 has given the turn away last, so 4 pairs with
  // turn 1 and 4 with turn 0. (2,2) with either turn, (3,2) with turn 0, (2,3) with turn 1. 20 in
  // all. Two moves each, less those that wait: both states (2,2), (3,2), (2,3), (2,1), (1,2) have
  // one. 40 - 6 = 34. The farthest is (1,1) with turn 1: process 0 goes round once (4), then both
  // raise their flags.
  ProcessGraph graph(peterson(false));
  const SearchResult result = search(graph, {});
  CHECK(result.verdict == Verdict::holds);
  CHECK(result.progress_judged);
  CHECK(result.statistics.states == 20);
  CHECK(result.statistics.transitions == 34);
  CHECK(result.statistics.depth == 6);
}

TEST_CASE("Peterson's lock with the turn given away first lets both in after six steps",
          "[explore]") {
  // Each process needs three steps to be inside, so no counterexample has fewer than six. Both give
  // the turn away; the one that did so last goes in while the other's flag is down, and the other
  // then has the turn.
  ProcessGraph graph(peterson(true));
  SearchOptions options;
  options.keep_keys = true;
  const SearchResult result = search(graph, options);
  REQUIRE(result.verdict == Verdict::violated);
  const Finding& finding = result.findings.at(0);
  CHECK(finding.fault == Fault::violation);
  CHECK(finding.code == kBothInside);
  CHECK(finding.path == Path{0, 1, 1, 1, 0, 0});
  REQUIRE(finding.keys.size() == 7);
  CHECK(finding.keys.front() == std::vector<std::byte>(kSharedBytes));
  CHECK(finding.keys.back()[0] == std::byte{3});
  CHECK(finding.keys.back()[1] == std::byte{3});
}

// A token that goes round `stations` stations (byte 0: where it is), and which station 2 may lose
// if `lossy` (byte 1: it is lost, and then time goes on without it). Goal s: station s gets the
// token.
Protocol token_ring(std::uint8_t stations, bool lossy) {
  Protocol protocol;
  protocol.processes = 2;  // 0 passes the token on, 1 loses it
  protocol.goals = stations;
  protocol.step = [=](std::uint32_t process, Shared& shared) {
    if (process == 1) {
      const bool can_lose = lossy && shared[0] == 2 && shared[1] == 0;
      shared[1] = can_lose ? 1 : shared[1];
      return can_lose;
    }
    if (shared[1] == 0) {
      shared[0] = static_cast<std::uint8_t>((shared[0] + 1) % stations);
    }
    return true;
  };
  protocol.goals_met = [](const Shared& shared) {
    return shared[1] == 0 ? GoalMask{1} << shared[0] : GoalMask{0};
  };
  return protocol;
}

TEST_CASE("A token that goes round reaches every station from everywhere", "[explore]") {
  const std::uint8_t stations = GENERATE(as<std::uint8_t>{}, 5, 8, 9, 16, 17, 32, 33, 64);
  ProcessGraph graph(token_ring(stations, false));
  const SearchResult result = search(graph, {});
  CHECK(result.verdict == Verdict::holds);
  CHECK(result.progress_judged);
  CHECK(result.statistics.states == stations);
  CHECK(result.statistics.transitions == stations);
  CHECK(result.statistics.depth == stations - 1U);
}

TEST_CASE("A token that can get lost is no deadlock but a loss of every goal", "[explore]") {
  // Five stations and the state without a token, whose one step changes nothing.
  const std::uint8_t stations = GENERATE(as<std::uint8_t>{}, 5, 9, 17, 64);
  ProcessGraph graph(token_ring(stations, true));
  const SearchResult first = search(graph, {});
  CHECK(first.verdict == Verdict::violated);
  CHECK(first.statistics.states == stations + 1U);
  CHECK(first.statistics.transitions == stations + 2U);
  REQUIRE(first.findings.size() == 1);
  CHECK(first.findings[0].fault == Fault::lost_goal);
  CHECK(first.findings[0].code == 0);
  CHECK(first.findings[0].path == Path{0, 0, 1});

  SearchOptions options;
  options.stop_at_first = false;
  const SearchResult all = search(graph, options);
  REQUIRE(all.findings.size() == stations);
  for (std::uint16_t goal = 0; goal < stations; ++goal) {
    CHECK(all.findings[goal].code == goal);
    CHECK(all.findings[goal].path == Path{0, 0, 1});
  }
}

}  // namespace
}  // namespace umsim::explore

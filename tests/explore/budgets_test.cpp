// Searches that end before they have seen everything: budgets and interrupts.
#include <atomic>
#include <vector>

#include <catch2/catch.hpp>

#include "sim/explore/search.h"
#include "tests/explore/table_graph.h"

namespace umsim::explore {
namespace {

using Path = std::vector<ChoiceCode>;

// A grid of `side` x `side` states in which every step goes right (choice 0) or down (choice 1).
TableGraph grid(std::uint32_t side) {
  std::vector<TableState> states(std::size_t{side} * side);
  for (std::uint32_t at = 0; at < states.size(); ++at) {
    if (at % side + 1 < side) {
      states[at].edges.push_back({at + 1, 0});
    }
    if (at / side + 1 < side) {
      states[at].edges.push_back({at + side, 1});
    }
  }
  states.back().may_end = true;
  states.back().goals_met = 1;
  return {states, 1, 16};
}

TEST_CASE("A state budget that is just enough gives a verdict, one less does not", "[explore]") {
  TableGraph graph = grid(4);
  SearchOptions options;
  options.max_states = 16;
  CHECK(search(graph, options).verdict == Verdict::holds);
  options.max_states = 15;
  const SearchResult result = search(graph, options);
  CHECK(result.verdict == Verdict::incomplete);
  CHECK(result.stop == Stop::state_budget);
  CHECK(result.statistics.states == 15);
  CHECK_FALSE(result.progress_judged);
  options.max_states = 0;
  CHECK(search(graph, options).verdict == Verdict::incomplete);
}

TEST_CASE("A search whose memory is used up is incomplete and has kept to its budget",
          "[explore]") {
  TableGraph graph = grid(400);
  const SearchResult whole = search(graph, {});
  REQUIRE(whole.verdict == Verdict::holds);
  SearchOptions options;
  options.memory_bytes = whole.statistics.bytes;
  CHECK(search(graph, options).verdict == Verdict::holds);
  const auto percent = GENERATE(0U, 1U, 5U, 10U, 25U, 50U, 75U, 90U, 99U);
  options.memory_bytes = whole.statistics.bytes * percent / 100;
  const SearchResult result = search(graph, options);
  CHECK(result.verdict == Verdict::incomplete);
  CHECK(result.stop == Stop::memory_budget);
  CHECK(result.statistics.states <= whole.statistics.states);
  CHECK(result.statistics.bytes <= options.memory_bytes);
}

TEST_CASE("A fault that was found before a budget ran out is reported", "[explore]") {
  std::vector<TableState> states = grid(50).states();
  states[1].edges.push_back({0, 77, 1});
  TableGraph graph(states, 1, 16);
  SearchOptions options;
  options.stop_at_first = false;
  options.max_states = 1000;
  const SearchResult result = search(graph, options);
  CHECK(result.verdict == Verdict::violated);
  CHECK(result.stop == Stop::state_budget);
  CHECK(result.findings.at(0).path == Path{0, 77});
}

TEST_CASE("Status is reported every so many states and an interrupt ends the search", "[explore]") {
  TableGraph graph = grid(40);
  std::atomic<bool> interrupt = false;
  std::vector<SearchStatus> reports;
  SearchOptions options;
  options.interrupt = &interrupt;
  options.report_every = 100;
  options.report = [&](const SearchStatus& status) {
    reports.push_back(status);
    interrupt = reports.size() == 3;
  };
  const SearchResult result = search(graph, options);
  CHECK(result.verdict == Verdict::incomplete);
  CHECK(result.stop == Stop::interrupted);
  CHECK(result.statistics.expanded == 300);
  REQUIRE(reports.size() == 3);
  CHECK(reports[0].expanded == 100);
  CHECK(reports[2].expanded == 300);
  CHECK(reports[2].states == result.statistics.states);
  CHECK(reports[2].bytes > 0);
}

TEST_CASE("An interrupt while progress is judged leaves the verdict open", "[explore]") {
  TableGraph graph = grid(10);
  std::atomic<bool> interrupt = false;
  SearchOptions options;
  options.interrupt = &interrupt;
  options.report = [&](const SearchStatus& status) {
    interrupt = status.phase == Phase::judging_progress;
  };
  const SearchResult result = search(graph, options);
  CHECK(result.verdict == Verdict::incomplete);
  CHECK(result.stop == Stop::interrupted);
  CHECK_FALSE(result.progress_judged);
}

TEST_CASE("Two searches of one graph give the same result", "[explore]") {
  TableGraph graph = grid(30);
  const SearchResult one = search(graph, {});
  const SearchResult two = search(graph, {});
  CHECK(one.findings == two.findings);
  CHECK(one.statistics.states == two.statistics.states);
  CHECK(one.statistics.transitions == two.statistics.transitions);
  CHECK(one.statistics.depth == two.statistics.depth);
  CHECK(one.statistics.sweeps == two.statistics.sweeps);
  CHECK(one.statistics.bytes == two.statistics.bytes);
}

}  // namespace
}  // namespace umsim::explore

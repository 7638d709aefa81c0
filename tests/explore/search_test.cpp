// What the search reports, and where it stops when it stops at the first fault.
#include "sim/explore/search.h"

#include <memory>
#include <new>
#include <vector>

#include <catch2/catch.hpp>

#include "models/machine/internal_error.h"
#include "tests/explore/table_graph.h"

namespace umsim::explore {
namespace {

using Path = std::vector<ChoiceCode>;

SearchOptions go_through() {
  SearchOptions options;
  options.stop_at_first = false;
  return options;
}

TEST_CASE("A single state that may end holds, and one that may not is a deadlock", "[explore]") {
  TableGraph end({{{}, true}}, 0);
  const SearchResult held = search(end, {});
  CHECK(held.verdict == Verdict::holds);
  CHECK(held.statistics.states == 1);
  CHECK(held.statistics.transitions == 0);
  CHECK(held.statistics.depth == 0);

  TableGraph stuck({{{}, false}}, 0);
  const SearchResult result = search(stuck, {});
  CHECK(result.verdict == Verdict::violated);
  REQUIRE(result.findings.size() == 1);
  CHECK(result.findings[0].fault == Fault::deadlock);
  CHECK(result.findings[0].path.empty());
}

TEST_CASE("A state that may end and has successors is explored further", "[explore]") {
  TableGraph graph({{{{1, 0}}, true}, {{}, false}}, 0);
  CHECK(search(graph, {}).findings.at(0).path == Path{0});
}

TEST_CASE("A violation in the initial state is found before any step", "[explore]") {
  TableGraph graph({{{{0, 0}}}}, 0);
  graph.fault_initial_state(3);
  SearchOptions options;
  options.keep_keys = true;
  const SearchResult result = search(graph, options);
  REQUIRE(result.findings.size() == 1);
  CHECK(result.findings[0].code == 3);
  CHECK(result.findings[0].path.empty());
  REQUIRE(result.findings[0].keys.size() == 1);
  CHECK(result.findings[0].keys[0] == graph.key_of(0));
  CHECK(result.statistics.expanded == 0);
}

TEST_CASE("A deadlock is preferred to a violation that was met earlier but is one step longer",
          "[explore]") {
  // 0 -> 1, 2; 1 -> violation (2 steps); 2 has no way out (1 step).
  TableGraph graph({{{{1, 0}, {2, 1}}}, {{{3, 2, 9}}}, {}, {}}, 0);
  const SearchResult first = search(graph, {});
  REQUIRE(first.findings.size() == 1);
  CHECK(first.findings[0].fault == Fault::deadlock);
  CHECK(first.findings[0].path == Path{1});

  const SearchResult all = search(graph, go_through());
  REQUIRE(all.findings.size() == 2);
  CHECK(all.findings[1].fault == Fault::violation);
  CHECK(all.findings[1].path == Path{0, 2});
}

TEST_CASE("A search that stops at the first fault finishes its level and no more", "[explore]") {
  // A chain of 100 whose second step is violated on a side way.
  std::vector<TableState> states(100);
  for (std::uint32_t at = 0; at < 99; ++at) {
    states[at].edges.push_back({at + 1, 0});
  }
  states[99].may_end = true;
  states[1].edges.insert(states[1].edges.begin(), {50, 1, 4});
  TableGraph graph(states, 0);
  const SearchResult first = search(graph, {});
  CHECK(first.findings.at(0).path == Path{0, 1});
  CHECK(first.stop == Stop::none);
  CHECK(first.statistics.expanded == 2);
  CHECK(first.statistics.states == 3);
  CHECK(first.statistics.transitions == 3);

  const SearchResult all = search(graph, go_through());
  CHECK(all.findings == first.findings);
  CHECK(all.statistics.expanded == 100);
  CHECK(all.statistics.transitions == 100);
  CHECK(all.statistics.depth == 99);
}

TEST_CASE("Going through reports the nearest violation of each code, nearest first", "[explore]") {
  // Code 5 after 3 steps and after 2; code 6 after 1; what lies behind a violation (state 4) is not
  // explored.
  TableGraph graph(
      {{{{1, 0}, {4, 1, 6}, {2, 2}}}, {{{3, 0}}}, {{{4, 3, 5}, {0, 0}}}, {{{4, 4, 5}, {0, 0}}}, {}},
      1);
  const SearchResult result = search(graph, go_through());
  REQUIRE(result.findings.size() == 2);
  CHECK(result.findings[0].code == 6);
  CHECK(result.findings[0].path == Path{1});
  CHECK(result.findings[1].code == 5);
  CHECK(result.findings[1].path == Path{2, 3});
  CHECK(result.statistics.states == 4);
  CHECK_FALSE(result.progress_judged);
}

TEST_CASE("The path names the choice by which a state was first found", "[explore]") {
  // State 1 can be reached by choices 8 and 9, and by 7 only with a violation of another code in
  // going through.
  TableGraph graph({{{{1, 7, 2}, {1, 8}, {1, 9}}}, {}}, 0);
  const SearchResult result = search(graph, go_through());
  REQUIRE(result.findings.size() == 2);
  CHECK(result.findings[0].path == Path{7});
  CHECK(result.findings[1].fault == Fault::deadlock);
  CHECK(result.findings[1].path == Path{8});
}

// Breaks the contract, or runs out of memory, in its second state.
class UnrulyGraph final : public StateGraph {
 public:
  enum class Habit : std::uint8_t { wide_key, changes_its_mind, out_of_memory };
  explicit UnrulyGraph(Habit habit) : habit_(habit) {}

  [[nodiscard]] std::size_t key_bytes() const override { return 1; }
  [[nodiscard]] unsigned goals() const override { return 0; }
  ViolationCode initial(std::span<std::byte> /*key*/) override { return kNoViolation; }
  StateFacts expand(KeyView key, SuccessorSink& sink) override {
    const auto next = static_cast<std::byte>(std::to_integer<unsigned>(key[0]) + 1);
    if (key[0] == std::byte{0}) {
      if (expanded_++ == 0) {
        sink.successor(0, {&next, 1}, kNoViolation, kNoTurn);
      }
    } else if (habit_ == Habit::wide_key) {
      sink.successor(0, std::vector<std::byte>(2), kNoViolation, kNoTurn);
    } else if (habit_ == Habit::out_of_memory) {
      throw std::bad_alloc();
    }
    return {};
  }
  [[nodiscard]] std::unique_ptr<StateGraph> twin() const override {
    return std::make_unique<UnrulyGraph>(*this);
  }

 private:
  Habit habit_;
  unsigned expanded_ = 0;
};

TEST_CASE("A graph that breaks its contract is our defect and no verdict", "[explore]") {
  UnrulyGraph wide(UnrulyGraph::Habit::wide_key);
  CHECK_THROWS_AS(search(wide, {}), InternalError);
  // Its second state is a deadlock, whose path cannot be written down.
  UnrulyGraph changing(UnrulyGraph::Habit::changes_its_mind);
  CHECK_THROWS_AS(search(changing, {}), InternalError);
}

TEST_CASE("A graph that runs out of memory leaves the verdict open", "[explore]") {
  UnrulyGraph graph(UnrulyGraph::Habit::out_of_memory);
  const SearchResult result = search(graph, {});
  CHECK(result.verdict == Verdict::incomplete);
  CHECK(result.stop == Stop::memory_budget);
  CHECK(result.statistics.states == 2);
}

}  // namespace
}  // namespace umsim::explore

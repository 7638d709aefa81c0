// Searches with several threads: the result is that of one thread, whatever happens.
#include <atomic>
#include <cstdint>
#include <memory>
#include <new>
#include <vector>

#include <catch2/catch.hpp>

#include "models/machine/internal_error.h"
#include "sim/explore/model_graph.h"
#include "sim/explore/random_numbers.h"
#include "sim/explore/search.h"
#include "tests/explore/fair_table_graph.h"
#include "tests/explore/same_result.h"
#include "tests/explore/small_systems.h"
#include "tests/explore/table_graph.h"

namespace umsim::explore {
namespace {

// Every state leads to two others, most of them higher; levels grow to thousands of states.
TableGraph bushy(std::uint32_t states, std::uint32_t seed) {
  RandomNumbers random(seed);
  std::vector<TableState> table(states);
  for (std::uint32_t at = 0; at < states; ++at) {
    for (std::uint32_t edge = 1; edge <= 2; ++edge) {
      table[at].edges.push_back({(2 * at + edge + random.below(3)) % states, edge});
    }
    table[at].may_end = true;
    table[at].goals_met = at % 7 == 0 ? 1 : 0;
  }
  return {table, 1, 16};
}

TEST_CASE("Any number of threads gives the result of one thread", "[explore]") {
  TableGraph graph = bushy(60'000, GENERATE(1U, 2U, 3U));
  SearchOptions options;
  options.max_states = GENERATE(as<std::uint64_t>{}, kUnlimited, 20'001);
  const SearchResult alone = search(graph, options);
  CHECK(alone.statistics.states > 10'000);
  options.threads = GENERATE(2U, 3U, 7U);
  check_same(alone, search(graph, options));
}

TEST_CASE("Any number of threads finds the same shortest way to a fault", "[explore]") {
  std::vector<TableState> states = bushy(60'000, 5).states();
  states[31'111].edges.push_back({0, 9, 2});
  states[40'000].edges.insert(states[40'000].edges.begin(), {0, 8, 1});
  TableGraph graph(states, 1, 16);
  SearchOptions options;
  options.stop_at_first = GENERATE(true, false);
  const SearchResult alone = search(graph, options);
  REQUIRE(alone.verdict == Verdict::violated);
  options.threads = 4;
  check_same(alone, search(graph, options));
}

TEST_CASE("Several threads search the model as one does", "[explore][model]") {
  for (const test::NamedSystem& small : test::small_systems()) {
    INFO(small.name);
    SearchOptions options;
    options.stop_at_first = false;
    ModelGraph graph(small.system, {});
    const SearchResult alone = search(graph, options);
    options.threads = 3;
    check_same(alone, search(graph, options));
  }
}

// Some of its states meet no goal, so that it may be lost; what is wanted is sometimes denied.
FairTableGraph with_cycles(RandomNumbers& random) {
  std::vector<FairState> states(20);
  for (FairState& state : states) {
    state.edges.resize(random.below(3));
    for (FairEdge& edge : state.edges) {
      edge = {random.below(20), {.serves = random.below(2)}, kNoTurn, random.below(3) == 0};
    }
    state.wants.wanted = 1;
    state.met = random.below(8);
  }
  return {states, 1};
}

TEST_CASE("Progress and cycles judged at the same time give the result of one after the other",
          "[explore]") {
  RandomNumbers random(11);
  std::size_t lost = 0;
  std::size_t cycles = 0;
  for (unsigned round = 0; round < 300; ++round) {
    FairTableGraph graph = with_cycles(random);
    SearchOptions options;
    options.stop_at_first = round % 2 == 0;
    options.fairness = FairnessKind::weak;
    const SearchResult alone = search(graph, options);
    options.threads = 2;
    INFO("round " << round);
    check_same(alone, search(graph, options));
    for (const Finding& finding : alone.findings) {
      lost += finding.fault == Fault::lost_goal ? 1 : 0;
      cycles += finding.fault == Fault::ring ? 1 : 0;
    }
  }
  CHECK(lost > 20);
  CHECK(cycles > 20);
}

// A wide graph whose states from `bad` on cannot be expanded.
class FailingGraph final : public StateGraph {
 public:
  FailingGraph(std::uint32_t bad, bool out_of_memory)
      : table_(bushy(20'000, 8)), bad_(bad), out_of_memory_(out_of_memory) {}

  [[nodiscard]] std::size_t key_bytes() const override { return table_.key_bytes(); }
  [[nodiscard]] unsigned goals() const override { return table_.goals(); }
  ViolationCode initial(std::span<std::byte> key) override { return table_.initial(key); }
  StateFacts expand(KeyView key, SuccessorSink& sink) override {
    if (table_.state_of(key) >= bad_ && out_of_memory_) {
      throw std::bad_alloc();
    }
    require(table_.state_of(key) < bad_, "the state cannot be expanded");
    return table_.expand(key, sink);
  }
  [[nodiscard]] std::unique_ptr<StateGraph> twin() const override {
    return std::make_unique<FailingGraph>(*this);
  }

 private:
  TableGraph table_;
  std::uint32_t bad_;
  bool out_of_memory_;
};

TEST_CASE("What a graph throws in another thread ends the search as in its own", "[explore]") {
  SearchOptions options;
  options.threads = GENERATE(1U, 4U);
  FailingGraph broken(15'000, false);
  CHECK_THROWS_AS(search(broken, options), InternalError);
  FailingGraph large(15'000, true);
  const SearchResult result = search(large, options);
  CHECK(result.verdict == Verdict::incomplete);
  CHECK(result.stop == Stop::memory_budget);
  options.threads = 1;
  CHECK(search(large, options).statistics.states == result.statistics.states);
}

TEST_CASE("An interrupt ends a search with several threads after the same state", "[explore]") {
  TableGraph graph = bushy(60'000, 6);
  std::atomic<bool> interrupt = false;
  SearchOptions options;
  options.threads = 4;
  options.interrupt = &interrupt;
  options.report_every = 5'000;
  options.report = [&](const SearchStatus&) { interrupt = true; };
  const SearchResult result = search(graph, options);
  CHECK(result.stop == Stop::interrupted);
  CHECK(result.statistics.expanded == 5'000);
}

}  // namespace
}  // namespace umsim::explore

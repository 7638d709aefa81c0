// Runs that never end: which cycles are fair, on small graphs whose answer is known, and on random
// ones held against the definition itself.
#include <algorithm>
#include <array>
#include <atomic>
#include <filesystem>
#include <numeric>
#include <vector>

#include <catch2/catch.hpp>

#include "sim/explore/random_numbers.h"
#include "sim/explore/search.h"
#include "tests/explore/fair_oracle.h"
#include "tests/explore/fair_table_graph.h"

namespace umsim::explore {
namespace {

using Path = std::vector<ChoiceCode>;

constexpr StepService kNothing{};
constexpr StepService serves(ConditionMask mask) { return {.serves = mask}; }
constexpr StepService goes_on(ConditionMask mask) { return {.serves = mask, .advances = true}; }

FairEdge to(std::uint32_t target, StepService service = kNothing, Turn turn = kNoTurn) {
  return {target, service, turn, false};
}

Wants wanted(ConditionMask mask, ConditionMask starving = 0) { return {mask, starving}; }

SearchResult judged(FairTableGraph graph, FairnessKind kind = FairnessKind::strong) {
  SearchOptions options;
  options.fairness = kind;
  options.keep_keys = true;
  return search(graph, options);
}

TEST_CASE(
    "A cycle on which somebody could do a step all along and does none is not fair [INV-15]") {
  // A spins in 0; B, who could release what A spins for, is never given a turn.
  const FairTableGraph graph({{{to(0, serves(1)), to(1, serves(2))}, wanted(3)}, {}}, 2);
  const SearchResult result = judged(graph);
  CHECK(result.verdict == Verdict::holds);
  CHECK(result.cycles_judged);
  CHECK(result.statistics.on_cycles == 1);
}

TEST_CASE("A ring on which everybody does steps is fair, and is shown [INV-15]") {
  // A and B get out of each other's way for ever.
  const FairTableGraph graph({{{to(1, serves(1))}, wanted(1)},
                              {{to(2, serves(1))}, wanted(3)},
                              {{to(1, serves(2)), to(3)}, wanted(3)},
                              {}},
                             2);
  const SearchResult result = judged(graph);
  REQUIRE(result.findings.size() == 1);
  CHECK(result.verdict == Verdict::violated);
  CHECK(result.findings[0].fault == Fault::ring);
  CHECK(result.findings[0].path == Path{0, 0, 0});
  CHECK(result.findings[0].cycle == 2);
  CHECK(result.findings[0].keys.size() == 4);
  CHECK(result.findings[0].keys[1] == result.findings[0].keys[3]);
}

TEST_CASE("A ring on which a program gets further is none [INV-15]") {
  const FairTableGraph graph({{{to(0, goes_on(1))}, wanted(1)}}, 1);
  CHECK(judged(graph).verdict == Verdict::holds);
}

TEST_CASE("Who has work all along while others go on for ever starves [INV-15]") {
  // A's program goes on; B starves in 1 and 2, but not in 0.
  const FairTableGraph graph({{{to(1, goes_on(1))}, wanted(1)},
                              {{to(2, goes_on(1))}, wanted(1, 2)},
                              {{to(1, goes_on(1)), to(0, goes_on(1))}, wanted(1, 2)}},
                             2);
  const SearchResult result = judged(graph);
  REQUIRE(result.findings.size() == 1);
  CHECK(result.findings[0].fault == Fault::starvation);
  CHECK(result.findings[0].code == 1);
  CHECK(result.findings[0].path == Path{0, 0, 0});
  CHECK(result.findings[0].cycle == 2);
}

TEST_CASE("Who is served once a round does not starve [INV-15]") {
  const FairTableGraph graph(
      {{{to(1, goes_on(1))}, wanted(1, 2)}, {{to(0, goes_on(1))}, wanted(1, 0)}}, 2);
  CHECK(judged(graph).verdict == Verdict::holds);
}

TEST_CASE("Who tries again and again succeeds at some time, if fairness is to be strong") {
  // B tries whenever A is not there, and A comes between each time; at 0 B could succeed.
  const StepService try_in_vain{.serves = 2, .tries = 4, .advances = true};
  const StepService succeed{.serves = 2 | 4};
  const FairTableGraph graph({{{to(1, goes_on(1)), to(2, succeed)}, wanted(3, 2)},
                              {{to(0, try_in_vain)}, wanted(3, 2)},
                              {}},
                             3);
  CHECK(judged(graph, FairnessKind::strong).verdict == Verdict::holds);
  const SearchResult weak = judged(graph, FairnessKind::weak);
  REQUIRE(weak.findings.size() == 1);
  CHECK(weak.findings[0].fault == Fault::starvation);
  CHECK(weak.findings[0].code == 1);
  CHECK(weak.findings[0].cycle == 2);
  const SearchResult none = judged(graph, FairnessKind::none);
  CHECK(none.verdict == Verdict::holds);
  CHECK_FALSE(none.cycles_judged);
}

TEST_CASE("Without the steps that try in vain, what is left of a component is judged again") {
  // 0 <-> 1 goes on with a try in vain; 1 itself is a ring without one.
  const FairTableGraph graph({{{to(1, serves(1))}, wanted(1)},
                              {{to(0, {.serves = 1, .tries = 2}), to(1, serves(1))}, wanted(1)}},
                             2);
  const SearchResult result = judged(graph);
  REQUIRE(result.findings.size() == 1);
  CHECK(result.findings[0].path == Path{0, 3});
  CHECK(result.findings[0].cycle == 1);
}

TEST_CASE("A cycle that changes names is fair when all have had their turn in some round") {
  // Each round one of two that are alike does a step, and then they change places: two rounds
  // serve both. Without the change one of them is denied.
  ConditionOrder same{};
  ConditionOrder exchanged{};
  std::iota(same.begin(), same.end(), std::uint8_t{0});
  exchanged[0] = 1;
  exchanged[1] = 0;
  const std::vector<ConditionOrder> turns{same, exchanged};
  const FairTableGraph changing({{{to(0, serves(1), 1)}, wanted(3)}}, 2, turns);
  const SearchResult result = judged(changing);
  REQUIRE(result.findings.size() == 1);
  CHECK(result.findings[0].fault == Fault::ring);
  CHECK(result.findings[0].cycle == 2);
  const FairTableGraph keeping({{{to(0, serves(1))}, wanted(3)}}, 2, turns);
  CHECK(judged(keeping).verdict == Verdict::holds);
}

TEST_CASE("With little memory the verdict is that it did not suffice, or the same") {
  std::vector<FairState> states;
  constexpr std::uint32_t kStates = 60'000;
  for (std::uint32_t i = 0; i < kStates; ++i) {
    states.push_back({{to((i + 1) % kStates, serves(1))}, wanted(1)});
  }
  FairTableGraph graph(states, 1);
  bool refused = false;
  bool found = false;
  for (std::uint64_t memory = 1; memory <= 16; ++memory) {
    SearchOptions options;
    options.memory_bytes = memory << 20U;
    const SearchResult result = search(graph, options);
    CHECK(result.statistics.bytes <= options.memory_bytes);
    const bool incomplete =
        result.verdict == Verdict::incomplete && result.stop == Stop::memory_budget;
    const bool violated = result.verdict == Verdict::violated;
    CHECK((incomplete || violated));
    CHECK_FALSE((found && incomplete));
    refused = refused || (incomplete && result.progress_judged);
    found = found || violated;
  }
  CHECK(refused);
  CHECK(found);
}

TEST_CASE("Many cycles take no more room in a spill file than the largest of them") {
  // A chain of states, each a cycle of its own.
  std::vector<FairState> states;
  constexpr std::uint32_t kStates = 2000;
  for (std::uint32_t i = 0; i < kStates; ++i) {
    states.push_back({{to(i, serves(1)), to(i + 1, serves(2))}, wanted(3)});
  }
  states.push_back({});
  FairTableGraph graph(states, 2);
  SearchOptions options;
  options.spill_folder = std::filesystem::temp_directory_path().string();
  const SearchResult result = search(graph, options);
  CHECK(result.verdict == Verdict::holds);
  CHECK(result.cycles_judged);
  CHECK(result.statistics.on_cycles == kStates);
  CHECK(result.statistics.spilled < std::uint64_t{64} << 20U);
}

TEST_CASE("An interrupted search for cycles says so") {
  std::vector<FairState> states;
  for (std::uint32_t i = 0; i < 20'000; ++i) {
    states.push_back({{to(i), to(i + 1)}, wanted(1)});
  }
  states.push_back({});
  FairTableGraph graph(states, 1);
  std::atomic<bool> interrupt = false;
  SearchOptions options;
  options.interrupt = &interrupt;
  options.report = [&](const SearchStatus& status) {
    interrupt = status.phase == Phase::judging_cycles;
  };
  const SearchResult result = search(graph, options);
  CHECK(result.verdict == Verdict::incomplete);
  CHECK(result.stop == Stop::interrupted);
  CHECK(result.progress_judged);
  CHECK_FALSE(result.cycles_judged);
}

constexpr unsigned kConditions = 3;

std::vector<ConditionOrder> some_turns() {
  std::vector<ConditionOrder> turns(3);
  const std::array<std::array<std::uint8_t, kConditions>, 3> orders{
      {{0, 1, 2}, {0, 2, 1}, {0, 2, 1}}};
  for (std::size_t i = 0; i < turns.size(); ++i) {
    std::ranges::copy(orders[i], turns[i].begin());
  }
  return turns;
}

FairTableGraph random_graph(RandomNumbers& random, bool turns) {
  const std::uint32_t states = 1 + random.below(5);
  const auto some = [&](unsigned of_eight) {
    ConditionMask mask = 0;
    for (unsigned i = 0; i < kConditions; ++i) {
      mask |= (random.below(8) < of_eight ? ConditionMask{1} : 0) << i;
    }
    return mask;
  };
  std::vector<FairState> all(states);
  for (FairState& state : all) {
    state.edges.resize(1 + random.below(3));
    for (FairEdge& edge : state.edges) {
      edge.target = random.below(states);
      edge.mover = static_cast<Mover>(random.below(FairTableGraph::kMovers));
      edge.turn = turns ? static_cast<Turn>(random.below(3)) : kNoTurn;
      edge.service = {some(3), some(2), random.below(3) == 0};
      edge.service.tries &= ~edge.service.serves;
    }
    state.wants = {some(7), some(5)};
    state.more = some(1);
  }
  return {all, kConditions, some_turns()};
}

TEST_CASE("On random graphs exactly the fair cycles of the definition are found [INV-15]") {
  RandomNumbers random(4);
  std::size_t rings = 0;
  std::size_t starvation = 0;
  std::size_t none = 0;
  for (unsigned round = 0; round < 4000; ++round) {
    const bool turns = round % 2 == 1;
    const FairTableGraph graph = random_graph(random, turns);
    const FairnessKind kind = round % 3 == 0 ? FairnessKind::weak : FairnessKind::strong;
    const FairOracle oracle(graph, some_turns(), kConditions, kind);
    if (oracle.edges() > FairOracle::kMostEdges) continue;
    FairTableGraph searched = graph;
    SearchOptions options;
    options.fairness = kind;
    options.stop_at_first = false;
    const SearchResult result = search(searched, options);
    const bool ring = oracle.has_ring();
    const bool starves = oracle.has_starvation();
    const auto found = [&](Fault fault) {
      return std::ranges::any_of(result.findings,
                                 [&](const Finding& one) { return one.fault == fault; });
    };
    bool agrees = result.cycles_judged && found(Fault::ring) == ring &&
                  result.findings.empty() == !(ring || starves);
    for (const Finding& finding : result.findings) {
      agrees = agrees && oracle.accepts(finding);
    }
    INFO("round " << round);
    CHECK(agrees);
    rings += ring ? 1 : 0;
    starvation += starves && !ring ? 1 : 0;
    none += ring || starves ? 0 : 1;
  }
  CHECK(rings > 100);
  CHECK(starvation > 100);
  CHECK(none > 100);
}

}  // namespace
}  // namespace umsim::explore

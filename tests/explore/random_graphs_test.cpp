// The search on random graphs, held against a second, plain one.
#include <algorithm>
#include <array>
#include <vector>

#include <catch2/catch.hpp>

#include "sim/explore/random_numbers.h"
#include "sim/explore/search.h"
#include "tests/explore/reference_search.h"
#include "tests/explore/table_graph.h"

namespace umsim::explore {
namespace {

struct Shape {
  std::uint32_t states;
  std::uint32_t edges;             // most a state
  std::uint32_t violation_one_in;  // edges; 0: none
  unsigned goals;
  std::size_t key_bytes;
};

Shape random_shape(RandomNumbers& random) {
  constexpr std::array<std::size_t, 4> kWidths{1, 7, 8, 33};
  constexpr std::array<std::uint32_t, 3> kViolations{0, 0, 60};
  constexpr std::array<unsigned, 8> kGoals{0, 1, 3, 8, 9, 17, 33, 64};
  return {1 + random.below(60), 1 + random.below(4), kViolations[random.below(3)],
          kGoals[random.below(8)], kWidths[random.below(4)]};
}

TableState random_state(RandomNumbers& random, const Shape& shape) {
  TableState state;
  state.edges.resize(random.below(shape.edges + 1));
  for (TableEdge& edge : state.edges) {
    edge.target = random.below(shape.states);
    edge.choice = random.below(1000);
    if (shape.violation_one_in != 0 && random.below(shape.violation_one_in) == 0) {
      edge.violation = static_cast<ViolationCode>(1 + random.below(3));
    }
  }
  state.may_end = random.below(8) != 0;
  // Many goals are met in few states, so that some are lost and some are not.
  state.goals_met = random.next() & random.next() & random.next();
  return state;
}

TableGraph random_graph(std::uint64_t seed) {
  RandomNumbers random(seed);
  const Shape shape = random_shape(random);
  std::vector<TableState> states;
  for (std::uint32_t i = 0; i < shape.states; ++i) {
    states.push_back(random_state(random, shape));
  }
  return {states, shape.goals, shape.key_bytes};
}

// True when the finding's choices lead along its keys, and to what it says is wrong.
bool is_real(const Finding& finding, const TableGraph& graph) {
  if (finding.keys.size() != finding.path.size() + 1 || finding.keys[0] != graph.key_of(0)) {
    return false;
  }
  for (std::size_t i = 0; i < finding.path.size(); ++i) {
    const bool is_faulty = finding.fault == Fault::violation && i + 1 == finding.path.size();
    const ViolationCode violation = is_faulty ? finding.code : kNoViolation;
    const auto& edges = graph.states()[graph.state_of(finding.keys[i])].edges;
    const bool leads = std::any_of(edges.begin(), edges.end(), [&](const TableEdge& edge) {
      return edge.choice == finding.path[i] && edge.violation == violation &&
             graph.key_of(edge.target) == finding.keys[i + 1];
    });
    if (!leads) {
      return false;
    }
  }
  const TableState& last = graph.states()[graph.state_of(finding.keys.back())];
  return finding.fault != Fault::deadlock || (last.edges.empty() && !last.may_end);
}

bool agrees_going_through(TableGraph& graph, const ReferenceResult& expected) {
  SearchOptions options;
  options.stop_at_first = false;
  options.keep_keys = true;
  const SearchResult result = search(graph, options);
  std::uint64_t depth = 0;
  for (const auto& [state, distance] : expected.distances) {
    depth = std::max(depth, distance);
  }
  const bool same_counts = result.statistics.states == expected.distances.size() &&
                           result.statistics.transitions == expected.transitions &&
                           result.statistics.depth == depth;
  const auto is_expected = [&](const Finding& finding) {
    const auto fault = expected.faults.find({finding.fault, finding.code});
    return fault != expected.faults.end() && fault->second == finding.path.size() &&
           is_real(finding, graph);
  };
  return same_counts && result.findings.size() == expected.faults.size() &&
         std::all_of(result.findings.begin(), result.findings.end(), is_expected) &&
         (result.verdict == Verdict::holds) == expected.faults.empty();
}

// What a search reports that stops at its first fault: what it sees on its way before it judges
// progress.
bool agrees_stopping(TableGraph& graph, const ReferenceResult& expected) {
  SearchOptions options;
  options.keep_keys = true;
  const SearchResult result = search(graph, options);
  std::uint64_t nearest = kUnlimited;
  std::uint64_t nearest_lost = kUnlimited;
  for (const auto& [fault, length] : expected.faults) {
    std::uint64_t& least = fault.first == Fault::lost_goal ? nearest_lost : nearest;
    least = std::min(least, length);
  }
  if (nearest == kUnlimited) {
    nearest = nearest_lost;
  }
  if (nearest == kUnlimited) {
    return result.verdict == Verdict::holds && result.findings.empty();
  }
  return result.verdict == Verdict::violated && result.findings.size() == 1 &&
         result.findings[0].path.size() == nearest && is_real(result.findings[0], graph);
}

TEST_CASE("On random graphs the search finds what a plain one finds", "[explore]") {
  std::uint64_t with_other_fault = 0;
  std::uint64_t with_lost_goal = 0;
  std::uint64_t without_fault = 0;
  for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
    TableGraph graph = random_graph(seed);
    const ReferenceResult expected = reference_search(graph);
    INFO("seed " << seed);
    REQUIRE(agrees_going_through(graph, expected));
    REQUIRE(agrees_stopping(graph, expected));
    const bool lost =
        std::any_of(expected.faults.begin(), expected.faults.end(),
                    [](const auto& fault) { return fault.first.first == Fault::lost_goal; });
    if (expected.faults.empty()) {
      ++without_fault;
    } else if (lost) {
      ++with_lost_goal;
    } else {
      ++with_other_fault;
    }
  }
  // The sample has something of everything.
  CHECK(with_other_fault > 100);
  CHECK(with_lost_goal > 100);
  CHECK(without_fault > 100);
}

}  // namespace
}  // namespace umsim::explore

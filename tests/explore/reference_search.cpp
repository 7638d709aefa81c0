#include "tests/explore/reference_search.h"

#include <algorithm>
#include <deque>

namespace umsim::explore {

namespace {

std::map<std::uint32_t, std::uint64_t> distances_from(std::uint32_t start,
                                                      const TableGraph& graph) {
  std::map<std::uint32_t, std::uint64_t> distances{{start, 0}};
  std::deque<std::uint32_t> queue{start};
  for (; !queue.empty(); queue.pop_front()) {
    for (const TableEdge& edge : graph.states()[queue.front()].edges) {
      if (edge.violation == kNoViolation &&
          distances.try_emplace(edge.target, distances[queue.front()] + 1).second) {
        queue.push_back(edge.target);
      }
    }
  }
  return distances;
}

GoalMask goals_ahead(std::uint32_t start, const TableGraph& graph) {
  GoalMask met = 0;
  for (const auto& [state, distance] : distances_from(start, graph)) {
    met |= graph.states()[state].goals_met;
  }
  return met;
}

class FaultTable {
 public:
  explicit FaultTable(ReferenceResult& result) : result_(result) {}
  void note(Fault fault, std::uint16_t code, std::uint64_t length) {
    std::uint64_t& shortest = result_.faults.try_emplace({fault, code}, length).first->second;
    shortest = std::min(shortest, length);
  }

 private:
  ReferenceResult& result_;
};

}  // namespace

ReferenceResult reference_search(const TableGraph& graph) {
  ReferenceResult result;
  FaultTable faults(result);
  result.distances = distances_from(0, graph);
  bool violated = false;
  for (const auto& [state, distance] : result.distances) {
    const TableState& facts = graph.states()[state];
    result.transitions += facts.edges.size();
    if (facts.edges.empty() && !facts.may_end) {
      faults.note(Fault::deadlock, 0, distance);
    }
    for (const TableEdge& edge : facts.edges) {
      if (edge.violation != kNoViolation) {
        violated = true;
        faults.note(Fault::violation, edge.violation, distance + 1);
      }
    }
  }
  for (const auto& [state, distance] : result.distances) {
    const GoalMask ahead = goals_ahead(state, graph);
    for (unsigned goal = 0; goal < graph.goals() && !violated; ++goal) {
      if ((ahead >> goal & 1) == 0) {
        faults.note(Fault::lost_goal, static_cast<std::uint16_t>(goal), distance);
      }
    }
  }
  return result;
}

}  // namespace umsim::explore

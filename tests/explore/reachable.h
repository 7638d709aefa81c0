// All states that a graph can reach, by plain breadth-first search in a map: for graphs of some ten
// thousand states.
#pragma once

#include <cstddef>
#include <set>
#include <vector>

#include "sim/explore/state_graph.h"

namespace umsim::explore::test {

using Key = std::vector<std::byte>;

struct Reachable {
  std::set<Key> states;
  std::set<Key> ends;                  // without successors
  std::set<ViolationCode> violations;  // of any step
};

// Collects the successors of one state.
class CollectingSink final : public SuccessorSink {
 public:
  void successor(ChoiceCode choice, KeyView key, ViolationCode violation, Turn turn) override {
    choices.push_back(choice);
    keys.emplace_back(key.begin(), key.end());
    violations.push_back(violation);
    turns.push_back(turn);
  }
  std::vector<ChoiceCode> choices;
  std::vector<Key> keys;
  std::vector<ViolationCode> violations;
  std::vector<Turn> turns;
};

[[nodiscard]] inline Reachable reachable(StateGraph& graph) {
  Reachable found;
  Key initial(graph.key_bytes());
  graph.initial(initial);
  std::vector<Key> open{initial};
  found.states.insert(initial);
  while (!open.empty()) {
    const Key key = open.back();
    open.pop_back();
    CollectingSink sink;
    const StateFacts facts = graph.expand(key, sink);
    if (facts.violation != kNoViolation) {
      found.violations.insert(facts.violation);
    } else if (sink.keys.empty()) {
      found.ends.insert(key);
    }
    for (std::size_t i = 0; i < sink.keys.size(); ++i) {
      if (sink.violations[i] != kNoViolation) {
        found.violations.insert(sink.violations[i]);
      } else if (found.states.insert(sink.keys[i]).second) {
        open.push_back(sink.keys[i]);
      }
    }
  }
  return found;
}

}  // namespace umsim::explore::test

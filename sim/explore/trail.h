// Trail: a path through the graph as choices and keys, recovered from the tree of discovery.
//
// Only the states along the path come from the tree. Each choice is the first that leads from one
// to the next when the graph is asked again: that is the choice by which the search found the
// state.
#pragma once

#include <cstddef>
#include <vector>

#include "sim/explore/discovery_tree.h"
#include "sim/explore/state_graph.h"
#include "sim/explore/state_store.h"

namespace umsim::explore {

struct Trail {
  std::vector<ChoiceCode> choices;
  std::vector<std::vector<std::byte>> keys;  // one more than choices
};

// trail_to() writes down the shortest path from the initial state to `state`, which the tree must
// know.
[[nodiscard]] Trail trail_to(StateIndex state, StateGraph& graph, const StateStore& store,
                             const DiscoveryTree& tree);

// go_along() makes the trail longer by choices that begin in its last state.
void go_along(Trail& trail, const std::vector<ChoiceCode>& choices, StateGraph& graph);

}  // namespace umsim::explore

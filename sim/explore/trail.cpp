#include "sim/explore/trail.h"

#include <algorithm>

#include "models/machine/internal_error.h"
#include "sim/explore/successor_batch.h"

namespace umsim::explore {

namespace {

ChoiceCode choice_between(KeyView from, KeyView to, StateGraph& graph, SuccessorBatch& batch) {
  batch.clear();
  graph.expand(from, batch);
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const KeyView key = batch.key(i);
    if (batch[i].violation == kNoViolation && std::equal(key.begin(), key.end(), to.begin())) {
      return batch[i].choice;
    }
  }
  throw InternalError("a state that is expanded again has the same successors");
}

}  // namespace

Trail trail_to(StateIndex state, StateGraph& graph, const StateStore& store,
               const DiscoveryTree& tree) {
  Trail trail;
  SuccessorBatch batch(graph.key_bytes());
  for (const StateIndex at : tree.path_to(state)) {
    trail.keys.push_back(store.key(at));
    if (at != 0) {
      const std::size_t last = trail.keys.size() - 1;
      trail.choices.push_back(choice_between(trail.keys[last - 1], trail.keys[last], graph, batch));
    }
  }
  return trail;
}

void go_along(Trail& trail, const std::vector<ChoiceCode>& choices, StateGraph& graph) {
  SuccessorBatch batch(graph.key_bytes());
  for (const ChoiceCode choice : choices) {
    batch.clear();
    graph.expand(trail.keys.back(), batch);
    std::size_t at = 0;
    while (at < batch.size() && batch[at].choice != choice) {
      ++at;
    }
    require(at < batch.size(), "a state that is expanded again has the same successors");
    const KeyView key = batch.key(at);
    trail.choices.push_back(choice);
    trail.keys.emplace_back(key.begin(), key.end());
  }
}

}  // namespace umsim::explore

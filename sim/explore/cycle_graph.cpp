#include "sim/explore/cycle_graph.h"

#include <algorithm>

namespace umsim::explore {

CycleGraph::CycleGraph(StateGraph& graph, Fairness& fairness, StateStore& store,
                       MemoryBudget& budget)
    : graph_(graph),
      fairness_(fairness),
      store_(store),
      budget_(budget),
      batch_(graph.key_bytes()) {}

CycleGraph::~CycleGraph() { budget_.give_back(taken_); }

// What the vectors hold, taken from the budget as they grow.
bool CycleGraph::account() {
  const std::uint64_t held =
      states_.capacity() * sizeof(StateIndex) + wants_.capacity() * sizeof(Wants) +
      begins_.capacity() * sizeof(std::size_t) + steps_.capacity() * sizeof(CycleStep);
  if (held <= taken_) {
    return true;
  }
  const bool allowed = budget_.allows(held - taken_);
  if (allowed) {
    budget_.take(held - taken_);
    taken_ = held;
  }
  return allowed;
}

bool CycleGraph::make(std::span<const Node> states) {
  states_.assign(states.begin(), states.end());
  std::ranges::sort(states_);
  wants_.clear();
  steps_.clear();
  begins_.assign(1, 0);
  for (Node node = 0; node < states_.size(); ++node) {
    add(node);
    if (!account()) {
      return false;
    }
  }
  return true;
}

void CycleGraph::add(Node node) {
  const std::vector<std::byte> key = store_.key(states_[node]);
  wants_.push_back(fairness_.wants(key));
  batch_.clear();
  graph_.expand(key, batch_);
  for (std::size_t i = 0; i < batch_.size(); ++i) {
    const Insertion found = store_.insert(batch_.key(i), batch_[i].hash);
    require(found.outcome == InsertOutcome::known,
            "a state that is expanded again has the same successors");
    const auto at = std::ranges::lower_bound(states_, found.index);
    if (at != states_.end() && *at == found.index) {
      steps_.push_back({static_cast<Node>(at - states_.begin()), batch_[i].choice,
                        fairness_.service(batch_[i].choice), batch_[i].turn});
    }
  }
  begins_.push_back(steps_.size());
}

bool CycleQuestion::leads(Node place, const CycleStep& step, Node& to) const {
  if (kind_ == CycleKind::ring) {
    to = step.target;
    if (step.service.advances) {
      return false;
    }
  } else {
    to = step.target * width_ + turns_.behind(step.turn, condition(place));
    if (!has(to)) {
      return false;
    }
  }
  return last_group_ == 0 || (group(place) == group(to) && !taken_.contains({place, &step}));
}

std::uint32_t CycleQuestion::group(Node place) const {
  const auto found = groups_.find(place);
  return found == groups_.end() ? 0 : found->second;
}

void CycleQuestion::separate(const std::vector<Node>& places, const IsTaken& is_taken) {
  ++last_group_;
  for (const Node place : places) {
    groups_[place] = last_group_;
    for (const CycleStep& step : graph_.steps(node(place))) {
      if (is_taken(place, step)) {
        taken_.emplace(place, &step);
      }
    }
  }
}

void CycleQuestion::successors(Node place, std::vector<Node>& into) const {
  into.clear();
  for (const CycleStep& step : graph_.steps(node(place))) {
    Node to = 0;
    if (leads(place, step, to)) {
      into.push_back(to);
    }
  }
}

}  // namespace umsim::explore

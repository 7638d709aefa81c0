// CycleGraph: one strongly connected component of the state graph, with all that fairness says of
// its states and of the steps between them; and CycleQuestion, the part of it in which a cycle of
// one kind would have to lie.
//
// The search has kept which states lead to which, and nothing of the steps: so the graph is asked
// for them again, of these states only.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "sim/explore/components.h"
#include "sim/explore/fairness.h"
#include "sim/explore/state_store.h"
#include "sim/explore/successor_batch.h"
#include "sim/explore/turn_table.h"

namespace umsim::explore {

struct CycleStep {
  Node target = 0;
  ChoiceCode choice = 0;
  StepService service;
  Turn turn = kNoTurn;
};

class CycleGraph {
 public:
  CycleGraph(StateGraph& graph, Fairness& fairness, StateStore& store, MemoryBudget& budget);
  ~CycleGraph();
  CycleGraph(const CycleGraph&) = delete;
  CycleGraph& operator=(const CycleGraph&) = delete;

  // make() takes the states of a component in the place of those before; false when there is no
  // memory for what is to be known of them.
  [[nodiscard]] bool make(std::span<const Node> states);

  // Nodes are numbered in the order of their states: node 0 is nearest to the initial state.
  [[nodiscard]] std::uint64_t size() const { return states_.size(); }
  [[nodiscard]] StateIndex state(Node node) const { return states_[node]; }
  [[nodiscard]] const Wants& wants(Node node) const { return wants_[node]; }
  [[nodiscard]] std::span<const CycleStep> steps(Node node) const {
    return std::span(steps_).subspan(begins_[node], begins_[node + 1] - begins_[node]);
  }

 private:
  void add(Node node);
  [[nodiscard]] bool account();

  StateGraph& graph_;
  Fairness& fairness_;
  StateStore& store_;
  MemoryBudget& budget_;
  std::uint64_t taken_ = 0;  // from the budget
  SuccessorBatch batch_;
  std::vector<StateIndex> states_;
  std::vector<Wants> wants_;
  std::vector<std::size_t> begins_;  // of each node's steps, and the end
  std::vector<CycleStep> steps_;
};

enum class CycleKind : std::uint8_t {
  ring,       // no program gets any further
  starvation  // somebody has work all along, and does not get on with it
};

// A place is a node, or for starvation a node and who starves there, by the name of that state.
// Steps can be taken away, and places be put into groups of their own, which no step leads out of.
class CycleQuestion {
 public:
  CycleQuestion(const CycleGraph& graph, const TurnTable& turns, unsigned conditions,
                CycleKind kind)
      : graph_(graph),
        turns_(turns),
        kind_(kind),
        width_(kind == CycleKind::ring ? 1 : conditions) {}

  [[nodiscard]] const CycleGraph& graph() const { return graph_; }
  [[nodiscard]] CycleKind kind() const { return kind_; }
  [[nodiscard]] std::uint64_t places() const { return graph_.size() * width_; }
  [[nodiscard]] Node node(Node place) const { return place / width_; }
  [[nodiscard]] unsigned condition(Node place) const { return place % width_; }
  [[nodiscard]] bool has(Node place) const {
    return kind_ == CycleKind::ring ||
           (graph_.wants(node(place)).starving >> condition(place) & 1U) != 0;
  }
  // What a step leads to from a place; false when it leads out of the question.
  [[nodiscard]] bool leads(Node place, const CycleStep& step, Node& to) const;

  // Puts the places into a group, without the steps between them that `is_taken` names.
  using IsTaken = std::function<bool(Node place, const CycleStep& step)>;
  void separate(const std::vector<Node>& places, const IsTaken& is_taken);
  // For ComponentSearch.
  void successors(Node place, std::vector<Node>& into) const;

 private:
  [[nodiscard]] std::uint32_t group(Node place) const;

  const CycleGraph& graph_;
  const TurnTable& turns_;
  CycleKind kind_;
  unsigned width_;                        // places a node
  std::map<Node, std::uint32_t> groups_;  // of places that have been put into one
  std::uint32_t last_group_ = 0;
  std::set<std::pair<Node, const CycleStep*>> taken_;
};

}  // namespace umsim::explore

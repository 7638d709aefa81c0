// FairCycles: looks for runs that never end although nobody is denied what it wants all the time.
//
// Of the whole graph, as the search has kept it, the states that lie on cycles are found first
// (components.h), and only these are asked for their steps once more. A cycle is a fault when it is
// fair (fairness.h) and either a *ring*, on which no program gets any further, or *starvation*:
// others go on for ever, and somebody has work all along and never gets on with it.
//
// A component has a weakly fair cycle when each condition is met somewhere in it: a cycle can visit
// all of it. For strong fairness steps that try in vain, and for which no step of the component
// succeeds, are taken away, and what is left falls into components again (Streett's condition).
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "sim/explore/cycle_graph.h"
#include "sim/explore/edge_list.h"
#include "sim/explore/turn_table.h"

namespace umsim::explore {

struct FairCycle {
  CycleKind kind = CycleKind::ring;
  unsigned condition = 0;  // of starvation: whose, by the names of the state where it begins
  StateIndex begin = 0;    // the nearest state of its component
  std::vector<ChoiceCode> choices;  // from there back to it
};

class FairCycles {
 public:
  // The edges are all of the graph, whose states are in the store; no step of it is a violation.
  // The graph's fairness must be there. `kind` is weak or strong.
  struct Over {
    StateStore& store;
    const EdgeList& edges;
  };
  FairCycles(StateGraph& graph, Over over, FairnessKind kind, MemoryBudget& budget);

  // run() looks at the whole graph. It asks `keep_going` with the number of states looked at, now
  // and then.
  using KeepGoing = std::function<bool(std::uint64_t states_done)>;
  [[nodiscard]] Walk run(const KeepGoing& keep_going);

  // found() has the nearest cycle of each kind, rings first.
  [[nodiscard]] std::vector<FairCycle> found() const;
  // How many states lie on cycles, fair or not.
  [[nodiscard]] std::uint64_t states_on_cycles() const { return on_cycles_; }

 private:
  class Alive;
  using StateSearch = ComponentSearch<Alive>;

  [[nodiscard]] Walk trim(Alive& alive, const KeepGoing& keep_going) const;
  [[nodiscard]] ConditionMask not_served(ConditionMask wanted, const StateSearch& search,
                                         Node state) const;
  [[nodiscard]] bool is_denied(std::vector<Node>& component, const StateSearch& search);
  [[nodiscard]] ConditionMask denied_behind(const std::vector<Node>& component,
                                            const StateSearch& search, std::size_t at);
  [[nodiscard]] Walk judge(const std::vector<Node>& component);
  [[nodiscard]] Walk ask(CycleKind kind);
  [[nodiscard]] Walk ask(CycleQuestion& question, const std::vector<Node>& places);
  void take(CycleQuestion& question, const std::vector<Node>& places);
  [[nodiscard]] bool advances() const;

  const EdgeList& edges_;
  const StateStore& store_;
  Fairness& fairness_;
  FairnessKind kind_;
  MemoryBudget& budget_;
  unsigned conditions_;
  TurnTable turns_;
  CycleGraph cycles_;
  ComponentSearch<CycleQuestion> places_;  // of one component after the other
  StateEdges of_state_;
  std::vector<std::byte> key_;         // of the state that is looked at
  std::vector<ConditionMask> denied_;  // in each state of the component that is looked at
  std::uint64_t on_cycles_ = 0;
  std::vector<std::vector<Node>> again_;  // places that are to be looked at without some steps
  std::optional<FairCycle> ring_;
  std::optional<FairCycle> starvation_;
};

}  // namespace umsim::explore

// ProgressCheck: finds the states from which some progress goal can no longer be met.
//
// It is told, state by state, which goals are met there and where the state leads, and then carries
// the goals backwards over the edges until nothing changes. It judges possibility and not fairness:
// that a run may go round in circles for ever is no violation here as long as a way to the goal
// stays open (fair_cycles.h judges the circles).
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <variant>
#include <vector>

#include "sim/explore/chunked_array.h"
#include "sim/explore/edge_list.h"
#include "sim/explore/state_graph.h"

namespace umsim::explore {

struct LostGoal {
  unsigned goal;
  StateIndex state;  // the first, and so one of the nearest, from which the goal cannot be met any
                     // more
};

class ProgressCheck {
 public:
  // `turns` as in StateGraph::turns(), `movers` as in Fairness::movers().
  ProgressCheck(MemoryBudget& budget, unsigned goals, std::span<const GoalOrder> turns,
                unsigned movers);

  [[nodiscard]] unsigned goals() const { return goals_; }

  // record() takes the facts of the next state: the first call is for state 0. It reorders
  // `targets`. False when there is no memory; then nothing is recorded.
  [[nodiscard]] bool record(GoalMask goals_met, std::vector<Target>& targets);

  // settle() computes which goals can be met from where; all states that are targets must have been
  // recorded. It asks `keep_going` with the number of states done in this sweep, now and then;
  // false when that said no.
  using KeepGoing = std::function<bool(std::uint64_t states_done)>;
  [[nodiscard]] bool settle(const KeepGoing& keep_going);

  // lost_goals() lists after settle() the goals that are lost somewhere, nearest first.
  [[nodiscard]] std::vector<LostGoal> lost_goals() const;

  [[nodiscard]] std::uint64_t sweeps() const { return sweeps_; }

  [[nodiscard]] const EdgeList& edges() const { return edges_; }

  // What is saved while goals are carried back is carried on from there.
  void save(SaveSink& sink) const;
  void load(SaveSource& source);

 private:
  // One mask a state, no wider than the number of goals needs.
  template <class Mask>
  using Masks = ChunkedArray<Mask>;
  using AnyMasks = std::variant<Masks<std::uint8_t>, Masks<std::uint16_t>, Masks<std::uint32_t>,
                                Masks<std::uint64_t>>;
  enum class Sweep : std::uint8_t { settled, changed, interrupted };

  static AnyMasks fitting_masks(MemoryBudget& budget, unsigned goals);
  template <class Mask>
  Sweep sweep(Masks<Mask>& masks, const KeepGoing& keep_going) const;

  [[nodiscard]] GoalMask before_turn(Turn turn, GoalMask behind) const;

  unsigned goals_;
  GoalMask all_goals_;
  std::vector<GoalOrder> turns_;
  AnyMasks masks_;
  EdgeList edges_;
  std::uint64_t sweeps_ = 0;
};

}  // namespace umsim::explore

// ModelWithTurns: the model for searches that count preemptions (preemptions.h).
//
// A state is one of the model's graph, with whose turn it is behind its key; of each successor it
// is told whether a preemption leads there. CPUs and threads keep their names, since who has the
// turn tells CPUs apart, and only what the CPU of a step does next is merged with it. It is no
// StateGraph: what preemptions are for, an order of search or a bound, is its users' business.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "models/machine/image.h"
#include "models/machine/key.h"
#include "sim/explore/model_graph.h"
#include "sim/explore/state_graph.h"

namespace umsim::explore {

// Receives the successors of one state.
class TurnSink {
 public:
  virtual ~TurnSink() = default;
  // successor() takes what SuccessorSink::successor() takes.
  virtual void successor(ChoiceCode choice, KeyView key, ViolationCode violation,
                         bool is_preemption) = 0;
};

class ModelWithTurns {
 public:
  // `system` must outlive it.
  ModelWithTurns(const System& system, const Merges& merges, Observer observer);

  [[nodiscard]] std::size_t key_bytes() const { return graph_.key_bytes() + 1; }
  ViolationCode initial(std::span<std::byte> key);
  // The facts have no goals: progress cannot be judged where choices are left out.
  StateFacts expand(KeyView key, TurnSink& sink);

  // Whose paths are those of this model.
  [[nodiscard]] ModelGraph& model() { return graph_; }

 private:
  ModelGraph graph_;
  Layout layout_;
  KeyFormat format_;
  Image state_;                      // being expanded
  std::vector<std::byte> next_key_;  // of a successor
};

}  // namespace umsim::explore

// What a fault is in the model's terms, and how it is said.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/invariants/invariants.h"
#include "models/machine/transition.h"
#include "sim/explore/model_graph.h"
#include "sim/explore/observer.h"
#include "sim/explore/search.h"

namespace umsim::explore {

struct ModelFinding {
  Fault fault = Fault::violation;
  // Of a violation either this or that; neither: a step that the model cannot handle.
  const Invariant* invariant = nullptr;
  std::optional<std::size_t> property;  // of the observer
  std::string sentence;
  std::vector<Choice> choices;  // from the initial state, as apply() takes them
  std::size_t cycle = 0;        // how many of them, at the end, go round for ever
  // No path to a fault of this kind has fewer steps. Otherwise none has fewer steps when runs of
  // private steps count as one.
  bool is_shortest = false;
};

// It shows at a step or in a state: a path to it can be shortened by itself. Lost goals and fair
// cycles are no such faults; they show only in the whole graph.
[[nodiscard]] inline bool is_step_fault(const ModelFinding& finding) {
  return finding.fault == Fault::violation || finding.fault == Fault::deadlock;
}

[[nodiscard]] ModelFinding finding_of(const Invariant& broken, std::vector<Choice> choices);
[[nodiscard]] ModelFinding finding_of(const System& system, const Observer& observer,
                                      std::size_t property, std::vector<Choice> choices);
[[nodiscard]] ModelFinding unhandled_step(std::vector<Choice> choices);
[[nodiscard]] ModelFinding deadlock_of(std::vector<Choice> choices);

// translate() makes a finding of the search one of the model. The graph must be the one that was
// searched, with the observer that is given, or have the same paths.
[[nodiscard]] ModelFinding translate(const Finding& finding, ModelGraph& graph,
                                     const System& system, const Observer& observer);

}  // namespace umsim::explore

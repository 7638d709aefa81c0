// look_for(): whether what a scenario is about happens in any of its interleavings.
#pragma once

#include "sim/explore/model_search.h"

namespace umsim::explore {

struct Witness {
  bool found = false;
  Stop stop = Stop::none;  // anything else: nothing is said if there is none
};

// look_for() searches for an interleaving in which the Sometimes happens, up to the first one. Of
// the options count the budgets, `interrupt`, `sequence` and the reductions. It does not look
// behind violations.
[[nodiscard]] Witness look_for(const System& system, const Expectation& sometimes,
                               const ModelSearchOptions& options);

}  // namespace umsim::explore

// Bounded paths: the shortest way to a fault that needs no more than so many preemptions.
//
// The search is that of everything else (search.h): breadth first, by steps. A path that is longer
// may have fewer preemptions, and a state behind it then more to come; so a state is searched once
// for every number of preemptions that leads there. Where the preemptions come first and the steps
// second, deepening.h sees each state once (decision 0157).
#pragma once

#include <cstdint>
#include <vector>

#include "sim/explore/model_search.h"

namespace umsim::explore {

// What was found, in the model's terms.
struct BoundedTry {
  SearchResult search;
  std::vector<ModelFinding> findings;
};

// shortest_with() looks for a violation or a deadlock at the end of at most `most` preemptions, in
// single steps, and stops at the first. Of the options count the budgets and the observer.
[[nodiscard]] BoundedTry shortest_with(const System& system, std::uint8_t most,
                                       const ModelSearchOptions& options);

// fewest_preemptions() makes of a finding one of the same fault and length with as few preemptions
// as that allows; false when the budgets do not suffice, and it stays as it is. It must be a
// shortest one, and no lost goal.
[[nodiscard]] bool fewest_preemptions(const System& system, ModelFinding& finding,
                                      const ModelSearchOptions& options);

}  // namespace umsim::explore

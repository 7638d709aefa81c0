// Deepening: a search with no preemption, then one, and so on, that sees each state once.
//
// States are found in the order of the preemptions that lead to them: first everything that can be
// reached without a further one, then what one more leads to. So a fault is found with as few as
// possible; and when a further one leads nowhere new, nothing is left out.
#pragma once

#include "sim/explore/model_search.h"

namespace umsim::explore {

struct BoundedResult {
  ModelResult model;
  unsigned preemptions = 0;  // the most that were allowed
  bool complete = false;     // nothing was left out, so that the verdict is about all interleavings
};

// search_with_preemptions() allows up to `most` preemptions (sim/explore/preemptions.h). When
// nothing is left out, everything is searched once more without a bound, progress included. A
// counterexample has as few preemptions as possible, and as few steps as these allow if the budgets
// suffice. Of the options count the budgets, for each search, and the observer.
[[nodiscard]] BoundedResult search_with_preemptions(const System& system, unsigned most,
                                                    const ModelSearchOptions& options);

}  // namespace umsim::explore

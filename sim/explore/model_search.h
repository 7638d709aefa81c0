// search_model(): searches the model of one system and says what is wrong in the model's terms.
//
// What is merged counts as one step of the search, and a path is written out step by step. When a
// search that stops at the first fault has found a violation or a deadlock, it is searched for once
// more without merging, so that the path that is shown is shortest in single steps. A system with
// more goals than the search can judge at a time is searched several times. Each of these searches,
// but not the one for a shorter path, is the next of SearchOptions::sequence.
#pragma once

#include <vector>

#include "sim/explore/model_findings.h"
#include "sim/explore/model_graph.h"
#include "sim/explore/observer.h"
#include "sim/explore/search.h"

namespace umsim::explore {

struct ModelResult {
  // Of the merged search: verdict and figures. Its findings are in its own terms. Figures of
  // several searches are added.
  SearchResult search;
  std::vector<ModelFinding> findings;
};

// What makes the search smaller and changes no verdict. Without all of them every step of the
// machine is a step of the search, and every name counts.
struct Reductions {
  bool cpu_symmetry = true;     // decision 0015
  bool thread_symmetry = true;  // decision 0090
  Merges merges = {};           // decisions 0016, 0092 and 0093
};

struct ModelSearchOptions : SearchOptions {
  Reductions reductions;
  Observer observer;      // of what must hold besides invariants and progress
  bool coverage = false;  // the result says what was covered: see coverage.h
};

// search_model() searches `system`; the budgets hold for each of its searches.
[[nodiscard]] ModelResult search_model(const System& system, const ModelSearchOptions& options);

}  // namespace umsim::explore

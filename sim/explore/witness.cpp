#include "sim/explore/witness.h"

#include <algorithm>

#include "sim/explore/model_graph.h"

namespace umsim::explore {

Witness look_for(const System& system, const Expectation& sometimes,
                 const ModelSearchOptions& options) {
  ModelSearchOptions all = options;
  all.check_progress = false;
  all.stop_at_first = true;
  ModelGraph graph(system, {{.cpus = options.reductions.cpu_symmetry,
                             .threads = options.reductions.thread_symmetry},
                            options.reductions.merges,
                            0,
                            Observer({sometimes})});
  const SearchResult result = search(graph, all);
  const bool found = std::ranges::any_of(result.findings, [](const Finding& finding) {
    return finding.fault == Fault::violation && ModelGraph::is_of_property(finding.code);
  });
  return {found, result.stop};
}

}  // namespace umsim::explore

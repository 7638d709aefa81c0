#include "sim/explore/model_search.h"

#include <algorithm>
#include <utility>

#include "sim/explore/model_goals.h"
#include "sim/explore/model_graph.h"

namespace umsim::explore {
namespace {

ModelGraphOptions graph_options(const ModelSearchOptions& options, std::size_t first_goal) {
  const Reductions& reductions = options.reductions;
  return {{.cpus = reductions.cpu_symmetry, .threads = reductions.thread_symmetry},
          reductions.merges,
          first_goal,
          options.observer,
          options.coverage};
}

// Without merging, paths are shortest.
bool merges(const ModelSearchOptions& options) { return options.reductions.merges.any(); }

ModelFinding said(const Finding& finding, ModelGraph& graph, const System& system,
                  const ModelSearchOptions& options) {
  ModelFinding result = translate(finding, graph, system, options.observer);
  result.is_shortest = !merges(options);
  return result;
}

// The same fault, or one that is nearer, in single steps; what was found stays when a budget does
// not suffice.
void shorten(const System& system, ModelSearchOptions options, ModelResult& result) {
  options.check_progress = false;
  options.reductions.merges = kSingleSteps;
  options.sequence = nullptr;  // the verdict stands: nobody has to go on with this
  ModelGraph graph(system, graph_options(options, 0));
  const SearchResult single_steps = search(graph, options);
  const bool complete = single_steps.stop == Stop::none && !single_steps.findings.empty();
  if (complete) {
    result.findings = {said(single_steps.findings.front(), graph, system, options)};
  }
}

void add(const Statistics& more, Statistics& sum) {
  sum.expanded += more.expanded;
  sum.transitions += more.transitions;
  sum.sweeps += more.sweeps;
  sum.seconds += more.seconds;
  sum.on_cycles = std::max(sum.on_cycles, more.on_cycles);
  sum.states = std::max(sum.states, more.states);
  sum.depth = std::max(sum.depth, more.depth);
  sum.bytes = std::max(sum.bytes, more.bytes);
}

// A later window repeats everything but its goals.
void take_over(SearchResult window, SearchResult& all) {
  const Statistics before = all.statistics;
  const bool judged = all.progress_judged && window.progress_judged;
  all = std::move(window);
  all.progress_judged = judged;
  all.cycles_judged = false;  // as many goals leave no room for the conditions of fairness
  add(before, all.statistics);
}

}  // namespace

ModelResult search_model(const System& system, const ModelSearchOptions& options) {
  ModelResult result;
  const std::size_t goals = options.check_progress ? count_of_goals(system) : 1;
  for (std::size_t first = 0; first < goals; first += kMaxGoals) {
    ModelGraph graph(system, graph_options(options, first));
    SearchResult window = search(graph, options);
    for (const Finding& finding : window.findings) {
      const ModelFinding translated = said(finding, graph, system, options);
      if (first == 0 || !is_step_fault(translated)) {
        result.findings.push_back(translated);
      }
    }
    first == 0 ? void(result.search = std::move(window))
               : take_over(std::move(window), result.search);
    if (result.search.verdict != Verdict::holds) {
      break;
    }
  }
  const bool found = !result.findings.empty() && is_step_fault(result.findings.front());
  if (options.stop_at_first && found && merges(options)) {
    shorten(system, options, result);
  }
  return result;
}

}  // namespace umsim::explore

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
          reductions.private_steps,
          first_goal,
          options.observer,
          options.coverage};
}

// Without merging, paths are shortest.
bool merges(const ModelSearchOptions& options) {
  return options.reductions.private_steps && !options.observer.sees_private_steps();
}

std::string sentence_of(const System& system, const Expectation& property) {
  return text_of(system, property) + "; " + std::string(failure_of(property));
}

std::string sentence_of(const Finding& finding, const ModelGraph& graph, const Course& course) {
  switch (finding.fault) {
    case Fault::violation: {
      const Invariant* invariant = ModelGraph::invariant_of(finding.code);
      return invariant != nullptr ? std::string(invariant->sentence)
                                  : "the machine reached a state it cannot handle";
    }
    case Fault::deadlock: return "nothing can happen any more, and not every thread has ended";
    case Fault::lost_goal: return graph.goal_sentence(finding.code, course.names);
  }
  return {};
}

ModelFinding translate(const Finding& finding, ModelGraph& graph, const System& system,
                       const ModelSearchOptions& options) {
  const bool violates = finding.fault == Fault::violation;
  Course course = graph.course_of(finding.path);
  ModelFinding result;
  result.fault = finding.fault;
  result.is_shortest = !merges(options);
  if (violates && ModelGraph::is_of_property(finding.code)) {
    require(course.broken.has_value(), "a path breaks no property when a machine runs it");
    result.property = course.broken;
    result.sentence = sentence_of(system, options.observer.property(*course.broken));
  } else {
    result.invariant = violates ? ModelGraph::invariant_of(finding.code) : nullptr;
    result.sentence = sentence_of(finding, graph, course);
  }
  result.choices = std::move(course.choices);
  return result;
}

bool is_step_fault(const ModelFinding& finding) { return finding.fault != Fault::lost_goal; }

// The same fault, or one that is nearer, in single steps; what was found stays when a budget does
// not suffice. A lost goal is no such fault: it shows only in the whole graph.
void shorten(const System& system, ModelSearchOptions options, ModelResult& result) {
  options.check_progress = false;
  options.reductions.private_steps = false;
  ModelGraph graph(system, graph_options(options, 0));
  const SearchResult single_steps = search(graph, options);
  const bool complete = single_steps.stop == Stop::none && !single_steps.findings.empty();
  if (complete) {
    result.findings = {translate(single_steps.findings.front(), graph, system, options)};
  }
}

void add(const Statistics& more, Statistics& sum) {
  sum.expanded += more.expanded;
  sum.transitions += more.transitions;
  sum.sweeps += more.sweeps;
  sum.seconds += more.seconds;
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
      const ModelFinding translated = translate(finding, graph, system, options);
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

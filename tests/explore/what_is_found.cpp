#include "tests/explore/what_is_found.h"

#include <algorithm>

#include "models/machine/symmetry.h"
#include "sim/explore/model_goals.h"

namespace umsim::explore::test {

std::optional<Plain> reach(StateGraph& graph, std::uint64_t most_states) {
  Plain found;
  Key initial(graph.key_bytes());
  graph.initial(initial);
  found.states.insert(initial);
  found.in_order.push_back(initial);
  for (std::size_t at = 0; at < found.in_order.size(); ++at) {
    CollectingSink sink;
    const StateFacts facts = graph.expand(Key(found.in_order[at]), sink);
    if (sink.keys.empty() && facts.violation == kNoViolation) {
      (facts.may_end ? found.ends : found.deadlocks).insert(found.in_order[at]);
    }
    for (std::size_t i = 0; i < sink.keys.size(); ++i) {
      if (sink.violations[i] == kNoViolation && found.states.insert(sink.keys[i]).second) {
        found.in_order.push_back(sink.keys[i]);
      }
    }
    if (found.states.size() > most_states) {
      return std::nullopt;
    }
  }
  return found;
}

Outcomes::Outcomes(const System& system)
    : layout_(system), orbits_(system, layout_, {}), image_(system, layout_) {}

std::set<Key> Outcomes::of(const std::set<Key>& states) {
  std::set<Key> outcomes;
  Key key(orbits_.key_bytes());
  for (const Key& state : states) {
    orbits_.unpack(state, image_.machine());
    orbits_.pack(image_.machine(), key);
    outcomes.insert(key);
  }
  return outcomes;
}

std::set<FaultKind> kinds_of(const System& system, const SearchResult& result) {
  std::set<FaultKind> kinds;
  for (const Finding& finding : result.findings) {
    std::uint64_t code = finding.code;
    if (finding.fault == Fault::lost_goal) {
      for (const Renaming& renaming : symmetries(system)) {
        code = std::min<std::uint64_t>(code, renamed_goal(system, renaming, finding.code));
      }
    }
    kinds.emplace(finding.fault, code);
  }
  return kinds;
}

Told told(const ModelResult& result) {
  Told first{result.search.verdict, std::nullopt};
  if (!result.findings.empty() && result.findings.front().fault != Fault::lost_goal) {
    first.shortest = result.findings.front().choices.size();
  }
  return first;
}

Figures figures_of(const SearchResult& result) {
  const Statistics& statistics = result.statistics;
  return {result.verdict,    result.stop,         result.progress_judged, result.findings,
          statistics.states, statistics.expanded, statistics.transitions, statistics.depth};
}

}  // namespace umsim::explore::test

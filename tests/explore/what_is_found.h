// What is found: the results of walks and searches in forms that can be compared, whichever names
// and merges lie between them.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "models/machine/image.h"
#include "sim/explore/model_search.h"
#include "sim/explore/orbits.h"
#include "sim/explore/state_graph.h"
#include "tests/explore/reachable.h"

namespace umsim::explore::test {

// Everything that can be reached: states and ends by breadth-first search with a std::set.
struct Plain {
  std::set<Key> states;
  std::vector<Key> in_order;  // the states as they are found
  std::set<Key> ends;         // all threads have ended
  std::set<Key> deadlocks;    // they have not, and nothing can happen
};

// Nothing when there are more states.
[[nodiscard]] std::optional<Plain> reach(StateGraph& graph, std::uint64_t most_states);

// States up to everything that can change places.
class Outcomes {
 public:
  explicit Outcomes(const System& system);

  [[nodiscard]] std::set<Key> of(const std::set<Key>& states);

 private:
  Layout layout_;
  Orbits orbits_;
  Image image_;
};

// A fault, and a goal as the least of those that it can change places with.
using FaultKind = std::pair<Fault, std::uint64_t>;

[[nodiscard]] std::set<FaultKind> kinds_of(const System& system, const SearchResult& result);

// What a user is told first: the kind of fault and how many steps it takes. Where threads can
// change places, or nearer faults than the first are met together, which fault it is may differ.
struct Told {
  Verdict verdict = Verdict::incomplete;
  std::optional<std::size_t> shortest;  // of violations and deadlocks
  friend bool operator==(const Told&, const Told&) = default;
};

[[nodiscard]] Told told(const ModelResult& result);

// Everything that does not depend on who searched, and how often they stopped.
using Figures = std::tuple<Verdict, Stop, bool, std::vector<Finding>, std::uint64_t, std::uint64_t,
                           std::uint64_t, std::uint64_t>;

[[nodiscard]] Figures figures_of(const SearchResult& result);

}  // namespace umsim::explore::test

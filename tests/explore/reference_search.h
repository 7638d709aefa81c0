// A second search of a TableGraph, as plain as can be, that the real one is held against.
//
// It knows only distances: how far the nearest fault of each kind and code is. Progress it decides
// state by state, by walking everything that can be reached.
#pragma once

#include <cstdint>
#include <map>
#include <utility>

#include "sim/explore/search.h"
#include "tests/explore/table_graph.h"

namespace umsim::explore {

struct ReferenceResult {
  std::map<std::uint32_t, std::uint64_t> distances;  // of every reachable state from state 0
  std::uint64_t transitions = 0;
  std::map<std::pair<Fault, std::uint16_t>, std::uint64_t> faults;  // the length of the shortest
                                                                    // path
};

[[nodiscard]] ReferenceResult reference_search(const TableGraph& graph);

}  // namespace umsim::explore

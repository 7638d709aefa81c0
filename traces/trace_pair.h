// Trace pair: two traces to be compared, read side by side.
//
// Of what is the same in both from the beginning on only the last events are kept: memory grows
// with what lies behind the place where they part, and not at all with traces that are the same.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "traces/jsonl_reader.h"

namespace umsim {

struct TracePair {
  Trace left;
  Trace right;
  // How many events each history (traces/comparison.h) has among those that were left out.
  std::vector<std::uint32_t> left_out;
};

inline constexpr std::size_t kKeepAll = std::numeric_limits<std::size_t>::max();

// read_pair reads both to their ends, and keeps the last `keep` of the common events. Without
// `times` it does not matter when something happens. Throws TraceError.
[[nodiscard]] TracePair read_pair(JsonlReader& left, JsonlReader& right, bool times,
                                  std::size_t keep = kKeepAll);

}  // namespace umsim

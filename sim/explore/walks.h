// walk_model(): runs that try some interleavings of a system, by whatever strategy, and say what
// they have found. They prove nothing: without a violation the verdict is incomplete.
#pragma once

#include <cstdint>

#include "sim/explore/model_search.h"
#include "sim/explore/strategy.h"

namespace umsim::explore {

// A run that has not ended by then is cut off.
inline constexpr std::uint64_t kLongestRunOfAWalk = 10'000;

struct WalkResult {
  ModelResult model;  // of its figures: transitions are choices made, depth is the longest run
  std::uint64_t runs = 0;
  std::uint64_t cut_off = 0;  // of these, how many did not end
};

// walk_model() makes up to `runs` runs, and ends with the first violation: of an invariant or of a
// property of the observer, a deadlock, or a step that the model cannot handle. Of the options
// count the observer, `interrupt` and `report`.
[[nodiscard]] WalkResult walk_model(const System& system, Strategy& strategy, std::uint64_t runs,
                                    const ModelSearchOptions& options);

}  // namespace umsim::explore

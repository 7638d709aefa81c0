// Searches that try some interleavings and not all: with a bound on preemptions, by PCT, or at
// random.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sim/cli/arguments.h"
#include "sim/cli/results.h"
#include "sim/explore/model_search.h"
#include "sim/scenario/scenario.h"

namespace umsim {

enum class BoundedMode : std::uint8_t { none, preemptions, pct, walks };

// What was asked for.
struct Bounds {
  BoundedMode mode = BoundedMode::none;
  unsigned preemptions = 0;
  std::uint64_t runs = 0;             // of PCT, or at random
  unsigned depth = 3;                 // of PCT
  std::optional<std::uint64_t> seed;  // none: the scenario's
};

// What was done.
struct BoundedFigures {
  Bounds bounds;          // with the seed
  bool complete = false;  // nothing was left out
  std::uint64_t runs = 0;
  std::uint64_t cut_off = 0;      // runs that did not end
  std::uint64_t choices = 0;      // PCT: how long a run is taken to be
  std::uint64_t actors = 0;       // PCT: how many can do something
  double guarantee_of_a_run = 0;  // PCT: the least probability to find a violation of the depth
  double guarantee = 0;           // ... in one of the runs
};

// Reads --preemptions, --pct, --walks, --depth and --seed. Throws UsageError.
[[nodiscard]] Bounds read_bounds(const Arguments& arguments);

// What holds of one scenario: its own bound on preemptions counts when nothing was asked for.
[[nodiscard]] Bounds bounds_for(const Bounds& asked, const Scenario& scenario);

struct BoundedSearch {
  explore::ModelResult found;
  BoundedFigures figures;
};
// The bounds must have a mode.
[[nodiscard]] BoundedSearch search_bounded(const Scenario& scenario, const Bounds& bounds,
                                           const explore::ModelSearchOptions& options);

// What was covered, when nothing was found: "nothing is violated with at most 2 preemptions ...".
[[nodiscard]] std::string covered_text(const BoundedFigures& figures);
// "1,000 runs, 84,201 choices, the longest run 310, 0.12 s"
[[nodiscard]] std::string runs_text(const BoundedFigures& figures,
                                    const explore::Statistics& statistics);
[[nodiscard]] Json bounded_json(const BoundedFigures& figures);

}  // namespace umsim

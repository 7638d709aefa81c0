// CheckRequest: what the options of `umsim check` ask for.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/cli/arguments.h"
#include "sim/cli/check_bounded.h"
#include "sim/cli/check_checkpoint.h"
#include "sim/cli/scenario_files.h"
#include "sim/explore/model_search.h"
#include "sim/scenario/scenario.h"

namespace umsim {

struct CheckRequest {
  std::optional<ProtocolProfile> profile;  // whatever the scenarios say
  KnockOuts knock_outs;
  bool matrix = false;           // --knock-outs: each safeguard in turn
  bool every_pair = false;       // ... on every scenario
  bool placements = false;       // --placements: an event at every step of a flow
  bool races = false;            // --races: events at the patent's APC cases, on several machines
  bool coverage = false;         // --coverage: what the searches reach together
  Bounds bounds;                 // --preemptions, --pct, --walks
  CheckpointRequest checkpoint;  // --checkpoint, --resume
  std::optional<FairnessKind> fairness;
  std::optional<std::uint64_t> max_states;
  std::uint64_t memory_bytes = explore::kDefaultMemoryBytes;
  std::optional<std::string> spill_folder;
  unsigned threads = 1;
  explore::Reductions reductions;  // --without: those that are not named
  std::optional<std::string> schedule_out;
  bool to_folder = false;  // schedule_out is a folder
  bool progress = true;
  bool json = false;

  // The schedule goes to standard output, and everything else elsewhere.
  [[nodiscard]] bool to_out() const { return schedule_out == "-"; }
};

// What --without can name, and where it stands.
struct NamedReduction {
  std::string_view name;
  bool* used;
};
[[nodiscard]] std::vector<NamedReduction> named_reductions(explore::Reductions& reductions);

// read_request reads the options; `files` are the scenarios. Throws UsageError.
[[nodiscard]] CheckRequest read_check_request(const Arguments& arguments,
                                              std::span<const ScenarioFile> files);

// The budgets of a search of the scenario; it ends when Ctrl-C is pressed. A `trial` is one that
// nobody expects to find something.
[[nodiscard]] explore::ModelSearchOptions search_options(const CheckRequest& request,
                                                         const Scenario& scenario, bool trial);

}  // namespace umsim

// Loading: scenario file in, Scenario or everything that is wrong with it out.
//
// Bad input never throws and never asserts. The loader reads two kinds of file, the scenario and
// the machine profile that it names; diagnostics of both come back together. It knows no step
// table: the model's names are given to it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/diagnostics.h"
#include "sim/scenario/scenario.h"
#include "traces/vocabulary/event.h"

namespace umsim {

// A row of a step table that carries a label. A label may stand for several rows.
struct StepLabel {
  std::string label;  // "FIG15.B7"
  StepRef step;
};

// The same scenario on another machine, and with more workers like one of its own.
struct Variation {
  std::uint16_t cpus = 1;
  std::string worker;       // its name
  std::size_t workers = 1;  // how many like that one there are, itself included
};

struct LoadOptions {
  std::string machines_folder;          // where "profile": "desktop-2008" is desktop-2008.json
  std::vector<StepLabel> steps;         // every label of the model, in table order
  std::vector<std::string> invariants;  // every invariant that the model asserts
  std::optional<Variation> variation = std::nullopt;  // none: as the file has it
};

// The names of this program's own model.
LoadOptions options_for_model(std::string machines_folder);

// Either a scenario and no diagnostics, or at least one diagnostic and no scenario.
struct LoadResult {
  std::optional<Scenario> scenario;
  std::vector<Diagnostic> diagnostics;

  [[nodiscard]] bool ok() const { return scenario.has_value(); }
};

// load_scenario reads the file at `path`; a folder, a missing or unreadable file is a diagnostic.
LoadResult load_scenario(const std::string& path, const LoadOptions& options);

// read_scenario takes a text that was read already, such as standard input. Relative names of
// machine profiles are looked for beside `source.path`.
LoadResult read_scenario(SourceFile source, const LoadOptions& options);

}  // namespace umsim

// The names of this program's own model, for the loader.
#include "models/invariants/invariants.h"
#include "models/machine/routines.h"
#include "sim/scenario/load.h"

namespace umsim {

LoadOptions options_for_model(std::string machines_folder) {
  LoadOptions options;
  options.machines_folder = std::move(machines_folder);
  std::uint8_t routine = 0;
  for (const Routine& table : all_routines()) {
    for (std::size_t row = 0; row < table.steps.size(); ++row) {
      const StepRef step{routine, static_cast<std::uint8_t>(row)};
      options.steps.push_back({std::string(table.steps[row].label), step});
    }
    ++routine;
  }
  for (const Invariant& invariant : all_invariants()) {
    const bool again = !options.invariants.empty() && options.invariants.back() == invariant.id;
    if (!again) options.invariants.emplace_back(invariant.id);
  }
  return options;
}

}  // namespace umsim

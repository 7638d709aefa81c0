#include "tests/schedule/lab_scenario.h"

#include <stdexcept>

#include "sim/scenario/load.h"

namespace umsim::test {

Scenario load_at(const std::string& path, const std::string& machines_folder) {
  LoadResult result = load_scenario(path, options_for_model(machines_folder));
  if (!result.ok()) throw std::runtime_error(format_diagnostics(result.diagnostics, false));
  return std::move(*result.scenario);
}

Scenario lab_scenario(const std::string& name) {
  const std::string lab = std::string(UMSIM_REPOSITORY) + "/tests/cli/lab";
  return load_at(lab + "/course/" + name + ".json", lab + "/machines");
}

}  // namespace umsim::test

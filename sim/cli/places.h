// Places: where the scenarios and machine profiles that come with umsim are.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace umsim {

// The folder of shipped scenarios: UMSIM_SCENARIOS if that is set, otherwise found from where the
// program is (installed or in its build folder), otherwise the one that it was built from.
[[nodiscard]] std::string scenarios_folder();

// The folder of machine profiles.
[[nodiscard]] std::string machines_folder();

// The name of a scenario: its file without folder and ending.
[[nodiscard]] std::string scenario_name(const std::string& path);

struct ShippedScenario {
  std::string name;    // "fig02-directed-switch"
  std::string folder;  // "patent"
  std::string path;
};

// All shipped scenarios, by folder and name.
[[nodiscard]] std::vector<ShippedScenario> shipped_scenarios();

// The path of the shipped scenario of that name.
[[nodiscard]] std::optional<std::string> find_shipped(const std::string& name);

// The *.json files of a folder, not of those in it, by name.
[[nodiscard]] std::vector<std::string> json_files(const std::string& folder);

}  // namespace umsim

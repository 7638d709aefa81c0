#include "sim/cli/places.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

namespace umsim {
namespace {

namespace fs = std::filesystem;

// Folders beside the scenarios that hold something else.
constexpr std::string_view kMachines = "machines";
constexpr std::string_view kSchema = "schema";

bool holds_machines(const fs::path& folder) {
  std::error_code error;
  return fs::is_directory(folder / kMachines, error);
}

}  // namespace

std::string scenarios_folder() {
  const char* wish = std::getenv("UMSIM_SCENARIOS");
  if (wish != nullptr && *wish != '\0') return wish;
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error).parent_path();
  // Installed as bin/umsim, and in a build folder such as build/release/sim/cli.
  for (const char* way : {"../share/umsim/scenarios", "../../../../scenarios"}) {
    const fs::path folder = (program / way).lexically_normal();
    if (!error && holds_machines(folder)) return folder.string();
  }
  return UMSIM_SOURCE_SCENARIOS;
}

std::string machines_folder() { return (fs::path(scenarios_folder()) / kMachines).string(); }

std::string scenario_name(const std::string& path) {
  return path == "-" ? "standard-input" : fs::path(path).stem().string();
}

std::vector<std::string> json_files(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error); !error && entry != fs::directory_iterator();
       entry.increment(error)) {
    std::error_code status_error;
    if (entry->path().extension() == ".json" && entry->is_regular_file(status_error)) {
      files.push_back(entry->path().string());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<ShippedScenario> shipped_scenarios() {
  std::vector<std::string> folders;
  std::error_code error;
  for (fs::directory_iterator entry(scenarios_folder(), error);
       !error && entry != fs::directory_iterator(); entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    std::error_code status_error;
    if (entry->is_directory(status_error) && name != kMachines && name != kSchema) {
      folders.push_back(name);
    }
  }
  std::sort(folders.begin(), folders.end());
  std::vector<ShippedScenario> shipped;
  for (const std::string& folder : folders) {
    for (const std::string& path : json_files((fs::path(scenarios_folder()) / folder).string())) {
      shipped.push_back({scenario_name(path), folder, path});
    }
  }
  return shipped;
}

std::optional<std::string> find_shipped(const std::string& name) {
  for (const ShippedScenario& scenario : shipped_scenarios()) {
    if (scenario.name == name) return scenario.path;
  }
  return std::nullopt;
}

}  // namespace umsim

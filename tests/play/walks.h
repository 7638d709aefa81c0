// What the tests of play walk through: every shipped scenario, and a way to look at a place.
#pragma once

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "sim/play/session.h"
#include "tests/schedule/lab_scenario.h"

namespace umsim::test {

// Paths of all shipped scenarios, sorted.
inline std::vector<std::string> shipped_paths() {
  const std::string scenarios = std::string(UMSIM_REPOSITORY) + "/scenarios";
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(scenarios)) {
    const std::string folder = entry.path().parent_path().filename().string();
    const bool is_scenario = entry.path().extension() == ".json" && folder != "machines" &&
                             folder != "schema" && entry.path().parent_path() != scenarios;
    if (is_scenario) paths.push_back(entry.path().string());
  }
  std::ranges::sort(paths);
  return paths;
}

inline Scenario shipped(const std::string& path) {
  return load_at(path, std::string(UMSIM_REPOSITORY) + "/scenarios/machines");
}

// A place of a walk: where it is, and the whole state there.
struct Place {
  std::size_t position = 0;
  std::vector<std::byte> image;
  friend bool operator==(const Place&, const Place&) = default;
};

inline Place place_of(const play::Session& session) {
  const auto block = session.machine().block();
  return {session.position(), {block.begin(), block.end()}};
}

// The state after these choices, from a machine that never went back.
inline Place place_after(const System& system, std::span<const ScheduledChoice> choices) {
  Replay replay(system);
  for (const ScheduledChoice& choice : choices) replay.make(choice);
  const auto block = replay.machine().block();
  return {choices.size(), {block.begin(), block.end()}};
}

}  // namespace umsim::test

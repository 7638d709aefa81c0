// The scenarios of the command line's tests, loaded.
#pragma once

#include <string>

#include "sim/scenario/scenario.h"

namespace umsim::test {

// Throws std::runtime_error with the messages when the file is no scenario. `path` is absolute.
[[nodiscard]] Scenario load_at(const std::string& path, const std::string& machines_folder);

// tests/cli/lab/course/NAME.json.
[[nodiscard]] Scenario lab_scenario(const std::string& name);

}  // namespace umsim::test

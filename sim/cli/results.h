// Results: what every verb's --json output has in common.
#pragma once

#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "sim/cli/console.h"
#include "sim/cli/exit_code.h"
#include "sim/scenario/diagnostics.h"

namespace umsim {

// The keys of a result keep the order in which they are documented.
using Json = nlohmann::ordered_json;

inline constexpr int kResultVersion = 1;

// The object with which every result begins: its version, the verb and the exit code.
[[nodiscard]] Json result_of(std::string_view verb, ExitCode code);

[[nodiscard]] Json as_json(const std::vector<Diagnostic>& diagnostics);

// Writes a result to console.out and returns its exit code.
ExitCode print_result(const Json& result, Console& console);

// The result of a verb that could not begin because of its files.
ExitCode print_bad_files(std::string_view verb, const std::vector<Diagnostic>& diagnostics,
                         Console& console);

}  // namespace umsim

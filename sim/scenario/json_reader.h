// read_json: text to json::Value, with one clear message for whatever is wrong with it.
//
// Comments are allowed (// and /* */). A key that occurs twice is a problem, and the first one
// counts. Anything that breaks the grammar ends the reading; all other problems are collected.
#pragma once

#include <optional>

#include "sim/scenario/json_value.h"
#include "sim/scenario/problems.h"

namespace umsim::loading {

// How deep arrays and objects may nest.
inline constexpr std::size_t kDeepestNesting = 64;

std::optional<json::Value> read_json(const SourceFile& source, Problems& problems);

}  // namespace umsim::loading

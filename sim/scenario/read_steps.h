// Lists of steps, of programs and of scheduler procedures: JSON to raw.
#pragma once

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "sim/scenario/object_reader.h"
#include "sim/scenario/problems.h"
#include "sim/scenario/raw.h"

namespace umsim::loading {

// The steps of a list that `read` can read, each an optional; `broken` is set when something is
// missing from them.
template <class Read>
auto read_steps(const json::Value& value, std::string_view what, Problems& problems, bool& broken,
                Read read) {
  std::vector<typename decltype(read(value))::value_type> result;
  if (value.type != json::Type::array) {
    broken = true;
    add_type_problem(value, what, "a list of steps", problems);
    return result;
  }
  if (value.elements.empty()) {
    broken = true;
    problems.add(value.where, fmt::format("{} needs at least one step", what));
  }
  for (const json::Value& element : value.elements) {
    auto step = read(element);
    broken = broken || !step;
    if (step) result.push_back(std::move(*step));
  }
  return result;
}

// The name of a step, which stands first in its list; nothing, and a problem, when there is none.
inline std::optional<Text> step_name(const json::Value& value, std::string_view example,
                                     Problems& problems) {
  const bool named = value.type == json::Type::array && !value.elements.empty() &&
                     value.elements[0].type == json::Type::string;
  if (!named) {
    problems.add(value.where,
                 fmt::format("a step must be a list with its name first, as {}", example));
    return std::nullopt;
  }
  return Text{value.elements[0].text, value.elements[0].where};
}

}  // namespace umsim::loading

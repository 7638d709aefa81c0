// The commands of a dialogue that ask for a part of the state.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/models/play.h"

namespace umsim::test {

// The lines of the answer; nothing when the command is no question.
[[nodiscard]] std::optional<std::vector<std::string>> answer(Play& play,
                                                             const std::vector<std::string>& words);

}  // namespace umsim::test

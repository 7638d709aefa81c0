// Behaviour ids and figures: which ids the specification has, for checking what a scenario claims
// to cover.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace umsim::loading {

// What is wrong with a behaviour id such as "LOCK-4"; none when the specification has it.
struct IdError {
  std::string message;
  std::string suggestion;  // may be empty
  std::string note;        // may be empty
};
std::optional<IdError> check_behaviour_id(std::string_view id);

// True for "INV-1" to the last invariant of the specification.
[[nodiscard]] bool is_invariant_id(std::string_view id);

// True for "FIG. 1" to "FIG. 17".
[[nodiscard]] bool is_figure(std::string_view text);

}  // namespace umsim::loading

#include "sim/scenario/behaviours.h"

#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>

#include "sim/scenario/text.h"

namespace umsim::loading {

namespace {

// The groups of docs/spec/behaviours.md with the number of their last row; a test compares them.
struct Group {
  std::string_view name;
  unsigned last;
};
constexpr std::array<Group, 13> kGroups{{
    {"THREAD", 11},
    {"LOCK", 9},
    {"SWITCH", 10},
    {"YIELD", 7},
    {"ENTRY", 14},
    {"BLOCK", 10},
    {"LIST", 12},
    {"APC", 21},
    {"MAP", 9},
    {"DEBUG", 4},
    {"EXIT", 10},
    {"EXEC", 11},
    {"INV", 15},
}};
constexpr unsigned kLastFigure = 17;

// 1 to 999 without leading zeros; 0 for anything else.
unsigned number_of(std::string_view text) {
  if (text.empty() || text.size() > 3 || text[0] == '0') return 0;
  unsigned number = 0;
  for (const char digit : text) {
    if (digit < '0' || digit > '9') return 0;
    number = number * 10 + static_cast<unsigned>(digit - '0');
  }
  return number;
}

std::vector<std::string> group_names() {
  std::vector<std::string> names;
  names.reserve(kGroups.size());
  for (const Group& group : kGroups) names.emplace_back(group.name);
  return names;
}

const Group* find_group(std::string_view name) {
  const auto* const found = std::find_if(kGroups.begin(), kGroups.end(),
                                         [&](const Group& group) { return group.name == name; });
  return found == kGroups.end() ? nullptr : found;
}

}  // namespace

std::optional<IdError> check_behaviour_id(std::string_view id) {
  const std::size_t dash = id.find('-');
  const std::string_view name = id.substr(0, dash);
  const unsigned number = dash == std::string_view::npos ? 0 : number_of(id.substr(dash + 1));
  const Group* group = find_group(name);
  if (group == nullptr) {
    IdError error{fmt::format("unknown behaviour {}", quoted(id)), "",
                  fmt::format("known groups: {}", joined(group_names(), " "))};
    const auto guess = closest(name, group_names());
    if (guess && number > 0)
      error.suggestion = did_you_mean(fmt::format("\"{}-{}\"", *guess, number));
    return error;
  }
  if (number == 0) {
    return IdError{fmt::format("{} is no behaviour id", quoted(id)), "",
                   fmt::format("as \"{}-1\"", group->name)};
  }
  if (number <= group->last) return std::nullopt;
  return IdError{fmt::format("unknown behaviour {}", quoted(id)), "",
                 fmt::format("{} goes up to {}-{}", group->name, group->name, group->last)};
}

bool is_invariant_id(std::string_view id) {
  const bool named = id.substr(0, 4) == "INV-" || id == "LIST-9";
  return named && !check_behaviour_id(id);
}

bool is_figure(std::string_view text) {
  constexpr std::string_view kStart = "FIG. ";
  if (text.substr(0, kStart.size()) != kStart) return false;
  const unsigned number = number_of(text.substr(kStart.size()));
  return number >= 1 && number <= kLastFigure;
}

}  // namespace umsim::loading

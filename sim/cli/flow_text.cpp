// umsim flow as text: a step, where it leads, and what it costs and touches.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "sim/cli/flow_output.h"
#include "sim/cli/flow_words.h"
#include "sim/cli/layout.h"

namespace umsim {
namespace {

// Where text begins that stands behind a label.
std::size_t indent_of(const std::vector<FlowPart>& parts) {
  std::size_t longest = 0;
  for (const FlowPart& part : parts) {
    for (const std::size_t row : part.rows) {
      longest = std::max(longest, part.routine->steps[row].label.size());
    }
  }
  return longest + 4;
}

// "reads hand.lock hand.flags, writes stack.user".
std::string footprint_text(const Step& step) {
  std::string text;
  for (const Rights rights : {Rights::read, Rights::write, Rights::interlocked}) {
    std::string names;
    for (const Access& access : step.footprint) {
      if (access.rights == rights) names += " " + name_of(access);
    }
    if (!names.empty()) {
      text += fmt::format("{}{}{}", text.empty() ? "" : ", ", word_of(rights), names);
    }
  }
  return text;
}

std::string guard_text(Guard guard) {
  switch (guard) {
    case Guard::none: return "";
    case Guard::no_apc: return "; no APC comes before it";
    case Guard::no_interrupt: return "; no interrupt comes before it";
  }
  return "";
}

std::string exit_text(const Exit& exit) {
  return exit.when.empty() ? fmt::format("-> {}", exit.to)
                           : fmt::format("{} -> {}", exit.when, exit.to);
}

std::string step_text(const Step& step, std::size_t indent, std::size_t width) {
  std::string text = indented(fmt::format("  {}", step.label), step.what, indent, width);
  const std::string blanks(indent + 2, ' ');
  for (const Exit& exit : step.exits) text += indented(blanks, exit_text(exit), indent + 4, width);
  const std::string footprint = footprint_text(step);
  const std::string costs =
      fmt::format("[{}] {}{}", word_of(step.cost), footprint.empty() ? "own CPU only" : footprint,
                  guard_text(step.guard));
  return text + indented(blanks, costs, indent + 4, width);
}

std::set<Role> roles_in(const std::vector<FlowPart>& parts) {
  std::set<Role> roles;
  for (const FlowPart& part : parts) {
    for (const std::size_t row : part.rows) {
      for (const Access& access : part.routine->steps[row].footprint) {
        if (!is_common(access.place)) roles.insert(access.role);
      }
    }
  }
  return roles;
}

}  // namespace

std::string flow_text(const std::vector<FlowPart>& parts, std::size_t width) {
  std::string text;
  const std::size_t indent = indent_of(parts);
  for (const FlowPart& part : parts) {
    const Routine& routine = *part.routine;
    text += fmt::format("{}{}: {} ({} mode)\n\n", text.empty() ? "" : "\n", routine.name,
                        routine.title, routine.user_mode ? "user" : "kernel");
    for (const std::size_t row : part.rows) text += step_text(routine.steps[row], indent, width);
  }
  std::string legend;
  for (const Role role : roles_in(parts)) {
    legend +=
        fmt::format("{}{} is {}", legend.empty() ? "" : ", ", word_of(role), sentence_of(role));
  }
  if (!legend.empty())
    text += "\n" + indented("", fmt::format("In footprints, {}.", legend), 0, width);
  return text;
}

}  // namespace umsim

#include "sim/cli/unreached_steps.h"

#include <algorithm>
#include <map>
#include <string_view>

#include <fmt/format.h>

#include "models/machine/routines.h"

namespace umsim {
namespace {

constexpr std::string_view kKnockedOut = " knocked out";
constexpr std::string_view kWindows = "windows: ";

// A way to a step: an exit of another one.
struct Way {
  std::string_view from;
  std::string_view when;
};

bool leads_to(const Routine& routine, const Exit& exit, const Routine& of, const Step& step) {
  const bool to_first_row = exit.to == of.name && &step == of.steps.data();
  return exit.to == step.label || (to_first_row && &routine != &of);
}

std::vector<Way> ways_to(const Routine& of, const Step& step) {
  std::vector<Way> ways;
  for (const Routine& routine : all_routines()) {
    for (const Step& from : routine.steps) {
      for (const Exit& exit : from.exits) {
        if (leads_to(routine, exit, of, step)) ways.push_back({from.label, exit.when});
      }
    }
  }
  return ways;
}

// "yes, cid-before-second-test knocked out" -> "cid-before-second-test"; empty when no safeguard is
// named.
std::string_view safeguard_in(std::string_view text) {
  const std::size_t end = text.find(kKnockedOut);
  if (end == std::string_view::npos) return {};
  const std::size_t begin = text.find_last_of(" (", end - 1);
  const std::size_t first = begin == std::string_view::npos ? 0 : begin + 1;
  return text.substr(first, end - first);
}

std::string only_where(std::string_view text, ProtocolProfile profile) {
  const std::string_view safeguard = safeguard_in(text);
  if (!safeguard.empty()) return fmt::format("only without {}", safeguard);
  const bool other = profile == ProtocolProfile::patent && text.rfind(kWindows, 0) == 0;
  return other ? "only under windows" : "";
}

bool is_reached(std::string_view label, std::span<const StepRef> reached) {
  return std::any_of(reached.begin(), reached.end(),
                     [&](StepRef step) { return step_at(step).label == label; });
}

// For every step that the tables leave for other conditions only, which one.
using Reasons = std::map<std::string_view, std::string>;

std::string reason_of(const Routine& routine, const Step& step, const Reasons& reasons,
                      ProtocolProfile profile) {
  std::string reason = only_where(step.what, profile);
  if (!reason.empty()) return reason;
  for (const Way& way : ways_to(routine, step)) {
    std::string closed = only_where(way.when, profile);
    const auto from = reasons.find(way.from);
    if (closed.empty() && from != reasons.end()) closed = from->second;
    if (closed.empty()) return {};
    if (reason.empty()) reason = closed;
  }
  return reason;
}

Reasons all_reasons(std::span<const StepRef> reached, ProtocolProfile profile) {
  Reasons reasons;
  std::size_t before = 0;
  do {
    before = reasons.size();
    for (const Routine& routine : all_routines()) {
      for (const Step& step : routine.steps) {
        if (is_reached(step.label, reached)) continue;
        std::string reason = reason_of(routine, step, reasons, profile);
        if (!reason.empty()) reasons.emplace(step.label, std::move(reason));
      }
    }
  } while (reasons.size() != before);
  return reasons;
}

// What the tables leave the step for, or that none of the ways to it is taken.
std::string reason_of_step(StepRef step, std::span<const StepRef> reached,
                           ProtocolProfile profile) {
  const Reasons reasons = all_reasons(reached, profile);
  const auto found = reasons.find(step_at(step).label);
  return found != reasons.end() ? found->second : "its step is not reached";
}

}  // namespace

std::string why_not_reached(StepRef step, std::span<const StepRef> reached,
                            ProtocolProfile profile) {
  const Reasons reasons = all_reasons(reached, profile);
  const Step& row = step_at(step);
  const auto found = reasons.find(row.label);
  if (found != reasons.end()) return found->second;
  std::string text;
  for (const Way& way : ways_to(all_routines()[step.routine], row)) {
    const bool open = is_reached(way.from, reached) && only_where(way.when, profile).empty();
    if (!open) continue;
    text += fmt::format("{}{}{}{}", text.empty() ? "" : ", ", way.from,
                        way.when.empty() ? "" : ": ", way.when);
  }
  return text.empty() ? "not on any way of this scenario" : "not so here: " + text;
}

std::string why_not_taken(StepRef step, std::string_view to, std::span<const StepRef> reached,
                          ProtocolProfile profile) {
  const Step& row = step_at(step);
  std::string reason;
  for (const Exit& exit : row.exits) {
    if (exit.to != to) continue;
    std::string closed = only_where(exit.when, profile);
    if (closed.empty() && is_reached(row.label, reached)) return {};
    if (closed.empty()) closed = reason_of_step(step, reached, profile);
    if (reason.empty()) reason = std::move(closed);
  }
  return reason;
}

}  // namespace umsim

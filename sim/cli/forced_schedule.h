// A schedule file that a scenario is to follow: what run replays, and where play begins.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/cli/console.h"
#include "sim/scenario/scenario.h"
#include "sim/schedule/schedule.h"

namespace umsim {

// What the choices of a schedule are made of: its file, and what it means here.
struct ForcedSchedule {
  Schedule schedule;
  std::vector<ScheduledChoice> choices;
};

// read_forced makes the scenario one with the schedule's profile and knock-outs. One that breaks a
// property of all interleavings is held against that, and no other expectation. Throws UsageError
// when the file cannot be read or does not fit, or when another profile is `asked` for; that it is
// of another scenario is a note of `verb`.
[[nodiscard]] ForcedSchedule read_forced(const std::string& path, Scenario& scenario,
                                         std::optional<ProtocolProfile> asked,
                                         std::string_view verb, Console& console);

}  // namespace umsim

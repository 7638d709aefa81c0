// Schedule files: a schedule as JSON, one choice a line.
//
//   {
//     "umsim_schedule": 1,
//     "scenario": "fig11-second-test",
//     "knock_out": ["second-lock-test"],
//     "found": "INV-3: a torn or stale context was used",
//     "cycle": 3,                  so many choices at the end lead back to where they begin
//     "choices": [
//       {"cpu": 0, "dispatch": "P1"},
//       {"cpu": 0, "thread": "P1", "step": "FIG15.B3", "occurrence": 2},
//       {"cpu": 0, "thread": "W1", "step": "USER.compute", "occurrence": 1, "cycles": 500},
//       {"cpu": 1, "interrupt": "P2"},
//       {"complete": "W2"},
//       {"time_out": "P1"},
//       {"arrive": "A1"}
//     ]
//   }
//
// Unknown keys are errors. Whether the choices fit a scenario is not decided here (replay.h).
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "sim/schedule/schedule.h"

namespace umsim {

// schedule_text gives the text of the file.
[[nodiscard]] std::string schedule_text(const Schedule& schedule);

// read_schedule reads the text of a file; a text that is no schedule gives a message that begins
// with `name`.
[[nodiscard]] std::variant<Schedule, std::string> read_schedule(std::string_view text,
                                                                const std::string& name);

}  // namespace umsim

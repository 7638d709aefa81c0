// Schedule words: how schedules are spoken of: their entries as sentences, and how their "found"
// begins.
#pragma once

#include <string>
#include <string_view>

#include "models/machine/image.h"
#include "sim/schedule/schedule.h"

namespace umsim {

// How "found" begins where it is no invariant that the model asserts.
inline constexpr std::string_view kLostGoal = "INV-15";
inline constexpr std::string_view kDeadlock = "deadlock";
inline constexpr std::string_view kCollapse = "the machine came to a state that it cannot handle";
inline constexpr std::string_view kExpectation = "expectation";
inline constexpr std::string_view kProperty = "property";  // of "check": {"properties": [...]}

// "W1 ran FIG15.B3 on CPU 0".
[[nodiscard]] std::string sentence_of(const ScheduleEntry& entry);

// What a deadlock is called; `names` are of the threads that have not ended. That every primary is
// suspended is named (EXIT-10).
[[nodiscard]] std::string deadlock_text(const Machine& machine, const std::string& names);

}  // namespace umsim

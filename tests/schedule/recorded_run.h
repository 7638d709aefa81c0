// A recorded run: what a timed run did, in a form that the transition relation can be held against.
//
// The timed engine and the search move the same machine by the same choices, or one of them is
// wrong. A log is accepted when the transition relation can follow it, reports the same events, has
// the same key after every step as the search's own representative of the state, and ends in the
// same state to the byte.
#pragma once

#include <string>
#include <vector>

#include "sim/scenario/scenario.h"
#include "sim/schedule/schedule.h"
#include "traces/vocabulary/event.h"

namespace umsim::test {

struct RecordedRun {
  std::vector<ScheduledChoice> log;
  std::vector<Event> events;
  std::vector<std::byte> image;  // at the end
};

// One run a process.
[[nodiscard]] RecordedRun record_timed_run(const Scenario& scenario);

// Empty when the log is accepted, otherwise where and why it is not.
[[nodiscard]] std::string why_refused(const System& system, const RecordedRun& run);

// The key after every step of the log; stops before a choice that is not enabled.
[[nodiscard]] std::vector<std::vector<std::byte>> keys_along(
    const System& system, const std::vector<ScheduledChoice>& log);

}  // namespace umsim::test

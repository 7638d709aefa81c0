// A timed run together with its trace, and questions that tests ask of it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "sim/timed/timed_run.h"
#include "traces/vocabulary/event.h"

namespace umsim::timed::test {

struct TracedRun {
  Result result;
  std::vector<Event> events;

  // The times of all events of that kind, in order; of that thread if one is given.
  [[nodiscard]] std::vector<std::uint64_t> times(EventKind kind, ThreadId thread = {}) const;
  // The threads of all events of that kind, in order.
  [[nodiscard]] std::vector<ThreadId> threads(EventKind kind) const;
  // When the steps with that label began.
  [[nodiscard]] std::vector<std::uint64_t> step_times(const std::string& label) const;
};

// Runs with an event for every step.
[[nodiscard]] TracedRun run_traced(const Scenario& scenario, const Options& options = {});

// What `work` returns, computed in a child process: a process has one simulation only.
[[nodiscard]] std::string in_child(const std::function<std::string()>& work);

// The log, a line a choice, and back.
[[nodiscard]] std::string log_text(const std::vector<LoggedChoice>& log);
[[nodiscard]] std::vector<LoggedChoice> log_of(const std::string& text);

// The bytes of the state at the end.
[[nodiscard]] std::string image_text(const Result& result);

// Everything that came of a run, to be compared byte for byte.
[[nodiscard]] std::string everything(const TracedRun& run);

}  // namespace umsim::timed::test

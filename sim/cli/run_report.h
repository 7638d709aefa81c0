// RunReport: what came of a run, and its verdict. Text and JSON are made of this and nothing else.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/cli/exit_code.h"
#include "sim/cli/results.h"
#include "sim/cli/run_request.h"
#include "sim/cli/run_traces.h"
#include "sim/scenario/scenario.h"
#include "sim/schedule/schedule.h"
#include "sim/timed/timed_run.h"

namespace umsim {

// What was violated: an invariant, progress, or what the model can survive.
struct RunViolation {
  std::string text;   // "INV-5: in user mode ..."
  std::string where;  // "at 1,200 ns (step 57): P1 ran FIG15.B3 on CPU 0"; may be empty
};

struct RunReport {
  const Scenario* scenario = nullptr;
  std::string name;
  timed::Result result;
  std::vector<Diagnostic> failures;  // expectations that do not hold
  bool judged = false;               // the expectations were judged
  std::optional<RunViolation> violation;
  std::string found;        // what the schedule that was replayed says; may be empty
  bool reproduced = false;  // the violation is what the schedule says
  std::uint64_t events = 0;
  std::string digest;
  std::vector<WrittenTrace> traces;          // in the order of the request
  std::optional<std::string> schedule_path;  // the schedule of a failed run was written there
  ExitCode code = ExitCode::fine;
};

// What the schedule of a run says about it.
struct Replayed {
  std::string found;      // may be empty
  std::size_t cycle = 0;  // how many choices at the end are to lead back to where they begin
};

// judge_run fills in failures, violation, found and code; `events` are those of the run, `replayed`
// is given when the run followed a schedule.
void judge_run(RunReport& report, std::span<const Event> events,
               const std::optional<Replayed>& replayed);

// A safeguard was knocked out and the machine came to a state that the model cannot handle.
void note_collapse(RunReport& report, const std::string& what,
                   const std::optional<Replayed>& replayed);

// The summary below the columns.
[[nodiscard]] std::string run_text(const RunReport& report, const RunRequest& request);

[[nodiscard]] Json run_json(const RunReport& report, const RunRequest& request);

// The run's log as a schedule by names.
[[nodiscard]] Schedule schedule_of(const RunReport& report);

[[nodiscard]] std::string_view word_of(timed::StopReason reason);

}  // namespace umsim

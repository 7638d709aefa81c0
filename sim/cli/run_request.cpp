#include "sim/cli/run_request.h"

#include <algorithm>

#include <fmt/format.h>

#include "sim/cli/output_places.h"
#include "sim/cli/scenario_files.h"
#include "sim/cli/values.h"
#include "sim/scenario/text.h"

namespace umsim {
namespace {

// A run without an end is stopped before it fills the memory with what expectations need.
constexpr std::uint64_t kDefaultMaxSteps = 10'000'000;

// They say which part of the run every trace shows.
constexpr std::string_view kPartOptions[] = {"trace-from", "trace-to", "trace-last",
                                             "trace-budget"};

std::vector<std::string> format_names() {
  std::vector<std::string> names;
  for (const TraceFormat& format : trace_formats()) names.emplace_back(format.name);
  return names;
}

const std::string& format_help() {
  static const std::string kText =
      fmt::format("format of the --trace before it: {} (default by the path's ending, or {})",
                  fmt::join(format_names(), ", "), trace_formats().front().name);
  return kText;
}

const OptionSpec kOptions[] = {
    {"columns", "", "shows the whole run as columns, not only its beginning"},
    {"steps", "", "traces every step, not only events"},
    {"trace", "PATH", "writes a trace; - is standard output", true},
    {"trace-format", "FORMAT", format_help(), true},
    {"trace-from", "WHEN", "begins traces at a time, a kind of event or a step (:2 is the second)"},
    {"trace-to", "WHEN", "ends them there, looked for from where they begin"},
    {"trace-last", "N", "keeps only the last N events of that"},
    {"trace-budget", "SIZE", "leaves out what would make a trace larger, such as 10MB"},
    {"schedule", "FILE", "makes exactly the choices of a schedule file; - is standard input"},
    {"schedule-out", "PATH", "where the schedule of a failed run goes"},
    {"profile", "NAME", "follows the patent or the documented API: patent or windows"},
    {"knock-out", "NAME", "switches a safeguard off", true},
    {"max-time", "TIME", "ends the run after a simulated time such as 1ms"},
    {"max-steps", "N", "ends the run after N steps (default 10000000)"},
    {"width", "N", "characters of a line of columns (default the terminal's, or 100)"}};

const TraceFormat& format_of(const std::string& typed) {
  if (const TraceFormat* format = find_trace_format(typed)) return *format;
  throw UsageError(fmt::format("--trace-format must be one of {}, not {}{}",
                               fmt::join(format_names(), ", "), loading::quoted(typed),
                               loading::guess_text(typed, format_names())));
}

std::vector<TraceRequest> read_traces(const Arguments& arguments) {
  std::vector<TraceRequest> traces;
  bool has_format = true;
  for (const auto& [name, value] : arguments.options()) {
    if (name == "trace") {
      traces.push_back({value, &trace_format_for(value)});
      has_format = false;
    } else if (name == "trace-format") {
      const TraceFormat& format = format_of(value);
      if (has_format) throw UsageError("--trace-format stands behind the --trace that it is for");
      traces.back().format = &format;
      has_format = true;
    }
  }
  return traces;
}

void refuse_places_taken(const RunRequest& request) {
  OutputPlaces places;
  places.reads(request.file.path);
  if (request.schedule) places.reads(*request.schedule);
  for (const TraceRequest& trace : request.traces) places.writes(trace.path, "the trace");
  if (request.schedule_out) places.writes(*request.schedule_out, "the schedule");
}

void refuse_contradictions(const Arguments& arguments, const RunRequest& request) {
  for (const std::string_view option : kPartOptions) {
    if (request.traces.empty() && arguments.has(option)) {
      throw UsageError(fmt::format("--{} needs a --trace that it is for", option));
    }
  }
  if (request.trace_on_out() && (request.json || request.columns)) {
    throw UsageError("only one of --trace -, --columns and --json can write to standard output");
  }
  if (request.json && request.columns) {
    throw UsageError(
        "--columns and --json both write to standard output; "
        "--trace PATH --trace-format columns writes to a file");
  }
  if (request.schedule_out == "-") {
    throw UsageError("--schedule-out must be a file: standard output has the summary");
  }
  if (request.file.path == "-" && request.schedule == "-") {
    throw UsageError("standard input (-) can be read only once");
  }
}

}  // namespace

bool RunRequest::trace_on_out() const {
  return std::any_of(traces.begin(), traces.end(),
                     [](const TraceRequest& trace) { return trace.path == "-"; });
}

std::span<const OptionSpec> run_options() { return kOptions; }

RunRequest read_run_request(const Arguments& arguments, const Console& console) {
  const std::vector<ScenarioFile> files = expand_files(arguments.words());
  if (files.size() != 1) throw UsageError("runs one scenario at a time");
  RunRequest request;
  request.file = files.front();
  request.traces = read_traces(arguments);
  request.trace_budget = memory_bytes(arguments, "trace-budget");
  request.columns = arguments.has("columns");
  request.steps = arguments.has("steps");
  request.json = arguments.has("json");
  request.profile = profile_named(arguments.value("profile"));
  request.knock_outs = knock_outs_named(arguments.values("knock-out"));
  request.schedule = arguments.value("schedule");
  request.schedule_out = arguments.value("schedule-out");
  request.max_steps = whole_number(arguments, "max-steps", 1).value_or(kDefaultMaxSteps);
  request.width = line_width(arguments, console);
  refuse_contradictions(arguments, request);
  refuse_places_taken(request);
  if (request.schedule_out) refuse_unwritable(*request.schedule_out);
  return request;
}

}  // namespace umsim

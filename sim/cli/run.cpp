// umsim run: simulates a scenario under simulated time and tells what happened.
#include <algorithm>

#include <fmt/format.h>

#include "models/machine/internal_error.h"
#include "sim/cli/forced_schedule.h"
#include "sim/cli/interrupt.h"
#include "sim/cli/judged_events.h"
#include "sim/cli/layout.h"
#include "sim/cli/places.h"
#include "sim/cli/run_report.h"
#include "sim/cli/run_traces.h"
#include "sim/cli/scenario_files.h"
#include "sim/cli/schedule_io.h"
#include "sim/cli/schedule_words.h"
#include "sim/cli/trace_part.h"
#include "sim/cli/values.h"
#include "sim/cli/verbs.h"
#include "sim/scenario/text.h"
#include "sim/schedule/replay.h"
#include "traces/names.h"
#include "umsim/version.h"

namespace umsim {
namespace {

// How much of a run is shown without --columns: a screenful, or a schedule of the usual length.
constexpr std::uint64_t kShownEvents = 40;
constexpr std::uint64_t kShownEventsOfSchedule = 200;

TraceHeader header_of(const Scenario& scenario, const RunRequest& request) {
  TraceHeader header;
  header.system = &scenario.system;
  header.scenario = scenario_name(scenario.source.path);
  header.title = scenario.title;
  header.engine = request.schedule ? "replay" : "timed";
  header.profile = scenario.machine.name;
  header.clock_mhz = scenario.machine.clock_mhz;
  header.seed = scenario.seed;
  header.steps = request.steps || judged_events(scenario.expectations) == JudgedEvents::all;
  return header;
}

std::string echo(const Scenario& scenario, const RunRequest& request) {
  const std::vector<std::string> without = knock_out_words(scenario.system.knock_outs);
  return fmt::format("umsim {} run {}, seed {}{}{}{}{}\n\n", kProgramVersion, request.file.typed,
                     scenario.seed, under_profile(scenario.system),
                     without.empty() ? "" : ", without ", fmt::join(without, " "),
                     request.schedule ? ", schedule " + *request.schedule : "");
}

// Everything that one run needs, made before the run begins so that it can fail before.
struct Run {
  RunRequest request;
  Scenario scenario;
  std::uint64_t max_cycles = timed::kUnlimited;
  TracePart part;
  std::optional<ForcedSchedule> forced;
  std::vector<timed::LoggedChoice> forced_log;  // its choices, as the engine takes them
};

Run prepare(RunRequest request, Scenario scenario, const Arguments& arguments, Console& console) {
  Run run{std::move(request), std::move(scenario), timed::kUnlimited, {}, {}, {}};
  run.scenario.system.knock_outs |= run.request.knock_outs;
  run.max_cycles = time_in_cycles(arguments, "max-time", run.scenario.machine.clock_mhz)
                       .value_or(timed::kUnlimited);
  run.part = read_trace_part(arguments, run.scenario.machine.clock_mhz);
  if (run.request.schedule) {
    run.forced =
        read_forced(*run.request.schedule, run.scenario, run.request.profile, "run", console);
    run.forced_log = timed::as_log(run.forced->choices);
  }
  return run;
}

timed::Options options_of(const Run& run) {
  timed::Options options;
  options.max_steps = run.request.max_steps;
  options.max_cycles = run.max_cycles;
  if (run.forced) options.schedule = run.forced_log;
  return options;
}

std::optional<Replayed> replayed_by(const Run& run) {
  if (!run.forced) return std::nullopt;
  return Replayed{run.forced->schedule.found, run.forced->schedule.cycle};
}

// Simulates, and judges. With a safeguard knocked out a failing assertion of the model is what the
// knock-out leads to, and no defect.
RunReport simulate(const Run& run, RunTraces& traces) {
  RunReport report;
  report.scenario = &run.scenario;
  report.name = scenario_name(run.scenario.source.path);
  Recorder recorder(header_of(run.scenario, run.request));
  traces.add_to(recorder);
  const timed::Options options = options_of(run);
  recorder.begin();
  try {
    report.result = timed::run(run.scenario, options, &recorder);
    recorder.end();
    judge_run(report, traces.judged_events(), replayed_by(run));
  } catch (const InternalError& error) {
    if (run.scenario.system.knock_outs.none()) throw;
    recorder.end();
    note_collapse(report, error.what(), replayed_by(run));
  }
  report.events = recorder.events();
  report.digest = traces.digest();
  report.traces = traces.written();
  return report;
}

void write_schedule(RunReport& report, const RunRequest& request, Console& console) {
  const bool failed = report.code == ExitCode::violated && !report.result.log.empty();
  if (!failed || request.schedule) return;
  const std::string path = request.schedule_out.value_or(default_schedule_path(report.name));
  if (keep_schedule(path, schedule_of(report), "run", console)) report.schedule_path = path;
}

ExitCode report_run(const RunReport& report, const Run& run, const RunTraces& traces,
                    Console& console) {
  console.err << format_diagnostics(report.failures, console.colour_err);
  if (run.request.json) return print_result(run_json(report, run.request), console);
  std::ostream& out = run.request.trace_on_out() ? console.err : console.out;
  if (traces.not_shown() != 0) {
    out << fmt::format("  … and {}: umsim run {} --columns\n",
                       counted(traces.not_shown(), "more event"),
                       run.request.file.typed + profile_option(run.request.profile) +
                           knock_out_options(run.request.knock_outs));
  }
  out << "\n" << run_text(report, run.request);
  return report.code;
}

std::uint64_t shown_events(const Run& run) {
  if (run.request.columns) return timed::kUnlimited;
  return run.forced ? kShownEventsOfSchedule : kShownEvents;
}

void say_what_is_left(const RunRequest& request, Console& console) {
  for (const TraceRequest& trace : request.traces) {
    if (trace.path != "-") {
      console.err << fmt::format("umsim run: the trace so far is in {}.partial\n", trace.path);
    }
  }
}

ExitCode run(const Arguments& arguments, Console& console) {
  RunRequest request = read_run_request(arguments, console);
  std::vector<LoadedFile> files = load_files({request.file}, console, request.profile);
  if (!all_loaded(files)) {
    if (request.json) return print_bad_files("run", diagnostics_of(files), console);
    return ExitCode::bad_input;
  }
  const Run run =
      prepare(std::move(request), std::move(*files.front().result.scenario), arguments, console);
  RunTraces traces(run.request,
                   {shown_events(run), judged_events(run.scenario.expectations), run.part,
                    run.forced ? run.forced->schedule.found : ""},
                   console);
  if (!run.request.json && !run.request.trace_on_out()) {
    console.out << echo(run.scenario, run.request);
  }
  watch_for_interrupt();
  try {
    RunReport report = simulate(run, traces);
    write_schedule(report, run.request, console);
    return report_run(report, run, traces, console);
  } catch (const Interrupted&) {
    say_what_is_left(run.request, console);
    throw;
  }
}

}  // namespace

const VerbSpec& run_verb() {
  static const VerbSpec kVerb{"run",
                              "Simulates a scenario and tells what happened.",
                              "run FILE [options]",
                              "FILE is a scenario file, the name of a shipped scenario (umsim "
                              "list), or - for standard input.",
                              run_options(),
                              "umsim run fig02-directed-switch --trace fig02.jsonl",
                              run};
  return kVerb;
}

}  // namespace umsim

// The result of a run as JSON; docs/command-line.md says what the keys mean.
#include "sim/cli/run_report.h"
#include "sim/cli/scenario_files.h"
#include "sim/scenario/names.h"
#include "traces/kinds.h"
#include "traces/names.h"

namespace umsim {
namespace {

using loading::final_state_names;
using loading::thread_kind_names;

std::string_view verdict_of(const RunReport& report) {
  switch (report.code) {
    case ExitCode::fine: return "passed";
    case ExitCode::incomplete: return "incomplete";
    default: return "failed";
  }
}

Json moment(const RunReport& report, std::uint64_t cycles) {
  return {{"cycles", cycles}, {"ns", nanoseconds(cycles, report.scenario->machine.clock_mhz)}};
}

Json machine_of(const RunReport& report) {
  const MachineProfile& machine = report.scenario->machine;
  return {{"profile", machine.name},
          {"cpus", report.scenario->system.cpus},
          {"clock_mhz", machine.clock_mhz},
          {"quantum_cycles", machine.quantum_cycles}};
}

Json threads_of(const RunReport& report) {
  Json threads = Json::array();
  for (std::size_t i = 0; i < report.result.threads.size(); ++i) {
    const ThreadSpec& thread = report.scenario->system.threads[i];
    const auto state = static_cast<std::size_t>(report.result.threads[i].final_state);
    threads.push_back({{"name", thread.name},
                       {"kind", thread_kind_names()[static_cast<std::size_t>(thread.kind)]},
                       {"final", final_state_names()[state]}});
    if (thread.kind != ThreadKind::worker) continue;
    const SwitchCounts& switches = report.result.threads[i].switches;
    threads.back()["switches"] = {{"attempts", switches.attempts},
                                  {"successes", switches.successes}};
  }
  return threads;
}

Json counts_of(const RunReport& report) {
  Json counts = Json::object();
  for (std::size_t i = 0; i < static_cast<std::size_t>(EventKind::count_); ++i) {
    const auto kind = static_cast<EventKind>(i);
    if (kind != EventKind::step) {
      counts[std::string(event_kind_name(kind))] = report.result.count(kind);
    }
  }
  return counts;
}

Json violation_of(const RunReport& report) {
  if (!report.violation) return nullptr;
  Json violation = {{"text", report.violation->text}, {"where", report.violation->where}};
  violation["invariant"] = nullptr;
  if (report.result.broken != nullptr) {
    violation["invariant"] = report.result.broken->id;
    violation["at"] = moment(report, report.result.last_cycles);
    violation["choice"] = report.result.choices;
  }
  return violation;
}

Json schedule_of_result(const RunReport& report, const RunRequest& request) {
  Json schedule = {
      {"replayed", nullptr}, {"found", nullptr}, {"reproduced", nullptr}, {"written", nullptr}};
  if (request.schedule) schedule["replayed"] = *request.schedule;
  if (!report.found.empty()) {
    schedule["found"] = report.found;
    schedule["reproduced"] = report.reproduced;
  }
  if (report.schedule_path) schedule["written"] = *report.schedule_path;
  return schedule;
}

Json traces_of(const RunReport& report, const RunRequest& request) {
  Json traces = Json::array();
  for (std::size_t i = 0; i < request.traces.size(); ++i) {
    const TraceRequest& trace = request.traces[i];
    traces.push_back({{"path", trace.path},
                      {"format", trace.format->name},
                      {"events", report.traces[i].events},
                      {"full", report.traces[i].full}});
  }
  return traces;
}

}  // namespace

Json run_json(const RunReport& report, const RunRequest& request) {
  Json result = result_of("run", report.code);
  result["file"] = request.file.path;
  result["scenario"] = report.name;
  result["title"] = report.scenario->title;
  result["seed"] = report.scenario->seed;
  result["machine"] = machine_of(report);
  result["protocol"] = name_of(report.scenario->system.profile);
  result["knock_outs"] = knock_out_words(report.scenario->system.knock_outs);
  result["verdict"] = verdict_of(report);
  result["stop"] = report.result.threads.empty() ? "collapse" : word_of(report.result.stop);
  result["end"] = moment(report, report.result.end_cycles);
  result["steps"] = report.result.steps;
  result["choices"] = report.result.choices;
  result["events"] = report.events;
  result["counts"] = counts_of(report);
  result["threads"] = threads_of(report);
  result["expectations"] = {{"all", report.scenario->expectations.size()},
                            {"judged", report.judged},
                            {"failures", as_json(report.failures)}};
  result["violation"] = violation_of(report);
  result["schedule"] = schedule_of_result(report, request);
  result["traces"] = traces_of(report, request);
  result["digest"] = report.digest;
  return result;
}

}  // namespace umsim

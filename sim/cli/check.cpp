// umsim check: explores every interleaving of scenarios and says whether their properties hold.
#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "models/machine/internal_error.h"
#include "sim/cli/check_checkpoint.h"
#include "sim/cli/check_coverage.h"
#include "sim/cli/check_matrix.h"
#include "sim/cli/check_placements.h"
#include "sim/cli/check_races.h"
#include "sim/cli/check_report.h"
#include "sim/cli/check_request.h"
#include "sim/cli/interrupt.h"
#include "sim/cli/places.h"
#include "sim/cli/progress.h"
#include "sim/cli/scenario_files.h"
#include "sim/cli/schedule_io.h"
#include "sim/cli/schedule_words.h"
#include "sim/cli/verbs.h"

namespace umsim {
namespace {

namespace fs = std::filesystem;

constexpr OptionSpec kOptions[] = {
    {"profile", "NAME", "follows the patent or the documented API: patent or windows"},
    {"knock-out", "NAME", "switches a safeguard off, and expects that all holds", true},
    {"knock-outs", "", "switches off each safeguard in turn, and shows what catches it"},
    {"every-pair", "", "with --knock-outs: tries each safeguard on each scenario"},
    {"placements", "", "lets each kind of event come at every step of a flow, and shows the way"},
    {"races", "",
     "lets each kind of event come where race cases have it, on machines of several sizes"},
    {"coverage", "", "says which steps, exits and lock transitions are reached, and which not"},
    {"fairness", "KIND",
     "what a run that never ends must be to count: weak, strong, or none: none counts (default the "
     "scenario's, or strong)"},
    {"preemptions", "N", "allows 0, 1, ... up to N preemptions, and says whether any are left out"},
    {"pct", "N", "tries N interleavings by PCT, and says what chance a violation has to show"},
    {"depth", "D", "with --pct: finds what needs D ordered choices (default 3)"},
    {"walks", "N", "tries N interleavings at random"},
    {"seed", "S",
     "with --pct or --walks: other numbers, other interleavings (default the scenario's)"},
    {"max-states", "N", "gives up after N states (default the scenario's, or 5000000)"},
    {"memory", "SIZE", "gives up when the states take more than this (default 4GB)"},
    {"spill", "FOLDER", "keeps all but tables in a file there: --memory is for the tables then"},
    {"checkpoint", "PATH", "writes a search that stops before its end to a file"},
    {"checkpoint-every", "N", "with --checkpoint: also every N minutes, while it goes on"},
    {"resume", "PATH", "goes on with the search in that file; the result is the same"},
    {"schedule-out", "PATH", "where the counterexample goes; a folder for several scenarios"},
    {"threads", "N", "searches with N threads (default one a processor); the result is the same"},
    {"without", "REDUCTION",
     "searches without cpu-symmetry, thread-symmetry, private-steps, exclusive-steps, sleeps, "
     "dispatches, preemptions or late-apcs; the verdict is the same",
     true},
    {"no-progress", "", "shows no progress on the terminal"}};

CheckExpectation expectation_of(const CheckRequest& request, const Scenario& scenario) {
  if (request.knock_outs.any()) return {};
  return {scenario.check.expect, scenario.check.invariant, true};
}

// Scenarios of different folders may have one name: NAME, then NAME-2.
std::string free_schedule_path(const std::string& name, const fs::path& folder,
                               const std::vector<CheckReport>& before) {
  std::string path;
  for (std::size_t number = 1; path.empty(); ++number) {
    const std::string tried = number == 1 ? name : fmt::format("{}-{}", name, number);
    path = (folder / default_schedule_path(tried)).string();
    if (std::ranges::find(before, path, &CheckReport::schedule_path) != before.end()) path.clear();
  }
  return path;
}

// Nobody wants files of violations that are as they should be, unless they say so.
std::optional<std::string> schedule_path_for(const CheckReport& report, const CheckRequest& request,
                                             const std::vector<CheckReport>& before) {
  if (!report.counterexample) return std::nullopt;
  if (request.to_folder) return free_schedule_path(report.name, *request.schedule_out, before);
  if (request.schedule_out) return request.schedule_out;
  if (violated_as_expected(report)) return std::nullopt;
  return free_schedule_path(report.name, "", before);
}

// Without a knock-out the model must be able to handle every state that it comes to.
void refuse_collapse(const CheckReport& report) {
  const bool collapsed =
      report.counterexample && report.counterexample->text.rfind(kCollapse, 0) == 0;
  if (collapsed && report.scenario->system.knock_outs.none()) {
    throw InternalError(fmt::format("{} in scenario {}; the schedule {} leads there", kCollapse,
                                    report.file.path,
                                    report.schedule_path.value_or("(not written)")));
  }
}

// `progress` must outlive the search.
explore::ModelSearchOptions watched_options(const CheckRequest& request, const Scenario& scenario,
                                            bool trial, Progress& progress) {
  explore::ModelSearchOptions options = search_options(request, scenario, trial);
  options.report = [&](const explore::SearchStatus& status) { progress.update(status); };
  return options;
}

CheckReport search_one(LoadedFile& file, const CheckRequest& request, Console& console) {
  if (interrupt_requested()) throw Interrupted();
  Scenario& scenario = *file.result.scenario;
  const CheckExpectation expectation = expectation_of(request, scenario);
  scenario.system.knock_outs |= request.knock_outs;
  std::optional<Progress> progress(std::in_place, scenario_name(file.file.path), request.progress,
                                   console);
  const Bounds bounds = bounds_for(request.bounds, scenario);
  const bool shown = expectation.verdict == Verdict::holds || request.schedule_out;
  CheckpointedCheck checkpoints(request, scenario);
  explore::ModelSearchOptions options = watched_options(request, scenario, false, *progress);
  options.sequence = checkpoints.sequence();
  try {
    CheckReport report =
        search_scenario(scenario, file.file, {options, bounds, shown}, expectation);
    report.checkpoint = checkpoints.written();
    progress.reset();  // its line is not to take the message with it
    if (checkpoints.problem()) {
      console.err << fmt::format("umsim check: {}\n", *checkpoints.problem());
      report.output_lost = true;
    }
    report.resumed_from = request.checkpoint.from;
    return report;
  } catch (const explore::SaveError& error) {
    throw UsageError(cannot_resume(*request.checkpoint.from, error.what()));
  }
}

CheckReport check_one(LoadedFile& file, const CheckRequest& request,
                      const std::vector<CheckReport>& before, Console& console) {
  CheckReport report = search_one(file, request, console);
  report.schedule_path = schedule_path_for(report, request, before);
  if (report.schedule_path &&
      !keep_schedule(*report.schedule_path, schedule_of(report), "check", console)) {
    report.schedule_path.reset();
    report.output_lost = true;
  }
  refuse_collapse(report);
  return report;
}

void print_text(const CheckReport& report, const CheckRequest& request, Console& console) {
  std::ostream& out = request.to_out() ? console.err : console.out;
  out << check_text(report) << resume_text(report, request);
  const bool show = report.counterexample && !violated_as_expected(report);
  if (show) out << counterexample_text(report, console.width);
  if (report.schedule_path && !request.to_out()) {
    out << fmt::format(
        "  schedule: {0}\n  replay:   umsim run {1} --schedule {0}\n"
        "  walk:     umsim play {1} --schedule {0}\n",
        *report.schedule_path, report.file.typed);
  } else if (report.counterexample && !show && !request.to_out()) {
    out << "  --schedule-out PATH writes the counterexample\n";
  }
  out << std::flush;
}

CheckReport check_pair(const LoadedFile& file, const Scenario& scenario,
                       const CheckRequest& request, Console& console) {
  if (interrupt_requested()) throw Interrupted();
  const std::string name = scenario_name(file.file.path);
  Progress progress(name + knock_out_options(scenario.system.knock_outs), request.progress,
                    console);
  const bool redundant = (scenario.check.redundant & scenario.system.knock_outs).any();
  const bool declared = (scenario.check.catches & scenario.system.knock_outs).any();
  const explore::ModelSearchOptions options =
      watched_options(request, scenario, !declared && !redundant, progress);
  const Verdict expected = redundant ? Verdict::holds : Verdict::violated;
  // That nothing is caught needs all interleavings.
  const Bounds bounds = redundant ? Bounds{} : bounds_for(request.bounds, scenario);
  CheckReport report = search_scenario(scenario, file.file, {options, bounds}, {expected, {}});
  if (report.result.stop == explore::Stop::interrupted) throw Interrupted();
  return report;
}

// All safeguards, or those that are named; of files that are named, those that they speak of.
KnockOuts safeguards_of(const CheckRequest& request, const std::vector<LoadedFile>& files,
                        bool shipped) {
  KnockOuts safeguards = request.knock_outs;
  if (safeguards.any()) return safeguards;
  if (shipped || request.every_pair) return safeguards.set();
  for (const LoadedFile& file : files) {
    const CheckOptions& check = file.result.scenario->check;
    safeguards |= check.catches | check.redundant;
  }
  if (safeguards.none()) {
    throw UsageError(
        "no scenario here says which knock-outs it catches (\"check\": {\"catches\": [...]}); "
        "--every-pair tries all");
  }
  return safeguards;
}

ExitCode check_matrix(const std::vector<LoadedFile>& files, const CheckRequest& request,
                      bool shipped, Console& console) {
  const MatrixPlan plan{safeguards_of(request, files, shipped), request.every_pair};
  const auto matrix =
      search_matrix(files, plan, [&](const LoadedFile& file, const Scenario& scenario) {
        return check_pair(file, scenario, request, console);
      });
  const ExitCode code = code_of(matrix);
  if (request.json) return print_result(matrix_json(matrix, code), console);
  console.out << matrix_text(matrix, console.width);
  return code;
}

PlacementReport check_family(const LoadedFile& file, const PlacementFamily& family,
                             const CheckRequest& request, Console& console) {
  if (interrupt_requested()) throw Interrupted();
  Progress progress(
      fmt::format("{}: {}", scenario_name(file.file.path), fmt::join(family.labels, " ")),
      request.progress, console);
  return search_family(file, family,
                       watched_options(request, *file.result.scenario, false, progress));
}

ExitCode check_placements(const std::vector<LoadedFile>& files, const CheckRequest& request,
                          Console& console) {
  std::vector<PlacementReport> reports;
  for (const LoadedFile& file : files) {
    for (const PlacementFamily& family : file.result.scenario->check.placements) {
      reports.push_back(check_family(file, family, request, console));
    }
  }
  if (reports.empty()) {
    throw UsageError(
        "no scenario here has a family of placements (\"check\": {\"placements\": [...]})");
  }
  const ExitCode code = code_of(reports);
  if (request.json) return print_result(placements_json(reports, code), console);
  console.out << placements_text(reports, console.width);
  return code;
}

// Without files, or with those that speak of them, the safeguards that are to be caught count too.
ExitCode check_coverage(std::vector<LoadedFile>& files, const CheckRequest& request,
                        Console& console) {
  std::vector<CheckReport> checks;
  MatrixPlan plan;
  for (LoadedFile& file : files) {
    checks.push_back(search_one(file, request, console));
    if (checks.back().code == ExitCode::interrupted) throw Interrupted();
    plan.safeguards |= file.result.scenario->check.catches | file.result.scenario->check.redundant;
  }
  auto matrix = search_matrix(files, plan, [&](const LoadedFile& file, const Scenario& scenario) {
    return check_pair(file, scenario, request, console);
  });
  const SuiteCoverage coverage = coverage_of(std::move(checks), std::move(matrix));
  if (request.json) return print_result(coverage_json(coverage), console);
  console.out << coverage_text(coverage, console.width);
  return coverage.code();
}

RaceReport check_race(const LoadedFile& file, std::size_t position, const CheckRequest& request,
                      Console& console) {
  Progress progress(fmt::format("{}: races", scenario_name(file.file.path)), request.progress,
                    console);
  return search_race(file, position,
                     watched_options(request, *file.result.scenario, false, progress));
}

ExitCode check_races(const std::vector<LoadedFile>& files, const CheckRequest& request,
                     Console& console) {
  std::vector<RaceReport> reports;
  for (const LoadedFile& file : files) {
    for (std::size_t i = 0; i < file.result.scenario->check.races.size(); ++i) {
      reports.push_back(check_race(file, i, request, console));
      if (!request.json) console.out << race_text(reports.back()) << std::flush;
    }
  }
  if (reports.empty()) {
    throw UsageError("no scenario here has a race case (\"check\": {\"races\": [...]})");
  }
  const ExitCode code = code_of(reports);
  if (request.json) return print_result(races_json(reports, code), console);
  console.out << races_total(reports);
  return code;
}

// The tables are about all shipped scenarios unless some are named.
std::vector<ScenarioFile> files_of(const Arguments& arguments) {
  const bool table = arguments.has("knock-outs") || arguments.has("placements") ||
                     arguments.has("races") || arguments.has("coverage");
  if (!arguments.words().empty() || !table) {
    return expand_files(arguments.words());
  }
  std::vector<ScenarioFile> files;
  for (const ShippedScenario& shipped : shipped_scenarios()) {
    files.push_back({shipped.path, shipped.name});
  }
  return files;
}

ExitCode check(const Arguments& arguments, Console& console) {
  const std::vector<ScenarioFile> paths = files_of(arguments);
  const CheckRequest request = read_check_request(arguments, paths);
  std::vector<LoadedFile> files = load_files(paths, console, request.profile);
  if (!all_loaded(files)) {
    if (request.json) return print_bad_files("check", diagnostics_of(files), console);
    return ExitCode::bad_input;
  }
  watch_for_interrupt();
  if (request.matrix) return check_matrix(files, request, arguments.words().empty(), console);
  if (request.placements) return check_placements(files, request, console);
  if (request.races) return check_races(files, request, console);
  if (request.coverage) return check_coverage(files, request, console);
  std::vector<CheckReport> reports;
  for (LoadedFile& file : files) {
    reports.push_back(check_one(file, request, reports, console));
    if (!request.json) print_text(reports.back(), request, console);
    if (interrupt_requested()) break;
  }
  const bool cut = reports.size() < files.size();
  const ExitCode code = cut ? ExitCode::interrupted : code_of(reports);
  if (request.json) return print_result(check_json(reports, code), console);
  if (cut) throw Interrupted();
  if (reports.size() > 1) console.out << check_total(reports);
  return code;
}

}  // namespace

const VerbSpec& check_verb() {
  static constexpr VerbSpec kVerb{
      "check",
      "Explores every interleaving of scenarios and says whether their properties hold.",
      "check FILE...|FOLDER [options]",
      "A FOLDER stands for all *.json files in it. A scenario that expects a violation is fine "
      "when\nit is found.",
      kOptions,
      "umsim check scenarios/patent",
      check};
  return kVerb;
}

}  // namespace umsim

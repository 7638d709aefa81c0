// Runs one scenario under the timed engine and holds its log against the transition relation:
//
//   follow_run SCENARIO MACHINES_FOLDER
//
// Ends with 0 when the log is accepted, survives being written as a schedule file, and no log with
// two dependent steps swapped is accepted.
#include <cstdio>
#include <exception>
#include <string>
#include <utility>

#include "sim/schedule/replay.h"
#include "sim/schedule/schedule_file.h"
#include "tests/schedule/lab_scenario.h"
#include "tests/schedule/recorded_run.h"

namespace umsim::test {
namespace {

int fail(const std::string& why) {
  std::fprintf(stderr, "%s\n", why.c_str());
  return 1;
}

// Where the log does not come back from a file as it was; empty when it does.
std::string why_file_differs(const System& system, const RecordedRun& run) {
  const Schedule schedule{"scenario", {}, "", "", 0, name_choices(system, run.log)};
  const auto read = read_schedule(schedule_text(schedule), "file");
  if (const auto* message = std::get_if<std::string>(&read)) return *message;
  const auto found = find_choices(system, std::get<Schedule>(read).choices);
  if (const auto* message = std::get_if<std::string>(&found)) return *message;
  const auto& choices = std::get<std::vector<ScheduledChoice>>(found);
  if (choices.size() != run.log.size()) return "the file has another number of choices";
  for (std::size_t i = 0; i < choices.size(); ++i) {
    if (choices[i].choice != run.log[i].choice) return "the file has other choices";
  }
  return {};
}

// Two steps depend on each other when they are of one CPU, or when the other order leads elsewhere.
// A schedule with the first kind swapped must be refused by its names, a log with the second kind
// swapped by its keys. Counts what was swapped.
struct Swaps {
  std::size_t of_one_cpu = 0;
  std::size_t of_two_cpus = 0;
  std::size_t accepted = 0;
};

bool is_step(const ScheduledChoice& choice) { return choice.choice.kind == ChoiceKind::step; }

void swap_names(const System& system, const RecordedRun& run, std::size_t at, Swaps& swaps) {
  auto entries = name_choices(system, run.log);
  std::swap(entries[at], entries[at + 1]);
  ++swaps.of_one_cpu;
  const auto found = find_choices(system, entries);
  swaps.accepted += std::holds_alternative<std::string>(found) ? 0U : 1U;
}

void swap_choices(const System& system, const RecordedRun& run, std::size_t at, Swaps& swaps) {
  auto log = run.log;
  log.resize(at + 2);
  const auto keys = keys_along(system, log);
  std::swap(log[at], log[at + 1]);
  const auto other = keys_along(system, log);
  const bool independent = other.size() == keys.size() && other.back() == keys.back();
  if (independent) return;
  ++swaps.of_two_cpus;
  RecordedRun swapped = run;
  std::swap(swapped.log[at], swapped.log[at + 1]);
  swaps.accepted += why_refused(system, swapped).empty() ? 1U : 0U;
}

Swaps try_swaps(const System& system, const RecordedRun& run) {
  Swaps swaps;
  for (std::size_t i = 0; i + 1 < run.log.size(); ++i) {
    if (!is_step(run.log[i]) || !is_step(run.log[i + 1])) continue;
    if (run.log[i].choice.cpu == run.log[i + 1].choice.cpu) {
      swap_names(system, run, i, swaps);
    } else {
      swap_choices(system, run, i, swaps);
    }
  }
  return swaps;
}

int follow(const std::string& path, const std::string& machines_folder) {
  const Scenario scenario = load_at(path, machines_folder);
  const RecordedRun run = record_timed_run(scenario);
  const std::string why = why_refused(scenario.system, run);
  if (!why.empty()) return fail("the timed run is refused: " + why);
  const std::string file = why_file_differs(scenario.system, run);
  if (!file.empty()) return fail("as a schedule file: " + file);
  const Swaps swaps = try_swaps(scenario.system, run);
  std::printf("%zu choices followed; %zu swaps on one CPU and %zu on two refused\n", run.log.size(),
              swaps.of_one_cpu, swaps.of_two_cpus);
  if (swaps.accepted != 0) return fail("a log with dependent steps swapped was accepted");
  return swaps.of_one_cpu == 0 ? fail("there was nothing to swap") : 0;
}

}  // namespace
}  // namespace umsim::test

int main(int argc, char** argv) {
  try {
    if (argc == 3) return umsim::test::follow(argv[1], argv[2]);
    return umsim::test::fail("follow_run SCENARIO MACHINES_FOLDER");
  } catch (const std::exception& error) {
    return umsim::test::fail(error.what());
  }
}

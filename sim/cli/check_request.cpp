#include "sim/cli/check_request.h"

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "sim/cli/interrupt.h"
#include "sim/cli/output_places.h"
#include "sim/cli/values.h"
#include "sim/scenario/names.h"
#include "sim/scenario/text.h"

namespace umsim {
namespace {

namespace fs = std::filesystem;

using loading::fairness_names;
using loading::words;

// Scenarios are as large as they like; trying every safeguard on every one must come to an end.
constexpr std::uint64_t kStatesOfATrial = 300'000;

constexpr std::uint64_t kMostThreads = 256;

// A search with more threads than processors is only slower.
unsigned threads(const Arguments& arguments) {
  const auto typed = whole_number(arguments, "threads", 1);
  if (typed && *typed > kMostThreads) {
    throw UsageError(fmt::format("--threads is at most {}, not {}", kMostThreads, *typed));
  }
  return static_cast<unsigned>(typed.value_or(std::max(1U, std::thread::hardware_concurrency())));
}

std::optional<std::string> spill_folder(const Arguments& arguments, const Bounds& bounds) {
  auto folder = arguments.value("spill");
  if (folder && bounds.mode != BoundedMode::none) {
    throw UsageError(
        "--spill does not go with --preemptions, --pct and --walks: it is for a search of all "
        "interleavings");
  }
  return folder;
}

explore::Reductions reductions_without(const std::vector<std::string>& names) {
  explore::Reductions reductions;
  const std::vector<NamedReduction> known = named_reductions(reductions);
  std::vector<std::string> words;
  words.reserve(known.size());
  for (const NamedReduction& reduction : known) {
    words.emplace_back(reduction.name);
  }
  for (const std::string& name : names) {
    const auto found = std::ranges::find(known, name, &NamedReduction::name);
    if (found == known.end()) {
      throw UsageError(fmt::format(
          "no reduction is called {}{}", loading::quoted(name),
          loading::guess_text(name, words, fmt::format("there are {}", fmt::join(words, ", ")))));
    }
    *found->used = false;
  }
  return reductions;
}

std::optional<FairnessKind> fairness_named(const std::optional<std::string>& name) {
  if (!name) return std::nullopt;
  const auto kind = loading::enumerator_of<FairnessKind>(*name, fairness_names());
  if (!kind) {
    const auto known = words(fairness_names());
    throw UsageError(fmt::format(
        "no fairness is called {}{}", loading::quoted(*name),
        loading::guess_text(*name, known, fmt::format("there are {}", fmt::join(known, ", ")))));
  }
  return kind;
}

// The option that asks for a table in place of a verdict a scenario; empty for none.
std::string_view table_of(const CheckRequest& request) {
  std::string_view table;
  for (const auto& [wanted, name] :
       {std::pair{request.matrix, "--knock-outs"}, std::pair{request.placements, "--placements"},
        std::pair{request.races, "--races"}, std::pair{request.coverage, "--coverage"}}) {
    if (!wanted) continue;
    if (!table.empty()) {
      throw UsageError(fmt::format("either {} or {}: each prints a table of its own", table, name));
    }
    table = name;
  }
  return table;
}

void refuse_with_table(const CheckRequest& request) {
  const std::string_view table = table_of(request);
  if (table.empty() || request.matrix) return;
  if (request.knock_outs.any()) {
    throw UsageError(
        fmt::format("--knock-out does not go with {}: a scenario can switch a safeguard off "
                    "(\"protocol\": {{\"knock_out\": [...]}})",
                    table));
  }
  if (request.schedule_out) {
    throw UsageError(fmt::format("--schedule-out does not go with {}: {}", table,
                                 request.placements || request.races
                                     ? "write the event into the scenario, and check that"
                                     : "umsim check SCENARIO --schedule-out PATH writes one"));
  }
}

void read_schedule_out(CheckRequest& request, std::size_t files) {
  if (!request.schedule_out) return;
  if (request.matrix) {
    throw UsageError(
        "--schedule-out does not go with --knock-outs: umsim check SCENARIO --knock-out NAME "
        "--schedule-out PATH writes one");
  }
  if (request.to_out() && request.json) {
    throw UsageError("only one of --schedule-out - and --json can write to standard output");
  }
  std::error_code error;
  request.to_folder = fs::is_directory(*request.schedule_out, error);
  if (!request.to_folder && files > 1) {
    throw UsageError("--schedule-out must be a folder that exists: there are several scenarios");
  }
  if (!request.to_folder && !request.to_out()) refuse_unwritable(*request.schedule_out);
}

// A search may go on with a checkpoint and leave a newer one in its place.
void refuse_places_taken(const CheckRequest& request, std::span<const ScenarioFile> files) {
  OutputPlaces places;
  for (const ScenarioFile& file : files) places.reads(file.path);
  if (request.checkpoint.out) places.writes(*request.checkpoint.out, "the checkpoint");
  if (request.checkpoint.from) places.reads(*request.checkpoint.from);
  if (request.schedule_out) places.writes(*request.schedule_out, "the schedule");
}

}  // namespace

std::vector<NamedReduction> named_reductions(explore::Reductions& reductions) {
  return {{"cpu-symmetry", &reductions.cpu_symmetry},
          {"thread-symmetry", &reductions.thread_symmetry},
          {"private-steps", &reductions.merges.private_steps},
          {"exclusive-steps", &reductions.merges.exclusive_steps},
          {"sleeps", &reductions.merges.sleeps},
          {"dispatches", &reductions.merges.dispatches},
          {"preemptions", &reductions.merges.preemptions},
          {"late-apcs", &reductions.merges.late_apcs}};
}

CheckRequest read_check_request(const Arguments& arguments, std::span<const ScenarioFile> files) {
  CheckRequest request;
  request.profile = profile_named(arguments.value("profile"));
  request.knock_outs = knock_outs_named(arguments.values("knock-out"));
  request.matrix = arguments.has("knock-outs");
  request.every_pair = arguments.has("every-pair");
  request.placements = arguments.has("placements");
  request.races = arguments.has("races");
  request.coverage = arguments.has("coverage");
  request.bounds = read_bounds(arguments);
  request.checkpoint = read_checkpoint_request(arguments);
  request.fairness = fairness_named(arguments.value("fairness"));
  request.max_states = whole_number(arguments, "max-states", 1);
  request.memory_bytes = memory_bytes(arguments, "memory").value_or(explore::kDefaultMemoryBytes);
  request.spill_folder = spill_folder(arguments, request.bounds);
  request.threads = threads(arguments);
  request.reductions = reductions_without(arguments.values("without"));
  request.schedule_out = arguments.value("schedule-out");
  request.progress = !arguments.has("no-progress");
  request.json = arguments.has("json");
  if (request.every_pair && !request.matrix) {
    throw UsageError("--every-pair says what --knock-outs tries, and needs it");
  }
  refuse_with_table(request);
  refuse_with_checkpoint(request, files.size());
  refuse_places_taken(request, files);
  read_schedule_out(request, files.size());
  return request;
}

explore::ModelSearchOptions search_options(const CheckRequest& request, const Scenario& scenario,
                                           bool trial) {
  explore::ModelSearchOptions options;
  const std::uint64_t states =
      trial ? std::min(scenario.check.max_states, kStatesOfATrial) : scenario.check.max_states;
  options.max_states = request.max_states.value_or(states);
  options.memory_bytes = request.memory_bytes;
  options.spill_folder = request.spill_folder;
  options.threads = request.threads;
  options.reductions = request.reductions;
  options.fairness = request.fairness.value_or(scenario.check.fairness);
  options.coverage = request.coverage;
  options.interrupt = &interrupt_requested();
  return options;
}

}  // namespace umsim

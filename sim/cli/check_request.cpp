#include "sim/cli/check_request.h"

#include <algorithm>
#include <filesystem>
#include <thread>

#include <fmt/format.h>

#include "sim/cli/interrupt.h"
#include "sim/cli/scenario_files.h"
#include "sim/cli/values.h"

namespace umsim {
namespace {

namespace fs = std::filesystem;

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

void refuse_with_placements(const CheckRequest& request) {
  if (!request.placements) return;
  if (request.matrix) {
    throw UsageError("either --knock-outs or --placements: each prints a table of its own");
  }
  if (request.knock_outs.any()) {
    throw UsageError(
        "--knock-out does not go with --placements: a scenario can switch a safeguard off "
        "(\"protocol\": {\"knock_out\": [...]})");
  }
  if (request.schedule_out) {
    throw UsageError(
        "--schedule-out does not go with --placements: write the event into the scenario, and "
        "check that");
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
}

}  // namespace

CheckRequest read_check_request(const Arguments& arguments, std::size_t files) {
  CheckRequest request;
  request.profile = profile_named(arguments.value("profile"));
  request.knock_outs = knock_outs_named(arguments.values("knock-out"));
  request.matrix = arguments.has("knock-outs");
  request.every_pair = arguments.has("every-pair");
  request.placements = arguments.has("placements");
  request.max_states = whole_number(arguments, "max-states", 1);
  request.memory_bytes = memory_bytes(arguments, "memory").value_or(explore::kDefaultMemoryBytes);
  request.threads = threads(arguments);
  request.schedule_out = arguments.value("schedule-out");
  request.progress = !arguments.has("no-progress");
  request.json = arguments.has("json");
  if (request.every_pair && !request.matrix) {
    throw UsageError("--every-pair says what --knock-outs tries, and needs it");
  }
  refuse_with_placements(request);
  read_schedule_out(request, files);
  return request;
}

explore::SearchOptions search_options(const CheckRequest& request, const Scenario& scenario,
                                      bool trial) {
  explore::SearchOptions options;
  const std::uint64_t states =
      trial ? std::min(scenario.check.max_states, kStatesOfATrial) : scenario.check.max_states;
  options.max_states = request.max_states.value_or(states);
  options.memory_bytes = request.memory_bytes;
  options.threads = request.threads;
  options.interrupt = &interrupt_requested();
  return options;
}

}  // namespace umsim

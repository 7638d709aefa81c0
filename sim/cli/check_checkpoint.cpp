#include "sim/cli/check_checkpoint.h"

#include <utility>
#include <vector>

#include <fmt/format.h>

#include "sim/cli/check_request.h"
#include "sim/cli/output_places.h"
#include "sim/cli/scenario_files.h"
#include "sim/cli/values.h"
#include "traces/names.h"
#include "umsim/version.h"

namespace umsim {
namespace {

using explore::SaveError;
using explore::Stop;

constexpr double kMegabyte = 1 << 20;

std::vector<std::string> left_out(explore::Reductions reductions) {
  std::vector<std::string> names;
  for (const NamedReduction& reduction : named_reductions(reductions)) {
    if (!*reduction.used) names.emplace_back(reduction.name);
  }
  return names;
}

// What must be the same in the check that goes on.
Json identity_of(const CheckRequest& request, const Scenario& scenario) {
  return {{"umsim", kProgramVersion},
          {"contents", hash_text(scenario.source.text)},
          {"profile", name_of(scenario.system.profile)},
          {"knock_outs", knock_out_words(scenario.system.knock_outs)},
          {"without", left_out(request.reductions)}};
}

std::string text_of(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  std::string text;
  for (const Json& word : value) {
    text += (text.empty() ? "" : " ") + (word.is_string() ? word.get<std::string>() : "?");
  }
  return text.empty() ? "none" : text;
}

std::string difference_in(const std::string& key, const Json& there, const Json& here) {
  if (key == "contents") return "it is of another scenario, or of another version of this one";
  if (key == "umsim") {
    return fmt::format("umsim {} wrote it, and this is {}", text_of(there), text_of(here));
  }
  const std::string what = key == "profile"      ? "the profile"
                           : key == "knock_outs" ? "--knock-out"
                                                 : "--without";
  return fmt::format("{} is {} there, and {} here", what, text_of(there), text_of(here));
}

std::string differences(const Json& there, const Json& here) {
  std::string text;
  for (const auto& [key, value] : here.items()) {
    if (there.contains(key) && there[key] == value) continue;
    text += (text.empty() ? "" : "; ") + difference_in(key, there.value(key, Json()), value);
  }
  return text;
}

// The scenario and the options of the search, as one would type them.
std::string options_of(const CheckReport& report, const CheckRequest& request) {
  std::string text = profile_option(request.profile) + knock_out_options(request.knock_outs);
  for (const std::string& name : left_out(request.reductions)) text += " --without " + name;
  if (request.spill_folder) text += " --spill " + *request.spill_folder;
  return report.file.typed + text;
}

std::string_view more_of(Stop stop) {
  if (stop == Stop::memory_budget) return " --memory MORE";
  return stop == Stop::state_budget ? " --max-states MORE" : "";
}

}  // namespace

CheckpointRequest read_checkpoint_request(const Arguments& arguments) {
  CheckpointRequest request{arguments.value("checkpoint"), arguments.value("resume"),
                            whole_number(arguments, "checkpoint-every", 1)};
  if (request.every && !request.out) {
    throw UsageError("--checkpoint-every says when --checkpoint PATH is written, and needs it");
  }
  return request;
}

void refuse_with_checkpoint(const CheckRequest& request, std::size_t files) {
  if (!request.checkpoint.any()) return;
  const std::string_view option = request.checkpoint.out ? "--checkpoint" : "--resume";
  if (request.matrix || request.placements || request.races || request.coverage) {
    throw UsageError(fmt::format("{} does not go with tables: it is for one search", option));
  }
  if (request.bounds.mode != BoundedMode::none) {
    throw UsageError(
        fmt::format("{} does not go with --preemptions, --pct and --walks: it is for a search of "
                    "all interleavings",
                    option));
  }
  if (files > 1) {
    throw UsageError(fmt::format("{} is for one scenario, and there are {}", option, files));
  }
}

std::string cannot_resume(const std::string& path, const std::string& why) {
  return fmt::format("cannot resume from {}: {}", path, why);
}

CheckpointedCheck::CheckpointedCheck(const CheckRequest& request, const Scenario& scenario,
                                     Clock::time_point (*now)())
    : request_(request.checkpoint), identity_(identity_of(request, scenario)), now_(now) {
  if (!request_.any()) return;
  if (bounds_for(request.bounds, scenario).mode != BoundedMode::none) {
    throw UsageError(
        "the scenario asks for a bound on preemptions (\"check\": {\"preemptions\": ...}): "
        "checkpoints are for a search of all interleavings");
  }
  if (request_.from) open(*request_.from, request);
  if (request_.out) refuse_unwritable(*request_.out);
  explore::SearchKeeper* const keeper = request_.out ? this : nullptr;
  explore::SaveSource* const kept = reader_ ? &*reader_ : nullptr;
  try {
    sequence_.emplace(keeper, kept);
  } catch (const SaveError& error) {
    throw UsageError(cannot_resume(*request_.from, error.what()));
  }
}

void CheckpointedCheck::open(const std::string& path, const CheckRequest& request) {
  try {
    reader_.emplace(path);
  } catch (const SaveError& error) {
    throw UsageError(cannot_resume(path, error.what()));
  }
  const std::string different = differences(reader_->header(), identity_);
  if (!different.empty()) throw UsageError(cannot_resume(path, different));
  const auto bytes = reader_->header().value("bytes", std::uint64_t{0});
  if (!request.spill_folder && bytes > request.memory_bytes) {
    throw UsageError(cannot_resume(
        path, fmt::format("its states take {:.1f} MB, more than --memory allows; give it more",
                          static_cast<double>(bytes) / kMegabyte)));
  }
}

explore::SearchSequence* CheckpointedCheck::sequence() { return sequence_ ? &*sequence_ : nullptr; }

bool CheckpointedCheck::is_due() {
  const Clock::time_point now = now_();
  goes_on_ = request_.every && now - last_ >= std::chrono::minutes(*request_.every);
  if (goes_on_) last_ = now;
  return goes_on_;
}

// A search that goes on does so when this cannot be written; another time it may. One that has
// stopped is told of all the same.
void CheckpointedCheck::keep(const explore::SearchStatus& status, const Write& write) {
  const bool goes_on = std::exchange(goes_on_, false);
  Json header = identity_;
  header["states"] = status.states;
  header["bytes"] = status.bytes + status.spilled;
  try {
    CheckpointWriter writer(*request_.out, header);
    write(writer);
    writer.finish();
    if (!goes_on) written_ = request_.out;
  } catch (const OutputError& error) {
    if (!goes_on) problem_ = error.what();
  }
}

std::string resume_text(const CheckReport& report, const CheckRequest& request) {
  const Stop stop = report.result.stop;
  if (report.result.verdict != explore::Verdict::incomplete || report.bounded) return "";
  if (report.checkpoint) {
    return fmt::format("  checkpoint: {}\n  go on:      umsim check {} --resume {}{}\n",
                       *report.checkpoint, options_of(report, request), *report.checkpoint,
                       more_of(stop));
  }
  const bool used_up = stop == Stop::memory_budget || stop == Stop::state_budget;
  if (!used_up || request.checkpoint.out) return "";
  return "  --checkpoint PATH keeps what a search has seen, to go on from there\n";
}

}  // namespace umsim

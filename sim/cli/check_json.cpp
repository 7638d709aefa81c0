// The result of a check as JSON; docs/command-line.md says what the keys mean.
#include <algorithm>

#include "sim/cli/check_report.h"
#include "sim/cli/scenario_files.h"
#include "sim/cli/schedule_words.h"
#include "sim/scenario/names.h"
#include "traces/names.h"

namespace umsim {
namespace {

std::string_view word_of(explore::Stop stop) {
  switch (stop) {
    case explore::Stop::none: return "none";
    case explore::Stop::state_budget: return "state_budget";
    case explore::Stop::memory_budget: return "memory_budget";
    case explore::Stop::disk_full: return "disk_full";
    case explore::Stop::interrupted: return "interrupted";
    case explore::Stop::bounded: return "bounded";
  }
  return "";
}

std::string_view word_of(explore::Fault fault) {
  switch (fault) {
    case explore::Fault::violation: return "violation";
    case explore::Fault::deadlock: return "deadlock";
    case explore::Fault::lost_goal: return "lost_goal";
    case explore::Fault::ring: return "ring";
    case explore::Fault::starvation: return "starvation";
  }
  return "";
}

Json counterexample_json(const CheckReport& report) {
  if (!report.counterexample) return nullptr;
  const Counterexample& example = *report.counterexample;
  Json json = {
      {"fault", word_of(example.fault)}, {"invariant", nullptr}, {"text", example.text},
      {"steps", example.entries.size()}, {"schedule", nullptr},  {"choices", Json::array()}};
  json["property"] = nullptr;
  json["cycle"] = example.cycle;
  json["preemptions"] = example.preemptions;
  json["fewest_preemptions"] = example.fewest;
  json["shortest"] = example.shortest;
  if (!example.invariant.empty()) json["invariant"] = example.invariant;
  if (!example.property.empty()) json["property"] = example.property;
  if (report.schedule_path) json["schedule"] = *report.schedule_path;
  for (const ScheduleEntry& entry : example.entries) json["choices"].push_back(sentence_of(entry));
  return json;
}

Json report_json(const CheckReport& report) {
  const explore::Statistics& statistics = report.result.statistics;
  const double seconds = std::max(statistics.seconds, 1e-6);
  Json json = {{"file", report.file.path},
               {"scenario", report.name},
               {"protocol", name_of(report.scenario->system.profile)},
               {"knock_outs", knock_out_words(report.scenario->system.knock_outs)},
               {"verdict", verdict_word(report)},
               {"expected", report.expected == Verdict::holds ? "holds" : "violated"},
               {"as_expected", report.code == ExitCode::fine},
               {"stop", word_of(report.result.stop)},
               {"counterexample", counterexample_json(report)},
               {"fairness", loading::fairness_names()[static_cast<std::size_t>(report.fairness)]},
               {"cycles_judged", report.result.cycles_judged},
               {"states_on_cycles", statistics.on_cycles},
               {"unreached", report.unreached},
               {"bounded", report.bounded ? bounded_json(*report.bounded) : Json(nullptr)},
               {"checkpoint", report.checkpoint ? Json(*report.checkpoint) : Json(nullptr)},
               {"resumed_from", report.resumed_from ? Json(*report.resumed_from) : Json(nullptr)},
               {"states", statistics.states},
               {"transitions", statistics.transitions},
               {"depth", statistics.depth},
               {"bytes", statistics.bytes},
               {"spilled_bytes", statistics.spilled},
               {"bytes_per_state", statistics.bytes_per_state()},
               {"seconds", statistics.seconds},
               {"states_per_second", static_cast<double>(statistics.expanded) / seconds}};
  return json;
}

}  // namespace

std::string_view verdict_word(const CheckReport& report) {
  switch (report.result.verdict) {
    case explore::Verdict::holds: return report.unreached.empty() ? "holds" : "vacuous";
    case explore::Verdict::violated: return "violated";
    case explore::Verdict::incomplete: return "incomplete";
  }
  return "";
}

Json check_json(const std::vector<CheckReport>& reports, ExitCode code) {
  Json result = result_of("check", code);
  result["scenarios"] = Json::array();
  for (const CheckReport& report : reports) result["scenarios"].push_back(report_json(report));
  return result;
}

}  // namespace umsim

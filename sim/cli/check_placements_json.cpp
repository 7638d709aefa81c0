// Placements as JSON; docs/command-line.md says what the keys mean.
#include "models/machine/routines.h"
#include "sim/cli/check_placements.h"
#include "sim/cli/placement_table.h"
#include "traces/names.h"

namespace umsim {
namespace {

Json event_json(const PlacedKind& kind, const Placement& placement) {
  Json json = {{"event", kind.name},   {"why_not", nullptr}, {"verdict", nullptr},
               {"invariant", nullptr}, {"text", nullptr},    {"course", nullptr},
               {"states", nullptr}};
  if (!placement.check) {
    json["why_not"] = meaning_of(placement.why);
    return json;
  }
  const CheckReport& check = *placement.check;
  json["verdict"] = verdict_word(check);
  json["course"] = placement.course + 1;
  json["states"] = check.result.statistics.states;
  if (check.counterexample) {
    json["text"] = check.counterexample->text;
    if (!check.counterexample->invariant.empty()) {
      json["invariant"] = check.counterexample->invariant;
    }
  }
  return json;
}

Json steps_json(const PlacementReport& report) {
  Json steps = Json::array();
  for (const PlacementRow& row : report.rows) {
    Json step = {{"step", step_at(row.place.step).label},
                 {"thread", report.scenario->system.thread(row.place.thread).name},
                 {"events", Json::array()}};
    for (std::size_t i = 0; i < row.placements.size(); ++i) {
      step["events"].push_back(event_json(report.kinds[i], row.placements[i]));
    }
    steps.push_back(std::move(step));
  }
  return steps;
}

Json courses_json(const PlacementReport& report) {
  Json courses = Json::array();
  for (const Course& course : report.courses) {
    courses.push_back(
        {{"course", courses.size() + 1},
         {"served", course.served},
         {"path", course.path},
         {"upcalls", {{"blocked", course.blocked_upcalls}, {"yield", course.yield_upcalls}}},
         {"end", course.end}});
  }
  return courses;
}

Json table_json(const PlacementReport& report) {
  const PlacementTable table = table_of(report);
  Json json = {{"columns", table.columns}, {"rows", Json::array()}};
  for (const TableRow& row : table.rows) {
    json["rows"].push_back({{"steps", row.steps}, {"thread", row.thread}, {"cells", row.cells}});
  }
  for (const WhyNot why :
       {WhyNot::kernel_mode, WhyNot::no_interrupts, WhyNot::never, WhyNot::undecided}) {
    json["letters"][letter_of(why)] = meaning_of(why);
  }
  return json;
}

Json unreached_json(const PlacementReport& report) {
  Json unreached = Json::array();
  for (const UnreachedStep& step : report.unreached) {
    unreached.push_back({{"step", step_at(step.step).label}, {"why_not", step.why}});
  }
  return unreached;
}

Json family_json(const PlacementReport& report) {
  const System& system = report.scenario->system;
  return {{"scenario", report.name},
          {"title", report.scenario->title},
          {"file", report.file.path},
          {"profile", name_of(system.profile)},
          {"of", report.family->labels},
          {"to", system.thread(report.family->to).name},
          {"verdict", verdict_word(report.base)},
          {"complete", report.complete},
          {"steps", steps_json(report)},
          {"unreached", unreached_json(report)},
          {"courses", courses_json(report)},
          {"table", table_json(report)}};
}

}  // namespace

Json placements_json(const std::vector<PlacementReport>& reports, ExitCode code) {
  Json result = result_of("check", code);
  result["families"] = Json::array();
  for (const PlacementReport& report : reports) result["families"].push_back(family_json(report));
  const PlacementTotals totals = totals_of(reports);
  result["totals"] = {{"families", totals.families},   {"placed", totals.placed},
                      {"steps", totals.steps},         {"courses", totals.courses},
                      {"hold", totals.hold},           {"violated", totals.violated},
                      {"undecided", totals.undecided}, {"states", totals.states}};
  return result;
}

}  // namespace umsim

// The race matrix as JSON; docs/command-line.md says what the keys mean.
#include "sim/cli/check_races.h"
#include "traces/names.h"

namespace umsim {
namespace {

Json cell_json(const RaceCell& cell) {
  Json json = {{"event", cell.kind.name},          {"cpus", cell.cpus}, {"workers", cell.workers},
               {"verdict", word_of(cell.verdict)}, {"text", nullptr},   {"states", cell.states},
               {"seconds", cell.seconds}};
  if (!cell.text.empty()) json["text"] = cell.text;
  return json;
}

Json case_json(const RaceReport& report) {
  const System& system = report.scenario->system;
  Json json = {{"scenario", report.name},
               {"title", report.scenario->title},
               {"file", report.file.path},
               {"figure", report.scenario->figure},
               {"profile", name_of(system.profile)},
               {"steps", report.race->places.labels},
               {"of", system.thread(report.race->of).name},
               {"to", system.thread(report.race->places.to).name},
               {"cells", Json::array()}};
  for (const RaceCell& cell : report.cells) json["cells"].push_back(cell_json(cell));
  return json;
}

}  // namespace

Json races_json(const std::vector<RaceReport>& reports, ExitCode code) {
  Json result = result_of("check", code);
  result["races"] = Json::array();
  for (const RaceReport& report : reports) result["races"].push_back(case_json(report));
  const RaceTotals totals = totals_of(reports);
  result["totals"] = {
      {"cases", totals.cases},       {"cells", totals.cells},     {"hold", totals.hold},
      {"violated", totals.violated}, {"vacuous", totals.vacuous}, {"undecided", totals.undecided},
      {"cannot", totals.cannot},     {"states", totals.states},   {"seconds", totals.seconds}};
  return result;
}

}  // namespace umsim

#include "sim/cli/check_placements.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "sim/cli/interrupt.h"
#include "sim/cli/places.h"
#include "sim/cli/unreached_steps.h"

namespace umsim {
namespace {

using explore::ReachedPlace;
using explore::Stop;

void heed(Stop stop) {
  if (stop == Stop::interrupted) throw Interrupted();
}

class FamilySearch {
 public:
  FamilySearch(const LoadedFile& file, const PlacementFamily& family,
               explore::ModelSearchOptions options)
      : file_(file),
        scenario_(*file.result.scenario),
        family_(family),
        options_(std::move(options)) {
    report_.file = file.file;
    report_.name = scenario_name(file.file.path);
    report_.scenario = &scenario_;
    report_.family = &family;
  }

  PlacementReport run() {
    report_.base = check(scenario_);
    if (report_.base.code != ExitCode::fine) return std::move(report_);
    choose_kinds();
    const std::vector<ReachedPlace> places = find_places();
    for (const ReachedPlace& place : places) {
      report_.rows.push_back({place, {}});
      for (const PlacedKind& kind : report_.kinds) {
        report_.rows.back().placements.push_back(try_placement(kind, place));
      }
    }
    return std::move(report_);
  }

 private:
  CheckReport check(const Scenario& scenario) {
    CheckReport report = search_scenario(scenario, file_.file, {options_}, {});
    heed(report.result.stop);
    report.scenario = &scenario_;  // a copy with an event ends with its search
    return report;
  }

  void choose_kinds() {
    const auto completes = [&](const Machine& /*machine*/, const Choice& choice) {
      return choice == Choice{ChoiceKind::complete, CpuId(), family_.to.value};
    };
    const auto way = explore::shortest_way(scenario_.system, completes, options_);
    heed(way.stop);
    for (const PlacedKind& kind : kPlacedKinds) {
      if (kind.what != AsyncKind::completion || way.choices) report_.kinds.push_back(kind);
    }
  }

  std::vector<ReachedPlace> all_places() {
    explore::ReachedPlaces found = explore::reached_places(scenario_.system, options_);
    heed(found.stop);
    report_.complete = found.stop == Stop::none;
    return std::move(found.places);
  }

  std::vector<ReachedPlace> find_places() {
    const std::vector<ReachedPlace> all = all_places();
    std::vector<StepRef> reached;
    std::transform(all.begin(), all.end(), std::back_inserter(reached),
                   [](const ReachedPlace& place) { return place.step; });
    std::vector<ReachedPlace> places;
    for (const StepRef& step : family_.steps) {
      const std::size_t before = places.size();
      std::copy_if(all.begin(), all.end(), std::back_inserter(places),
                   [&](const ReachedPlace& place) { return place.step == step; });
      if (places.size() != before) continue;
      report_.unreached.push_back({step, why_not_reached(step, reached, scenario_.system.profile)});
    }
    return places;
  }

  Placement try_placement(const PlacedKind& kind, const ReachedPlace& place) {
    Placement placement;
    placement.why = why_not_at(kind, place.step);
    if (placement.why != WhyNot::comes) return placement;
    const PlacedScenario placed =
        with_event(scenario_, kind, {place.thread, place.step}, family_.to);
    const auto way = way_to_event(placed, place, family_.to, options_);
    heed(way.stop);
    if (!way.choices) {
      placement.why = way.stop == Stop::none ? WhyNot::never : WhyNot::undecided;
      return placement;
    }
    placement.course = position_of(follow_event(placed, *way.choices, family_.to));
    placement.check = placed.event.valid() ? check(placed.scenario) : report_.base;
    return placement;
  }

  std::size_t position_of(const Course& course) {
    auto& courses = report_.courses;
    const auto found = std::find(courses.begin(), courses.end(), course);
    const auto position = static_cast<std::size_t>(found - courses.begin());
    if (found == courses.end()) courses.push_back(course);
    return position;
  }

  const LoadedFile& file_;
  const Scenario& scenario_;
  const PlacementFamily& family_;
  explore::ModelSearchOptions options_;
  PlacementReport report_;
};

}  // namespace

ExitCode PlacementReport::code() const {
  ExitCode code = worse(base.code, complete ? ExitCode::fine : ExitCode::incomplete);
  for (const PlacementRow& row : rows) {
    for (const Placement& placement : row.placements) {
      if (placement.why == WhyNot::undecided) code = worse(code, ExitCode::incomplete);
      if (placement.check) code = worse(code, placement.check->code);
    }
  }
  return code;
}

PlacementTotals totals_of(const std::vector<PlacementReport>& reports) {
  PlacementTotals totals;
  totals.families = reports.size();
  for (const PlacementReport& report : reports) {
    totals.steps += report.rows.size();
    totals.courses += report.courses.size();
    for (const PlacementRow& row : report.rows) {
      for (const Placement& placement : row.placements) {
        if (placement.why == WhyNot::undecided) ++totals.undecided;
        if (!placement.check) continue;
        ++totals.placed;
        totals.states += placement.check->result.statistics.states;
        switch (placement.check->result.verdict) {
          case explore::Verdict::holds: ++totals.hold; break;
          case explore::Verdict::violated: ++totals.violated; break;
          case explore::Verdict::incomplete: ++totals.undecided; break;
        }
      }
    }
  }
  return totals;
}

PlacementReport search_family(const LoadedFile& file, const PlacementFamily& family,
                              const explore::ModelSearchOptions& options) {
  return FamilySearch(file, family, options).run();
}

ExitCode code_of(const std::vector<PlacementReport>& reports) {
  ExitCode code = ExitCode::fine;
  for (const PlacementReport& report : reports) code = worse(code, report.code());
  return code;
}

}  // namespace umsim

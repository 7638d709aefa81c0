#include "sim/cli/check_races.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "sim/cli/interrupt.h"
#include "sim/cli/places.h"
#include "sim/explore/coverage.h"

namespace umsim {
namespace {

bool is_in_matrix(const PlacedKind& kind) {
  return kind.what != AsyncKind::interrupt && kind.what != AsyncKind::completion;
}

// The rows at which an event of that kind may come, consecutive ones as one place.
std::vector<EventPlace> places_of(const RaceCase& race, const PlacedKind& kind) {
  std::vector<EventPlace> places;
  for (const StepRef& step : race.places.steps) {
    if (why_not_at(kind, step) != WhyNot::comes) continue;
    const bool goes_on = !places.empty() && places.back().step.routine == step.routine &&
                         places.back().step.row + places.back().rows == step.row;
    if (goes_on) {
      ++places.back().rows;
    } else {
      places.push_back({race.of, step});
    }
  }
  return places;
}

class RaceSearch {
 public:
  RaceSearch(const LoadedFile& file, std::size_t position, explore::ModelSearchOptions options)
      : file_(file), position_(position), options_(std::move(options)) {
    options_.coverage = true;
    report_.file = file.file;
    report_.name = scenario_name(file.file.path);
    report_.scenario = &*file.result.scenario;
    report_.race = &file.result.scenario->check.races.at(position);
  }

  RaceReport run() {
    for (std::uint16_t cpus = 1; cpus <= kMostRaceCpus; ++cpus) {
      for (std::size_t workers = 1; workers <= kMostRaceWorkers; ++workers) {
        fill(varied(cpus, workers), workers);
      }
    }
    std::stable_sort(report_.cells.begin(), report_.cells.end(),
                     [](const RaceCell& one, const RaceCell& other) {
                       return position_of(one.kind) < position_of(other.kind);
                     });
    return std::move(report_);
  }

 private:
  static std::ptrdiff_t position_of(const PlacedKind& kind) {
    return std::find_if(kPlacedKinds.begin(), kPlacedKinds.end(),
                        [&](const PlacedKind& each) { return each.name == kind.name; }) -
           kPlacedKinds.begin();
  }

  [[nodiscard]] Scenario varied(std::uint16_t cpus, std::size_t workers) const {
    const Scenario& whole = *report_.scenario;
    LoadOptions options = options_for_model(machines_folder());
    options.variation = {cpus, whole.system.thread(report_.race->places.to).name, workers};
    LoadResult loaded = read_scenario(whole.source, options);
    if (!loaded.ok()) {
      throw UsageError(fmt::format("{} cannot be had with {} CPUs and {} workers: {}", report_.name,
                                   cpus, workers, loaded.diagnostics.front().message));
    }
    select_profile(*loaded.scenario, whole.system.profile);
    return std::move(*loaded.scenario);
  }

  void fill(const Scenario& scenario, std::size_t workers) {
    for (const PlacedKind& kind : kPlacedKinds) {
      if (!is_in_matrix(kind)) continue;
      RaceCell cell{kind, scenario.system.cpus, workers, RaceVerdict::cannot, 0, 0, {}};
      bool came = false;
      const RaceCase& race = scenario.check.races.at(position_);
      for (const EventPlace& place : places_of(race, kind)) {
        came = search(with_event(scenario, kind, place, race.places.to), cell) || came;
      }
      const bool vacuous = cell.verdict == RaceVerdict::holds && !came;
      cell.verdict = vacuous ? RaceVerdict::vacuous : cell.verdict;
      report_.cells.push_back(std::move(cell));
    }
  }

  // True when the event has come.
  bool search(const PlacedScenario& placed, RaceCell& cell) {
    const CheckReport report = search_scenario(placed.scenario, file_.file, {options_}, {});
    if (report.result.stop == explore::Stop::interrupted) throw Interrupted();
    cell.states += report.result.statistics.states;
    cell.seconds += report.result.statistics.seconds;
    add(report, cell);
    return report.result.marks.contains(explore::mark_of_arrival(placed.event));
  }

  // What is worst counts.
  static void add(const CheckReport& report, RaceCell& cell) {
    const bool decided = cell.verdict != RaceVerdict::undecided;
    switch (report.result.verdict) {
      case explore::Verdict::holds:
        if (cell.verdict == RaceVerdict::cannot) cell.verdict = RaceVerdict::holds;
        return;
      case explore::Verdict::incomplete:
        if (cell.verdict == RaceVerdict::violated || !decided) return;
        cell.verdict = RaceVerdict::undecided;
        break;
      case explore::Verdict::violated:
        if (cell.verdict == RaceVerdict::violated) return;
        cell.verdict = RaceVerdict::violated;
        break;
    }
    cell.text = outcome_text(report);
  }

  const LoadedFile& file_;
  std::size_t position_;
  explore::ModelSearchOptions options_;
  RaceReport report_;
};

}  // namespace

ExitCode RaceReport::code() const {
  ExitCode code = ExitCode::fine;
  for (const RaceCell& cell : cells) {
    switch (cell.verdict) {
      case RaceVerdict::violated:
      case RaceVerdict::vacuous: code = worse(code, ExitCode::violated); break;
      case RaceVerdict::undecided: code = worse(code, ExitCode::incomplete); break;
      case RaceVerdict::holds:
      case RaceVerdict::cannot: break;
    }
  }
  return code;
}

RaceTotals totals_of(const std::vector<RaceReport>& reports) {
  RaceTotals totals;
  totals.cases = reports.size();
  for (const RaceReport& report : reports) {
    for (const RaceCell& cell : report.cells) {
      totals.cells += cell.verdict == RaceVerdict::cannot ? 0 : 1;
      totals.states += cell.states;
      totals.seconds += cell.seconds;
      switch (cell.verdict) {
        case RaceVerdict::holds: ++totals.hold; break;
        case RaceVerdict::violated: ++totals.violated; break;
        case RaceVerdict::vacuous: ++totals.vacuous; break;
        case RaceVerdict::undecided: ++totals.undecided; break;
        case RaceVerdict::cannot: ++totals.cannot; break;
      }
    }
  }
  return totals;
}

RaceReport search_race(const LoadedFile& file, std::size_t position,
                       const explore::ModelSearchOptions& options) {
  return RaceSearch(file, position, options).run();
}

ExitCode code_of(const std::vector<RaceReport>& reports) {
  ExitCode code = ExitCode::fine;
  for (const RaceReport& report : reports) code = worse(code, report.code());
  return code;
}

std::string_view word_of(RaceVerdict verdict) {
  switch (verdict) {
    case RaceVerdict::holds: return "holds";
    case RaceVerdict::violated: return "violated";
    case RaceVerdict::vacuous: return "vacuous";
    case RaceVerdict::undecided: return "undecided";
    case RaceVerdict::cannot: return "cannot";
  }
  return "";
}

}  // namespace umsim

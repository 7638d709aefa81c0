// Families of placements and race cases: labels to rows, and to whom APCs go.
#include <algorithm>

#include <fmt/format.h>

#include "sim/scenario/limits.h"
#include "sim/scenario/resolve.h"
#include "sim/scenario/text.h"

namespace umsim::loading {

namespace {

// A label and a shorter one that it begins with name the same rows: each stands once.
void add_rows(Resolver& resolver, const Text& label, PlacementFamily& family) {
  if (std::find(family.labels.begin(), family.labels.end(), label.value) != family.labels.end()) {
    resolver.problems.add(label.where, fmt::format("{} is there twice", quoted(label.value)));
    return;
  }
  family.labels.push_back(label.value);
  for (const StepRef& step : resolve_step(resolver, label)) {
    const bool known =
        std::find(family.steps.begin(), family.steps.end(), step) != family.steps.end();
    if (!known) family.steps.push_back(step);
  }
}

PlacementFamily resolve_family(Resolver& resolver, const RawPlacements& raw) {
  PlacementFamily family;
  for (const Text& label : raw.steps) add_rows(resolver, label, family);
  if (!raw.to) return family;
  const auto found = resolver.names.find(NameKind::thread, *raw.to, resolver.problems);
  if (!found) return family;
  family.to = ThreadId(*found);
  if (!resolver.system().is_worker(family.to)) {
    resolver.problems.add(
        raw.to->where,
        fmt::format("{} is no worker: the APCs of placements go to one", quoted(raw.to->value)));
  }
  return family;
}

RaceCase resolve_race(Resolver& resolver, const RawPlacements& raw) {
  RaceCase race{resolve_family(resolver, raw), {}};
  if (!raw.of) return race;
  const auto found = resolver.names.find(NameKind::thread, *raw.of, resolver.problems);
  if (found) race.of = ThreadId(*found);
  return race;
}

// The matrix is about the events that it adds.
void check_races(Resolver& resolver, const RawCheck& raw, const CheckOptions& check) {
  if (raw.races.empty()) return;
  check_limit(resolver.problems, raw.races, kMostRaces, "race cases");
  if (check.expect != Verdict::holds) {
    resolver.problems.add(raw.races.front().where, "\"races\" needs a scenario that holds");
  }
}

}  // namespace

void resolve_placements(Resolver& resolver, const RawCheck& raw, CheckOptions& check) {
  check_limit(resolver.problems, raw.placements, kMostFamilies, "families of placements");
  if (!raw.placements.empty()) check.placements.clear();
  for (const RawPlacements& placements : raw.placements) {
    check.placements.push_back(resolve_family(resolver, placements));
  }
  if (!raw.placements.empty() && check.expect != Verdict::holds) {
    resolver.problems.add(raw.placements.front().where,
                          "\"placements\" needs a scenario that holds");
  }
  if (!raw.races.empty()) check.races.clear();
  for (const RawPlacements& races : raw.races) check.races.push_back(resolve_race(resolver, races));
  check_races(resolver, raw, check);
}

}  // namespace umsim::loading

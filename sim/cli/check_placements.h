// CheckPlacements: a place for every race. For each family that a scenario declares, each kind of
// event comes once before each of its steps: all interleavings are searched, and one run in a fixed
// order shows which way is taken. Text and JSON are made of this.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/cli/check_report.h"
#include "sim/cli/placement_course.h"
#include "sim/cli/placement_events.h"

namespace umsim {

// A kind of event at a place.
struct Placement {
  WhyNot why = WhyNot::comes;
  std::size_t course = 0;            // of an event that comes: its position in the family's courses
  std::optional<CheckReport> check;  // the search with the event; of one that comes
};

// A thread that is about to run a step of the family.
struct PlacementRow {
  explore::ReachedPlace place;
  std::vector<Placement> placements;  // a kind each, in the order of the family's kinds
};

struct UnreachedStep {
  StepRef step;
  std::string why;
};

struct PlacementReport {
  ScenarioFile file;
  std::string name;  // the scenario's
  const Scenario* scenario = nullptr;
  const PlacementFamily* family = nullptr;
  CheckReport base;               // the scenario without any more event
  std::vector<PlacedKind> kinds;  // without completion where the worker waits for nothing
  std::vector<PlacementRow> rows;
  std::vector<UnreachedStep> unreached;
  std::vector<Course> courses;  // each once, in the order in which they were found
  bool complete = true;         // every step that can be reached was found

  [[nodiscard]] ExitCode code() const;
};

struct PlacementTotals {
  std::size_t families = 0;
  std::size_t steps = 0;    // rows: steps with their threads
  std::size_t placed = 0;   // events that came
  std::size_t courses = 0;  // different ones, of each family
  std::size_t hold = 0;
  std::size_t violated = 0;
  std::size_t undecided = 0;
  std::uint64_t states = 0;
};
[[nodiscard]] PlacementTotals totals_of(const std::vector<PlacementReport>& reports);

// search_family tries every placement of one of the file's families. Throws Interrupted when the
// options' interrupt has ended a search.
[[nodiscard]] PlacementReport search_family(const LoadedFile& file, const PlacementFamily& family,
                                            const explore::ModelSearchOptions& options);

[[nodiscard]] ExitCode code_of(const std::vector<PlacementReport>& reports);

[[nodiscard]] std::string placements_text(const std::vector<PlacementReport>& reports,
                                          std::size_t width);
[[nodiscard]] Json placements_json(const std::vector<PlacementReport>& reports, ExitCode code);

}  // namespace umsim

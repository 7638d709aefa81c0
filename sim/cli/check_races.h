// RaceReport: a row of the race matrix. Where a race case has a worker, each kind of event comes,
// on machines of 1 to 3 CPUs and with 1 to 3 workers like that one: a cell each. Every cell is a
// search of all interleavings, with the event at any of the case's steps and with none; a cell
// whose event never came there is vacuous, which is a failure. Text and JSON are made of this.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/cli/check_report.h"
#include "sim/cli/placement_events.h"

namespace umsim {

inline constexpr std::uint16_t kMostRaceCpus = 3;
inline constexpr std::size_t kMostRaceWorkers = 3;

enum class RaceVerdict : std::uint8_t {
  holds,
  violated,
  vacuous,    // it holds, and no interleaving has the event in this case
  undecided,  // a budget ran out
  cannot      // no event of this kind comes at any of these steps
};

struct RaceCell {
  PlacedKind kind;
  std::uint16_t cpus = 1;
  std::size_t workers = 1;
  RaceVerdict verdict = RaceVerdict::cannot;
  std::uint64_t states = 0;
  double seconds = 0;
  std::string text;  // what is violated, or which budget has run out; else empty
};

struct RaceReport {
  ScenarioFile file;
  std::string name;
  const Scenario* scenario = nullptr;  // as the file has it
  const RaceCase* race = nullptr;
  std::vector<RaceCell> cells;  // by kind, then by CPUs, then by workers

  [[nodiscard]] ExitCode code() const;
};

struct RaceTotals {
  std::size_t cases = 0;
  std::size_t cells = 0;  // without those that cannot be
  std::size_t hold = 0;
  std::size_t violated = 0;
  std::size_t vacuous = 0;
  std::size_t undecided = 0;
  std::size_t cannot = 0;
  std::uint64_t states = 0;
  double seconds = 0;
};
[[nodiscard]] RaceTotals totals_of(const std::vector<RaceReport>& reports);

// search_race fills every cell of the file's race case at `position`. Throws Interrupted when the
// options' interrupt has ended a search, UsageError when the scenario cannot be varied so.
[[nodiscard]] RaceReport search_race(const LoadedFile& file, std::size_t position,
                                     const explore::ModelSearchOptions& options);

[[nodiscard]] ExitCode code_of(const std::vector<RaceReport>& reports);

// "holds", "violated", "vacuous", "undecided" or "cannot".
[[nodiscard]] std::string_view word_of(RaceVerdict verdict);

[[nodiscard]] std::string race_text(const RaceReport& report);
[[nodiscard]] std::string races_total(const std::vector<RaceReport>& reports);
[[nodiscard]] Json races_json(const std::vector<RaceReport>& reports, ExitCode code);

}  // namespace umsim

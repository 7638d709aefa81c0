// SuiteCoverage: which steps, exits and lock transitions the searches of some scenarios reach
// together, and what they leave out. Text and JSON are made of this.
//
// Two kinds of searches count, and apart: the scenarios as they are, and each without the
// safeguards that it says it catches.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/cli/check_matrix.h"
#include "sim/cli/check_report.h"

namespace umsim {

enum class Covered : std::uint8_t {
  no,
  without_safeguard,  // only where one is knocked out
  yes
};

enum class CoveredKind : std::uint8_t { step, exit, lock_transition, count_ };

// A step, an exit of one, or a change of a lock word. Exits of a step to the same place are one.
struct CoverageItem {
  CoveredKind kind = CoveredKind::step;
  std::string step;    // label; of a change that an event from outside makes, "event"
  std::string to;      // of an exit
  std::string when;    // of an exit
  std::string before;  // of a lock transition
  std::string after;   // of a lock transition
  Covered covered = Covered::no;
  std::string without;  // the first safeguard without which it is reached, of one that needs that
  std::string why_not;  // of one that is not reached: what the tables say; may be empty
  bool goes_without_saying = false;  // of an exit or a transition whose step is not reached either
};

struct CoverageCount {
  std::size_t all = 0;
  std::size_t reached = 0;
  std::size_t without_safeguard = 0;  // beside those
};

// A routine, or what comes from outside.
struct CoverageRow {
  std::string name;
  std::string title;
  std::array<CoverageCount, static_cast<std::size_t>(CoveredKind::count_)> counts;
  std::vector<CoverageItem> items;
};

struct SuiteCoverage {
  std::vector<CheckReport> checks;  // of the scenarios as they are
  std::vector<MatrixRow> matrix;    // of safeguards that they speak of
  std::vector<CoverageRow> rows;
  // With all safeguards a lock has changed in a way that its table does not have.
  bool unknown_lock_transition = false;

  [[nodiscard]] ExitCode code() const;
  // How many safeguards there are, and how many of them a scenario catches.
  [[nodiscard]] CoverageCount safeguards() const;
};

// What the searches, which must have been made with `coverage`, come to.
[[nodiscard]] SuiteCoverage coverage_of(std::vector<CheckReport> checks,
                                        std::vector<MatrixRow> matrix);

// "FIG15.B3", "FIG15.D1 -> FIG15.B2 (lock not taken)", "FIG15.D1: free+1 -> CID+1".
[[nodiscard]] std::string text_of(const CoverageItem& item);

[[nodiscard]] std::string coverage_text(const SuiteCoverage& coverage, std::size_t width);
[[nodiscard]] Json coverage_json(const SuiteCoverage& coverage);

}  // namespace umsim

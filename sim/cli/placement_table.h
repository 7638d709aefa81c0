// PlacementTable: a family's placements with equal columns and equal rows as one, for text and JSON
// alike.
#pragma once

#include <string>
#include <vector>

#include "sim/cli/check_placements.h"

namespace umsim {

// Rows that follow each other in the family, of one thread, with the same cells.
struct TableRow {
  std::string thread;
  std::vector<std::string> steps;  // labels
  std::vector<std::string> cells;  // a column each
};

struct PlacementTable {
  std::vector<std::vector<std::string>> columns;  // the kinds of event that have the same cells
  std::vector<TableRow> rows;
};

// What a cell says: the course's number from 1, with "!" behind it for a violation and "?" for a
// search without verdict; or a letter for an event that does not come (see meaning_of).
[[nodiscard]] std::string cell_text(const Placement& placement);

// The letter of a reason, and what it stands for; both empty for an event that comes.
[[nodiscard]] std::string letter_of(WhyNot why);
[[nodiscard]] std::string meaning_of(WhyNot why);

[[nodiscard]] PlacementTable table_of(const PlacementReport& report);

// "FIG15.B7.integer to FIG15.B7.control", or one label.
[[nodiscard]] std::string steps_text(const std::vector<std::string>& steps);

}  // namespace umsim

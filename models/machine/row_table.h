// RowTable: what is known of rows of step tables, found by row: the search asks after every step.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "models/machine/internal_error.h"
#include "models/machine/routines.h"

namespace umsim {

// An Entry names its row by `label`. A row has any number of entries.
template <class Entry>
class RowTable {
 public:
  explicit RowTable(std::span<const Entry> entries) {
    for (const Entry& entry : entries) {
      const std::optional<StepRef> step = find_step(entry.label);
      require(step.has_value() && step->row < kMostRows, "an entry of a table of rows has no row");
      rows_[step->routine][step->row].push_back(entry);
    }
  }

  // The row's entries, in the order in which they were given.
  [[nodiscard]] std::span<const Entry> of(StepRef step) const {
    return step.row < kMostRows ? std::span<const Entry>(rows_[step.routine][step.row])
                                : std::span<const Entry>();
  }

 private:
  static constexpr std::size_t kMostRows = 32;  // that are looked up; behind them none has an entry

  std::array<std::array<std::vector<Entry>, kMostRows>, static_cast<std::size_t>(RoutineId::count_)>
      rows_;
};

}  // namespace umsim

// RowFolder: leaves out lines that repeat those before them.
//
//   P1 cannot run W1 (locked)
//   P1 finds list L empty
//   P1 cannot run W1 (locked)
//   P1 finds list L empty
//   ... the last 2 lines 8 times more
//
// A cycle of up to six lines is shown twice; from then on whole cycles are only counted. Lines stay
// in order: one that does not continue the cycle is shown after the count, and after what had begun
// of the next cycle.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "traces/vocabulary/ids.h"

namespace umsim {

struct ColumnsRow {
  CpuId cpu;  // none: it belongs to no column
  std::uint64_t time_cycles = 0;
  std::vector<std::string> phrases;
  std::string label;
  std::string_view colour;

  // The same but for the time.
  [[nodiscard]] bool repeats(const ColumnsRow& other) const {
    return cpu == other.cpu && phrases == other.phrases && label == other.label;
  }
};

class RowFolder {
 public:
  // add gives the rows that must be shown now, in order.
  [[nodiscard]] std::vector<ColumnsRow> add(ColumnsRow row);

  // finish gives those that are still held back.
  [[nodiscard]] std::vector<ColumnsRow> finish();

 private:
  [[nodiscard]] std::size_t shown_twice() const;

  std::deque<ColumnsRow> rows_;      // the latest last
  std::size_t period_ = 0;           // lines of the cycle that goes on; 0: none
  std::size_t cycles_ = 0;           // whole cycles left out
  std::uint64_t last_cycle_ = 0;     // when the last of them ended
  std::vector<ColumnsRow> pending_;  // what has begun of the next
};

}  // namespace umsim

// ColumnsSink: the trace for reading on a terminal, a column a CPU, only what changed.
//
//           time  CPU0                                       CPU1
//           0 ns  P1 gets the CPU
//                                                            T1 gets the CPU
//         412 ns  P1 => W1, lock W1 -/0 > P1/0     FIG15.B7
//         900 ns  W1 enters the kernel (sleep)
//       1,150 ns  directed switch P1 => W1,          FIG2.6
//                   P1 blocks (kernel queue),
//                   lock W1 P1/0 > P1/1 > -/1
//       2,000 ns  -- W1 can go on (timer)
//
// Where columns would become too narrow, every line names its CPU instead. It formats for people,
// and its text is no contract: programs read JSON Lines.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "traces/columns_fold.h"
#include "traces/columns_group.h"
#include "traces/output.h"
#include "traces/phrases.h"
#include "traces/sink.h"

namespace umsim {

struct ColumnsOptions {
  std::size_t width = 100;  // characters of a line; at least 40 are used
  bool colour = false;      // the text says the same without it
  bool every_line = false;  // write each line at once, for somebody who watches
  bool header = true;       // what stands above the titles of the columns
};

class ColumnsSink final : public Sink {
 public:
  // `output` must outlive the sink. Throws OutputError from any call when the output cannot be
  // written.
  explicit ColumnsSink(TextOutput& output, ColumnsOptions options = {});

  void begin(const TraceHeader& header) override;
  void event(const Event& event) override;
  void end() override;

 private:
  void write_header();
  void close_group();
  void write_row(const ColumnsRow& row);
  void write_line(std::string_view line);
  [[nodiscard]] std::string time_text(std::uint64_t cycles);
  [[nodiscard]] std::size_t name_width() const;

  ColumnsOptions options_;
  LineBuffer lines_;
  TraceHeader header_;
  std::optional<Phrases> phrases_;
  std::size_t column_width_ = 0;  // 0: every line names its CPU
  std::string last_time_;         // as shown
  ColumnsGroup group_;
  RowFolder folder_;
};

}  // namespace umsim

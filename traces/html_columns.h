// HtmlColumns: the events of a report, a block of them as columns of small numbers in base64.
//
// A block stands for itself: a report that breaks off has all blocks before the break. Its bytes
// are
//
//   count, id and cycles of the first event   numbers
//   ten columns                               each its length in bytes, then a number an event:
//     kind
//     step     1 + 256 * routine + row; 0 none
//     cpu      1 + index; 0 none
//     thread   1 + index; 0 none
//     object   1 + index; 0 none
//     old      the old value, packed (below); only of kinds that have one
//     new      the new value, likewise
//     cycles   since the event before; of the first 0
//     id       what lies between it and the id before; of the first 0
//     cause    how many ids before; 0 none
//
// Numbers are those of traces/html_numbers.h. A
// thread as a value is packed as 1 + index, 0 none, and so is the owner in a lock word, so that
// both are short. tools/viewer/src/trace/blocks.ts reads it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "traces/kinds.h"
#include "traces/vocabulary/event.h"

namespace umsim {

class HtmlColumns {
 public:
  static constexpr std::size_t kColumns = 10;

  void add(const Event& event);

  [[nodiscard]] std::size_t events() const { return count_; }

  // How long the block is in base64 at most, should one more event come.
  [[nodiscard]] std::size_t most_letters() const;

  // append_block writes the events as base64 and begins the next block; there must be one.
  void append_block(fmt::memory_buffer& text);

 private:
  std::array<std::string, kColumns> columns_;
  std::size_t count_ = 0;
  std::uint64_t first_id_ = 0;
  std::uint64_t first_cycles_ = 0;
  std::uint64_t last_id_ = 0;
  std::uint64_t last_cycles_ = 0;
};

// read_html_block gives the events of a block, or nothing where it is not one.
[[nodiscard]] std::optional<std::vector<Event>> read_html_block(std::string_view base64);

}  // namespace umsim

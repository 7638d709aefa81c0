// What umsim diff prints: in words or as JSON.
#pragma once

#include <cstddef>
#include <cstdint>
#include <ostream>
#include <span>
#include <string>
#include <vector>

#include "sim/cli/exit_code.h"
#include "sim/cli/results.h"
#include "traces/alignment.h"

namespace umsim {

// One of the traces, and what it is called.
struct DiffSide {
  std::string path;
  Trace trace;
};

struct DiffRequest {
  std::uint64_t context;  // events
  bool times;             // they count
  bool aligned;           // all events are shown, not only where the traces part
};

struct Difference {
  const DiffSide* left;
  const DiffSide* right;
  Alignment alignment;
  std::vector<std::string> headers;  // keys of the headers that differ
  std::vector<std::string> keys;     // of the first events that differ; none when one trace ends
};

// `left_out` as of Alignment.
[[nodiscard]] Difference difference_of(const DiffSide& left, const DiffSide& right, bool times,
                                       std::span<const std::uint32_t> left_out);

// The event at that position as its line in JSON Lines has it, null behind the last.
[[nodiscard]] Json event_json(const Trace& trace, std::size_t position);

// "same", "only_left": a row of an alignment in one word.
[[nodiscard]] std::string_view word_for(Alike how);

void print_difference(const Difference& difference, const DiffRequest& request, std::ostream& out);
[[nodiscard]] Json difference_json(const Difference& difference, const DiffRequest& request,
                                   ExitCode code);

}  // namespace umsim

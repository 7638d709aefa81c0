// Trace files: JSON Lines traces that verbs read.
#pragma once

#include <string>
#include <vector>

#include "sim/cli/arguments.h"
#include "traces/jsonl_reader.h"

namespace umsim {

// read_trace_at reads a trace; - is standard input. Throws UsageError with the place of what is
// wrong.
[[nodiscard]] Trace read_trace_at(const std::string& path);

// Times of the header's clock as people read them: "22,546 ns".
[[nodiscard]] std::string time_text(const TraceHeader& header, std::uint64_t cycles);

}  // namespace umsim

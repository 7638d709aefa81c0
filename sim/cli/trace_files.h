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

// note_part says on the console that the trace has only a part of a run: of what threads do when it
// begins it knows nothing, and takes the scenario's beginning for it.
void note_part(const Trace& trace, std::string_view verb, Console& console);

// Times of the header's clock as people read them: "22,546 ns".
[[nodiscard]] std::string time_text(const TraceHeader& header, std::uint64_t cycles);

}  // namespace umsim

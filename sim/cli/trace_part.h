// What part of a run its traces show: --trace-from, --trace-to and --trace-last.
#pragma once

#include <cstdint>

#include "sim/cli/arguments.h"
#include "traces/part_sink.h"

namespace umsim {

// read_trace_part throws UsageError. A moment is a time, a kind of event or the label of a step,
// the latter two with `:N` for the nth.
[[nodiscard]] TracePart read_trace_part(const Arguments& arguments, std::uint64_t clock_mhz);

}  // namespace umsim

// The first line of a JSON Lines trace: its version and everything that is constant while it lasts.
#pragma once

#include <string>

#include "traces/sink.h"

namespace umsim {

// jsonl_header gives the line without its end.
[[nodiscard]] std::string jsonl_header(const TraceHeader& header);

}  // namespace umsim

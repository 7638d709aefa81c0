// What stands above the columns: which scenario, which machine, who takes part, how to read a line.
#pragma once

#include <string>
#include <vector>

#include "traces/sink.h"

namespace umsim {

[[nodiscard]] std::vector<std::string> columns_header(const TraceHeader& header);

}  // namespace umsim

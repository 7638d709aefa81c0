// The forms in which `umsim stats` shows what a trace adds up to.
#pragma once

#include <string>

#include "sim/cli/results.h"
#include "traces/statistics.h"

namespace umsim {

[[nodiscard]] std::string stats_text(const Statistics& statistics);

// The keys of the result behind those that every result has.
void add_stats(Json& result, const Statistics& statistics);

// A picture: what the time of each CPU and each thread went into.
[[nodiscard]] std::string stats_svg(const Statistics& statistics);

}  // namespace umsim

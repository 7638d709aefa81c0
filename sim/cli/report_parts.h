// What an HTML report is made of besides the trace: the viewer, the flows, and what was found.
#pragma once

#include <string>

#include "traces/html_sink.h"

namespace umsim {

// `finding` is what a replayed schedule was found to break, or nothing.
[[nodiscard]] ReportParts report_parts(std::string finding);

}  // namespace umsim

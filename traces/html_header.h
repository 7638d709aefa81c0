// What a report holds besides its events, as JSON that may stand in HTML.
//
//   {"report":1,"header":{…},"finding":"","kinds":[{"name":"thread_switch","object":"nothing",
//    "old":"thread","new":"thread","weight":"major","phrase":"{thread} gets the CPU"},…],
//    "values":{"service":["interrupt","system call",…],…},"routines":[…]}
//
// Everything comes from the tables of the model and of traces (traces/kinds.h, traces/phrases.h).
#pragma once

#include <string>
#include <string_view>

#include "traces/sink.h"

namespace umsim {

// Of the whole report; a viewer reads the one that it was built for, and comes with it.
inline constexpr int kReportVersion = 1;

// `flows` must be JSON.
[[nodiscard]] std::string html_header(const TraceHeader& header, std::string_view flows,
                                      std::string_view finding);

}  // namespace umsim

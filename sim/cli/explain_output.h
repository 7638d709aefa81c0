// What `umsim explain` says: of a thread at a time of a trace, and of the words that umsim uses.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sim/cli/results.h"
#include "traces/event_source.h"

namespace umsim {

// What a thread does at a time, and why.
struct Why {
  std::string doing;   // "Reader is not running: it is blocked (timer)."
  std::string since;   // since when, and by which event
  std::string chain;   // the events that led there, the earliest first; may be empty
  std::string around;  // what those do that could let it go on; may be empty
  std::string ends;    // the event that ends it
  std::optional<std::uint64_t> since_event;  // ids
  std::optional<std::uint64_t> end_event;
};

// What a time behind the last event is: so far a play has come, and a trace that is read has ended.
enum class Late : std::uint8_t { as_asked, end_of_trace };

// explain_why reads the trace up to the event that ends what the thread does; it must have at least
// one event. Throws TraceError.
[[nodiscard]] Why explain_why(EventSource& trace, ThreadId thread, std::uint64_t cycles,
                              Late late = Late::as_asked);
// The same of whoever has the CPU, or of the CPU while it is idle.
[[nodiscard]] Why explain_why(EventSource& trace, CpuId cpu, std::uint64_t cycles,
                              Late late = Late::as_asked);

// explain_topic says what a word is: a behaviour id, a term of the specification, a step's label, a
// routine, a safeguard, a kind of event, a status of the API, an exit code or a shipped scenario.
// Throws UsageError, with a suggestion.
struct Topic {
  std::string kind;  // "behaviour", "step", ...
  std::string text;  // lines
};
[[nodiscard]] Topic explain_topic(const std::string& word, std::size_t width);

}  // namespace umsim

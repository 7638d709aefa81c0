// JsonlReader: reads a JSON Lines trace back into the records that it was written from.
//
// What it gives can be handed to any sink; written again it is the same file to the byte, if this
// umsim has every step label that the file names. A file that cannot be read gives one message with
// the line and what is wrong there:
//
//   run.jsonl:17: error: unknown thread "W9"
#pragma once

#include <istream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "traces/sink.h"
#include "traces/vocabulary/event.h"

namespace umsim {

struct Trace {
  std::unique_ptr<const System> system;  // names, kinds and lists of the header; no programs
  TraceHeader header;                    // header.system is the one above
  std::vector<Event> events;

  // play hands the whole trace to a sink.
  void play(Sink& sink) const;
};

// Either a trace or an error.
struct TraceResult {
  std::optional<Trace> trace;
  std::string error;

  [[nodiscard]] bool ok() const { return trace.has_value(); }
};

// read_trace reads to the end of the stream; `name` is what messages call it.
[[nodiscard]] TraceResult read_trace(std::istream& stream, const std::string& name);

}  // namespace umsim

// Trace files: JSON Lines traces that verbs read.
#pragma once

#include <fstream>
#include <memory>
#include <string>
#include <string_view>

#include "sim/cli/arguments.h"
#include "sim/cli/console.h"
#include "traces/jsonl_reader.h"

namespace umsim {

// A trace to be read event by event; - is standard input.
class TraceFile {
 public:
  // Throws UsageError with the place of what is wrong.
  explicit TraceFile(const std::string& path);

  [[nodiscard]] JsonlReader& reader() { return *reader_; }

 private:
  std::ifstream file_;
  std::unique_ptr<JsonlReader> reader_;
};

[[nodiscard]] std::unique_ptr<TraceFile> open_trace_at(const std::string& path);

// reading does what reads a trace on; what is wrong there is the user's to mend.
template <class Read>
auto reading(Read read) {
  try {
    return read();
  } catch (const TraceError& error) {
    throw UsageError(error.what());
  }
}

// read_trace_at reads a whole trace and keeps it. Throws UsageError as well.
[[nodiscard]] Trace read_trace_at(const std::string& path);

// note_part says on the console that the trace has only a part of a run, and what that means where
// it does not say with which state it begins.
void note_part(const JsonlReader& trace, std::string_view verb, Console& console);

// Times of the header's clock as people read them: "22,546 ns".
[[nodiscard]] std::string time_text(const TraceHeader& header, std::uint64_t cycles);

}  // namespace umsim

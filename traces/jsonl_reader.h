// JsonlReader: reads a JSON Lines trace back into the records that it was written from.
//
// What it gives can be handed to any sink; written again it is the same file to the byte, if this
// umsim has every step label that the file names. A file that cannot be read gives one message with
// the line and what is wrong there:
//
//   run.jsonl:17: error: unknown thread "W9"
//
// Events are in the order in which they happened, those of all CPUs together: ids rise, and times
// never go back. A file with another order is none that umsim has written, and is refused.
//
// JsonlReader gives one event after the other and keeps none; read_trace keeps all.
#pragma once

#include <cstdint>
#include <istream>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "traces/event_source.h"
#include "traces/sink.h"
#include "traces/vocabulary/event.h"

namespace umsim {

namespace jsonl {
class EventReader;
}

// What is wrong with a file, with its name and line.
class TraceError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class JsonlReader final : public EventSource {
 public:
  // Reads the header; `name` is what messages call the stream, which must outlive the reader.
  // Throws TraceError, as next does.
  JsonlReader(std::istream& stream, std::string name);
  ~JsonlReader() override;
  JsonlReader(const JsonlReader&) = delete;
  JsonlReader& operator=(const JsonlReader&) = delete;

  [[nodiscard]] const TraceHeader& header() const override { return header_; }
  [[nodiscard]] const std::vector<Event>& before() const override { return before_; }

  // The trace has no events; to be asked before the first is read.
  [[nodiscard]] bool is_empty() const { return !first_; }
  // Its first event; there must be one.
  [[nodiscard]] const Event& first() const { return *first_; }

  [[nodiscard]] std::optional<Event> next() override;

  // play hands what comes from here on to a sink, to the end.
  void play(Sink& sink);

  // Gives the system away, when all has been read.
  [[nodiscard]] std::unique_ptr<const System> release_system() { return std::move(system_); }

 private:
  [[nodiscard]] bool read_line();
  void read_before();
  [[nodiscard]] Event read_event(bool& is_before);
  void require_order(const Event& event);
  template <class Read>
  auto placed(Read read);

  std::istream* stream_;
  std::string name_;
  std::size_t line_number_ = 0;
  std::string line_;
  std::unique_ptr<const System> system_;
  TraceHeader header_;
  std::unique_ptr<jsonl::EventReader> events_;
  std::vector<Event> before_;
  std::optional<Event> first_;  // read already, behind those from before
  std::uint64_t last_id_ = 0;   // of the latest that was read
  std::uint64_t last_cycles_ = 0;
};

struct Trace {
  std::unique_ptr<const System> system;
  TraceHeader header;  // header.system is the one above
  std::vector<Event> before;
  std::vector<Event> events;
  std::uint32_t left_out = 0;  // events of its beginning that were not kept

  // With those that were left out: how many events there are, and the one at a place.
  [[nodiscard]] std::size_t size() const { return left_out + events.size(); }
  [[nodiscard]] const Event& at(std::size_t position) const { return events[position - left_out]; }

  // play hands the whole trace, all of which must have been kept, to a sink.
  void play(Sink& sink) const;
};

// whole_trace reads to the end and keeps all. Throws TraceError.
[[nodiscard]] Trace whole_trace(JsonlReader& reader);

// Either a trace or an error.
struct TraceResult {
  std::optional<Trace> trace;
  std::string error;

  [[nodiscard]] bool ok() const { return trace.has_value(); }
};

// read_trace reads to the end of the stream; `name` is what messages call it.
[[nodiscard]] TraceResult read_trace(std::istream& stream, const std::string& name);

}  // namespace umsim

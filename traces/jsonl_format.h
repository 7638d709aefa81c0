// JsonlFormat: a header or an event as one line of JSON.
//
// Lines are put together from text that is prepared once per trace; no JSON object is built.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "traces/kinds.h"
#include "traces/sink.h"

namespace umsim {

class JsonlFormat {
 public:
  // `header.system` must outlive the format.
  explicit JsonlFormat(const TraceHeader& header);

  // Both append one line without its end. `before`: the event lies before the part that the trace
  // shows.
  void append_header(fmt::memory_buffer& text) const;
  void append_event(fmt::memory_buffer& text, const Event& event, bool before = false) const;

 private:
  void append_place(fmt::memory_buffer& text, const Event& event) const;
  void append_object(fmt::memory_buffer& text, const Event& event) const;
  void append_value(fmt::memory_buffer& text, std::string_view key, ValueMeaning meaning,
                    std::uint64_t value) const;
  void append_thread(fmt::memory_buffer& text, std::uint64_t index) const;
  void append_lock(fmt::memory_buffer& text, std::uint64_t packed) const;

  TraceHeader header_;
  std::vector<std::string> cpus_;  // names as JSON strings
  std::vector<std::string> threads_;
  std::vector<std::string> lists_;
  std::vector<std::string> apcs_;
  std::vector<std::string> objects_;
  std::vector<std::string> queues_;
};

}  // namespace umsim

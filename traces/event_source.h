// EventSource: a trace to be read, one event after the other.
#pragma once

#include <optional>
#include <vector>

#include "traces/sink.h"
#include "traces/vocabulary/event.h"

namespace umsim {

class EventSource {
 public:
  virtual ~EventSource() = default;
  // What is constant; its system has names, kinds and lists, and need not have programs.
  [[nodiscard]] virtual const TraceHeader& header() const = 0;
  // The events from before the part that the trace shows; none where it begins with the run.
  [[nodiscard]] virtual const std::vector<Event>& before() const = 0;
  // The next event, or nothing at the end.
  [[nodiscard]] virtual std::optional<Event> next() = 0;

  [[nodiscard]] const System& system() const { return *header().system; }
};

}  // namespace umsim

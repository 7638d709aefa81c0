// MemorySink: keeps the events of a trace as they are, for expectations and tests.
#pragma once

#include <vector>

#include "traces/sink.h"

namespace umsim {

class MemorySink final : public Sink {
 public:
  void begin(const TraceHeader& header) override {
    header_ = header;
    events_.clear();
  }
  void event(const Event& event) override { events_.push_back(event); }
  void end() override { ended_ = true; }

  [[nodiscard]] const TraceHeader& header() const { return header_; }
  [[nodiscard]] const std::vector<Event>& events() const { return events_; }
  [[nodiscard]] bool ended() const { return ended_; }

 private:
  TraceHeader header_;
  std::vector<Event> events_;
  bool ended_ = false;
};

}  // namespace umsim

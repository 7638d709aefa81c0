// Events: keeps what steps report.
#pragma once

#include <vector>

#include "traces/vocabulary/event.h"

namespace umsim::test {

class Events final : public Reporter {
 public:
  void report(const Event& event) override { events_.push_back(event); }

  [[nodiscard]] const std::vector<Event>& all() const { return events_; }
  [[nodiscard]] std::vector<Event> of(EventKind kind) const {
    std::vector<Event> found;
    for (const Event& event : events_) {
      if (event.kind == kind) {
        found.push_back(event);
      }
    }
    return found;
  }

 private:
  std::vector<Event> events_;
};

}  // namespace umsim::test

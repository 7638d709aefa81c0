// Judged events: which of a run's events a scenario's expectations are judged on.
//
// Whether an expectation is met must not depend on what is traced: events of kind step count only
// where an expectation asks for them. A run whose expectations ask for no events keeps none.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/scenario/expectation.h"
#include "traces/sink.h"

namespace umsim {

enum class JudgedEvents : std::uint8_t { none, without_steps, all };

[[nodiscard]] JudgedEvents judged_events(std::span<const Expectation> expectations);

// Keeps the events that expectations are judged on.
class JudgedSink final : public Sink {
 public:
  explicit JudgedSink(JudgedEvents which) : which_(which) {}

  void begin(const TraceHeader& /*header*/) override {}
  void event(const Event& event) override;
  void end() override {}

  [[nodiscard]] std::span<const Event> events() const { return events_; }

 private:
  JudgedEvents which_;
  std::vector<Event> events_;
};

}  // namespace umsim

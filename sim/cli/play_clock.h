// The clock of a play: when a timed run would make its choices, and the events of that run.
//
// A play moves the machine without time. Its times are those of `umsim run --schedule` with the
// same choices: the timed engine itself makes them, in a process of its own, since a process can
// have one timed run.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sim/play/session.h"
#include "sim/timed/timed_run.h"

namespace umsim {

struct TimedCourse {
  std::vector<ScheduledChoice> choices;
  std::vector<std::uint64_t> moments;  // in cycles, of each choice
  std::vector<Event> events;           // none of kind step
};

// run_apart runs the scenario in a process of its own. Nothing when the machine does not survive
// it; throws InternalError for that where no safeguard is knocked out.
[[nodiscard]] std::optional<TimedCourse> run_apart(const Scenario& scenario,
                                                   const timed::Options& options);

class PlayClock {
 public:
  explicit PlayClock(const Scenario& scenario) : scenario_(&scenario) {}

  // When the choice that led to `position` was made; nothing where the engine cannot say. The
  // position is at most as far as the session has been.
  [[nodiscard]] std::optional<std::uint64_t> time_at(const play::Session& session,
                                                     std::size_t position);

  // The events of the choices before the place that the session is at, with times, numbers and
  // causes.
  [[nodiscard]] std::span<const Event> events(const play::Session& session);

  // The last place of the known line at which the time is no later than that.
  [[nodiscard]] std::size_t position_at(const play::Session& session, std::uint64_t cycles);

 private:
  [[nodiscard]] bool knows(std::span<const ScheduledChoice> choices) const;
  void follow(const play::Session& session);

  const Scenario* scenario_;
  TimedCourse course_;  // of the line that was asked about last
};

}  // namespace umsim

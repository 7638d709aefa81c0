// Course: a line of choices, and a machine that can be at any place in it.
//
// Places count the choices made: 0 is the first state. Going back is exact: the state is that of a
// copy that was kept on the way, and of the choices behind it made again. What lies ahead of a
// place can be replaced. It decides nothing: who goes next, and where to stop, is the session's
// affair (session.h).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/explore/observer.h"
#include "sim/play/turns.h"
#include "sim/scenario/scenario.h"
#include "sim/schedule/replay.h"

namespace umsim::play {

// What there is of each choice that was made: whether it is a stop for somebody who walks by
// switches or by lock transitions, how many events it reported, and the property that it broke.
struct Mark {
  std::uint16_t events = 0;
  bool switches = false;
  bool locks = false;
  std::optional<std::uint16_t> broken = {};
};

class Course {
 public:
  // Begins in the scenario's first state; it must outlive the course. `ahead` are choices that are
  // possible one after the other, but for the last one, which the machine need not survive.
  Course(const Scenario& scenario, std::vector<ScheduledChoice> ahead);

  [[nodiscard]] std::size_t position() const { return position_; }
  [[nodiscard]] std::span<const ScheduledChoice> line() const { return line_; }
  [[nodiscard]] std::span<const ScheduledChoice> made() const { return line().first(position_); }
  // How far the machine has ever been along this line.
  [[nodiscard]] std::size_t visited() const { return marks_.size(); }
  [[nodiscard]] const Mark& mark(std::size_t choice) const { return marks_[choice]; }

  [[nodiscard]] Machine machine() const { return replay_.machine(); }
  [[nodiscard]] const Replay& replay() const { return replay_; }
  [[nodiscard]] const explore::Observer& observer() const { return observer_; }
  [[nodiscard]] std::span<const std::byte> memory() const { return memory_; }
  // Of the last choice: what it reported, and the property that it broke.
  [[nodiscard]] std::span<const Event> events() const { return events_; }
  [[nodiscard]] std::optional<std::size_t> broken_property() const { return broken_; }
  // Of all choices made.
  [[nodiscard]] const TurnsTaken& turns_taken() const { return turns_; }

  // make_next() makes the next choice of the line, of which there must be one. Gives why the
  // machine does not survive it, and makes it not then; only with a safeguard knocked out.
  [[nodiscard]] std::optional<std::string> make_next();

  // make_again() makes the next choice of the line, which was made once.
  void make_again();

  // go_to() goes to any place of the line whose choices were all made once.
  void go_to(std::size_t position);

  // replace_ahead() puts other choices in place of those ahead of here, and gives those.
  std::vector<ScheduledChoice> replace_ahead(std::vector<ScheduledChoice> ahead);

 private:
  struct Kept {
    Replay::Saved state;
    std::vector<std::byte> memory;
    TurnsTaken turns;
  };

  void keep();
  [[nodiscard]] std::size_t kept_before(std::size_t position) const;
  void restore(std::size_t kept);

  Replay replay_;
  explore::Observer observer_;
  bool may_collapse_;
  std::vector<std::byte> memory_;  // of the observer
  std::vector<Event> events_;
  std::optional<std::size_t> broken_;
  TurnsTaken turns_;
  std::vector<ScheduledChoice> line_;
  std::vector<Mark> marks_;  // of the choices that were made once
  std::vector<Kept> kept_;   // the states at 0, kBetweenKept, 2 * kBetweenKept, ...
  std::size_t position_ = 0;
};

// Steps from one kept state to the next: to go back makes fewer choices than this again.
inline constexpr std::size_t kBetweenKept = 256;

}  // namespace umsim::play

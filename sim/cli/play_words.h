// Play words: what a play says of choices and places.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "sim/play/session.h"
#include "sim/scenario/scenario.h"

namespace umsim {

class PlayWords {
 public:
  // `scenario` must outlive the words; a line has `width` characters.
  PlayWords(const Scenario& scenario, std::size_t width);

  // A choice that may be made: "CPU0 P1  FIG15.B3  …"; `first` stands before it.
  [[nodiscard]] std::string of_choice(const std::string& first, const Choice& choice,
                                      const ScheduleEntry& entry, const Machine& machine) const;

  // A choice that was made, and below it what came of it.
  [[nodiscard]] std::string of_told(const play::Told& told) const;

  // What is wrong, as schedules say it: "INV-2: …".
  [[nodiscard]] std::string of_finding(const play::Finding& finding,
                                       const play::Session& session) const;

 private:
  [[nodiscard]] std::string line(const std::string& first, const ScheduleEntry& entry,
                                 std::string_view label, std::string_view what) const;

  const Scenario* scenario_;
  std::size_t width_;
  std::size_t who_ = 0;  // characters of the longest "CPU0 Reader"
};

// A choice in the words by which it can be picked: its CPU, thread or event, step, and kind.
[[nodiscard]] std::vector<std::string> words_of(const ScheduleEntry& entry);

}  // namespace umsim

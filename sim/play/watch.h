// Watch points: what a walk is to stop at.
//
// A thing (a thread, a lock, a list, ...) is watched by its text (state_text.h): the walk stops
// when that has changed. A step is watched as a debugger does: the walk stops when a CPU is about
// to run it. Of a kind of event the walk stops when it has been reported.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "models/machine/image.h"
#include "models/machine/transition.h"

namespace umsim::play {

class Watch {
 public:
  enum class Kind : std::uint8_t {
    thread,
    lock,
    list,
    ready_queue,
    queue,
    apc,
    object,
    step,  // every label that begins so, up to a dot or its end
    event
  };

  Watch(Kind kind, std::string text, std::string label, std::uint16_t index)
      : kind_(kind), text_(std::move(text)), label_(std::move(label)), index_(index) {}

  // As one would type it: "lock W1".
  [[nodiscard]] const std::string& text() const { return text_; }

  // What it sees in a state: the thing's text, or the CPUs that are at the step. Of a kind of event
  // nothing.
  [[nodiscard]] std::string value(const Machine& machine) const;

  // What has happened where it stops, from the values before and after.
  [[nodiscard]] std::string told(const std::string& before, const std::string& after) const;

  // Whether the choice that was made last is one to stop at: `before` and `after` are the values
  // around it.
  [[nodiscard]] bool stops(const Choice& made, std::span<const Event> events,
                           const std::string& before, const std::string& after) const;

 private:
  Kind kind_;
  std::string text_;
  std::string label_;    // of a step
  std::uint16_t index_;  // of the thing, or the kind of event
};

// read_watch() reads what a watch is on: "W1", "lock W1", "list L", "FIG15.B3", "FIG15",
// "ums_switch". Gives a sentence with a suggestion when nothing is called so.
[[nodiscard]] std::variant<Watch, std::string> read_watch(const System& system,
                                                          const std::vector<std::string>& words);

// Every word that can be watched by itself.
[[nodiscard]] std::vector<std::string> watchable_words(const System& system);

}  // namespace umsim::play

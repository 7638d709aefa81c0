// Watch points: what a walk is to stop at.
//
// A thing (a thread, a lock, a list, ...) is watched by its text: the walk stops when that has
// changed, or when a condition on it comes to hold. A step is watched as a debugger does: the walk
// stops when a CPU is about to run it. Of a kind of event the walk stops when it has been reported.
// Each may have a condition besides, without which the walk does not stop.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "models/machine/image.h"
#include "models/machine/transition.h"
#include "sim/play/condition.h"
#include "sim/play/thing.h"

namespace umsim::play {

class Watch {
 public:
  // Every label that begins so, up to a dot or its end.
  struct StepLabel {
    std::string begins;
  };
  using Trigger = std::variant<Thing, Condition, StepLabel, EventKind>;

  explicit Watch(Trigger trigger, std::optional<Condition> only_if = std::nullopt)
      : trigger_(std::move(trigger)), only_if_(std::move(only_if)) {}

  // As one would type it: "lock W1", "FIG15.B3 if lock W1 is P1/1".
  [[nodiscard]] std::string text() const;

  // What it sees in a state: the thing's text, or the CPUs that are at the step. Of a kind of event
  // nothing.
  [[nodiscard]] std::string value(const Machine& machine) const;

  // The text, and what it sees now: "lock W1: -/0".
  [[nodiscard]] std::string seen(const Machine& machine) const;

  // What has happened where it stops, from the values before and after.
  [[nodiscard]] std::string told(const std::string& before, const std::string& after) const;

  // A choice that was made, and what it led to and reported.
  struct Made {
    const Choice& choice;
    const Machine& machine;
    std::span<const Event> events;
  };
  // Whether the choice is one to stop at: `before` and `after` are the values around it.
  [[nodiscard]] bool stops(const Made& made, const std::string& before,
                           const std::string& after) const;

 private:
  [[nodiscard]] bool triggers(const Made& made, const std::string& before,
                              const std::string& after) const;

  Trigger trigger_;
  std::optional<Condition> only_if_;
};

// read_watch() reads what a watch is on: "W1", "lock W1", "list L", "FIG15.B3", "FIG15",
// "ums_switch"; of a thing also "W1 is parked"; and behind all these "if W1 is parked". Gives a
// sentence with a suggestion when nothing is called so.
[[nodiscard]] std::variant<Watch, std::string> read_watch(const System& system,
                                                          const std::vector<std::string>& words);

// Every word that can be watched by itself.
[[nodiscard]] std::vector<std::string> watchable_words(const System& system);

// Every word that can come next in a watch that begins with these.
[[nodiscard]] std::vector<std::string> next_words_of_watch(const System& system,
                                                           const std::vector<std::string>& begins);

}  // namespace umsim::play

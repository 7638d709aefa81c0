// Conditions: what a thing is to be, in the words in which `state` says it.
//
//   lock W1 is P1/1       owner and kernel holders; either may be left out: P1/, /2
//   S.list is >=2         so many workers on a list or in a queue: 2, <2, <=2, >2, >=2
//   W1 is parked          these words stand in what is said of it, one behind the other
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "sim/play/thing.h"

namespace umsim::play {

// A number that is to be met: "2", ">=2".
struct Amount {
  std::string typed;
  std::uint64_t number = 0;

  [[nodiscard]] bool is_met_by(std::uint64_t value) const;
};

class Condition {
 public:
  // Of a lock; either may be missing, but not both.
  struct LockWord {
    std::optional<std::string> owner;
    std::optional<Amount> holders;
  };
  using Words = std::vector<std::string>;
  using Value = std::variant<LockWord, Amount, Words>;

  Condition(Thing thing, Value value, std::string typed)
      : thing_(std::move(thing)), value_(std::move(value)), typed_(std::move(typed)) {}

  [[nodiscard]] const Thing& thing() const { return thing_; }
  // As one would type it: "lock W1 is P1/1".
  [[nodiscard]] std::string text() const { return thing_.name() + " is " + typed_; }

  // Whether it holds where the thing's text is this.
  [[nodiscard]] bool holds(const std::string& said) const;

 private:
  Thing thing_;
  Value value_;
  std::string typed_;
};

// read_condition() reads what stands behind "is". Gives a sentence with a suggestion when `state`
// never says so of the thing.
[[nodiscard]] std::variant<Condition, std::string> read_condition(
    const System& system, const Thing& thing, const std::vector<std::string>& words);

}  // namespace umsim::play

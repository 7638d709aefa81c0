// The transitions of a UMS lock word as a table: which steps make them, from which word to which
// (LOCK-1, LOCK-2, LOCK-6, LOCK-7). It is that of the protocol with all its safeguards; a test
// holds it against the truth in both directions.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "models/machine/state.h"

namespace umsim {

// What counts of a lock word: whether its CID names a primary, and how many kernel holders it has.
struct LockWord {
  bool owned = false;
  std::uint8_t holders = 0;  // at most kMostHolders
  friend constexpr bool operator==(const LockWord&, const LockWord&) = default;
};

[[nodiscard]] LockWord word_of(const UmsLock& lock);

// "free" has neither; "free+1" one holder, "CID+2" a primary and two holders.
[[nodiscard]] std::string text_of(LockWord word);

// Where no step makes a transition, an event that comes from outside does.
inline constexpr std::string_view kFromOutside = "event";

struct LockTransition {
  std::string_view step;  // the label of the step that makes it, or kFromOutside
  LockWord before;
  LockWord after;
  friend constexpr bool operator==(const LockTransition&, const LockTransition&) = default;
};

// Every transition that some step makes, in the order of the figures.
[[nodiscard]] std::span<const LockTransition> lock_transitions();

// "FIG15.D1: free -> CID".
[[nodiscard]] std::string text_of(const LockTransition& transition);

}  // namespace umsim

// Flow words: how `umsim flow` spells what a step declares.
#pragma once

#include <string>
#include <string_view>

#include "models/machine/step.h"

namespace umsim {

[[nodiscard]] std::string_view word_of(Rights rights);  // "reads"
[[nodiscard]] std::string_view word_of(Place place);    // "lock"
[[nodiscard]] std::string_view word_of(Role role);      // "hand"
[[nodiscard]] std::string_view word_of(CostClass cost);
[[nodiscard]] std::string_view word_of(Guard guard);  // "none", "no_apc", "no_interrupt"

// Whose memory it is, in a few words: "the worker in hand".
[[nodiscard]] std::string_view sentence_of(Role role);

// True for places that are one for the whole machine, so that a role says nothing.
[[nodiscard]] bool is_common(Place place);

// "hand.lock", or "apcs" where a role says nothing.
[[nodiscard]] std::string name_of(const Access& access);

}  // namespace umsim

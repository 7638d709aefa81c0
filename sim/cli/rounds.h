// Rounds: whether the end of a schedule leads back to where it begins, so that a run can go round
// for ever.
#pragma once

#include <cstddef>
#include <span>

#include "sim/schedule/schedule.h"

namespace umsim {

// True when the state behind the last `cycle` of the choices is the one before them, up to what no
// later step can notice: which CPU is which, and values that nobody will read. The choices begin in
// the system's first state and must be possible there; `cycle` is at most their number.
[[nodiscard]] bool leads_back(const System& system, std::span<const ScheduledChoice> choices,
                              std::size_t cycle);

}  // namespace umsim

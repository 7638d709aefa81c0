// The kernel scheduler's one step: an idle CPU gets a ready thread.
//
// Which one is the engine's choice: the timed engine gives the CPU to the thread that has been
// ready longest (round robin), the search tries every ready thread (decision 0003).
#pragma once

#include "models/machine/execution.h"

namespace umsim {

[[nodiscard]] std::span<const Step> dispatch_steps();

}  // namespace umsim

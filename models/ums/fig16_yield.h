// FIG. 16: the yield from a worker to its primary, all in user mode.
#pragma once

#include "models/machine/execution.h"

namespace umsim {

[[nodiscard]] std::span<const Step> fig16_yield_steps();

// The yield has not saved the last register; the CPU is on the worker's stack.
[[nodiscard]] bool fig16_saves(StepRef code);

// The yield has saved the worker and still holds its CID; the CPU is on the primary's stack.
[[nodiscard]] bool fig16_has_saved(StepRef code);

}  // namespace umsim

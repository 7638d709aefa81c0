// FIG. 16: the yield from a worker to its primary, all in user mode.
#pragma once

#include "models/machine/execution.h"

namespace umsim {

[[nodiscard]] std::span<const Step> fig16_yield_steps();

}  // namespace umsim

// FIGS. 13 and 14: APC processing, as far as the worker's own kernel portion decides.
#pragma once

#include "models/machine/execution.h"

namespace umsim {

[[nodiscard]] std::span<const Step> fig13_apc_steps();

}  // namespace umsim

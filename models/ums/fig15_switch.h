// FIG. 15: the UMS switch from a primary to the worker in its hand, all in user mode.
#pragma once

#include "models/machine/execution.h"

namespace umsim {

[[nodiscard]] std::span<const Step> fig15_switch_steps();

// The claim is in progress or has failed: the second test is not passed, and the worker is not the
// primary's yet.
[[nodiscard]] bool fig15_claims(StepRef code);

// The group is the worker's already, because the load has passed it.
[[nodiscard]] bool fig15_has_loaded(StepRef code, Group group);

}  // namespace umsim

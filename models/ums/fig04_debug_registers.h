// FIG. 4: the kernel calls that a switch takes when hardware debug registers are in use, since user
// mode cannot load them (DEBUG-1).
//
// 1, the capture in the context holder, is a service (kernel/services); 2, a primary that finds the
// values there and calls the kernel, is a row of FIG. 15. Here are 3 and 4: the primary's kernel
// portion does what FIG. 15 does from B3 on, on its trap frame instead of the CPU, and loads the
// debug registers; it returns to user mode as the worker. 5 gives the primary its own back after a
// yield.
#pragma once

#include <optional>

#include "models/machine/execution.h"

namespace umsim {

[[nodiscard]] std::span<const Step> fig04_debug_steps();

// Where the kernel portion of a primary goes on that has called for this service; nothing for any
// other service.
[[nodiscard]] std::optional<StepRef> fig04_first_step(Service service);

}  // namespace umsim

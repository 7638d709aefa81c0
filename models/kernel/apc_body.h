// What an APC does once it may touch its thread: read or change the user context, run a routine, or
// end the thread.
//
// The user context is where FIGS. 13 and 14 have made sure that it is: in the kernel portion's trap
// frame when the kernel portion executes (APC-1), in the user portion's saved context when the
// worker is idle (APC-2), and for a primary in its re-entry context.
#pragma once

#include "models/machine/execution.h"

namespace umsim {

[[nodiscard]] std::span<const Step> apc_body_steps();

}  // namespace umsim

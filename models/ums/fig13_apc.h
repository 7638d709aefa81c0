// FIG. 13: APC processing, in the kernel portion of the thread that the APC is delivered to: a
// lock, a look at the CID, and if a primary runs the worker, a disassociate APC to it (FIGS. 5 to
// 7).
#pragma once

#include "models/machine/execution.h"

namespace umsim {

[[nodiscard]] std::span<const Step> fig13_apc_steps();

// Where the APC is processed once its worker's context is at hand (B1), and where a kernel portion
// goes on that has served one.
[[nodiscard]] StepRef apc_processing_step();
[[nodiscard]] StepRef apc_leave_step();

// The thread's kernel portion waits to be resumed.
[[nodiscard]] bool waits_suspended(const KThread& kthread);

// How many disassociate APCs one APC sends at most: a primary can claim a worker whose lock bit is
// set only once, having tested it before (APC-12, INV-15).
[[nodiscard]] std::size_t most_rounds(const System& system);

}  // namespace umsim

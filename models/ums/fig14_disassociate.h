// FIG. 14, and with it FIGS. 7, 9 and 10: the primary's answer to a disassociate APC. It tears the
// worker off and goes back to its scheduler, or says that it does not run it, or defers.
#pragma once

#include <optional>

#include "models/machine/execution.h"

namespace umsim {

[[nodiscard]] std::span<const Step> fig14_disassociate_steps();

// Where a primary that is to end gives back the worker that it hosts or claims, without having been
// asked (EXIT-6).
[[nodiscard]] StepRef give_back_step();

// The kernel has been entered, by a fault, from user-mode code that was loading, saving or claiming
// a worker whose TEB is loaded: the first step of what is to be done before the fault is served.
// Then the worker's state is complete in the trap frame and its directed switch begins, or a claim
// is rolled back and identities are compared again (APC-8). Nothing when the worker's own code ran.
[[nodiscard]] std::optional<StepRef> settling_step(const Execution& execution);

// Where the kernel completes a load in the place of user mode, and goes on as after a fault of the
// worker, if its own frame is the only one of the kernel stack (FIG. 9).
[[nodiscard]] StepRef complete_load_step();

// The primary has a worker to give back that is not on its list yet.
[[nodiscard]] bool is_giving_back(const KThread& primary);

// The step is one that captures a worker's registers, or comes after that.
[[nodiscard]] bool captures(StepRef next);
[[nodiscard]] bool has_captured(StepRef next, Group group);

}  // namespace umsim

// Scheduling mode: a standard thread becomes a primary, and a standard thread again (THREAD-5).
//
// The thread is declared as a primary and begins with a program. What is added to it, and removed
// again, is its state as a primary: the kernel knows it as one, its user portion is in its
// scheduler, and a TEB above 4 GB is mapped twice (FIG. 3). The steps are rows of SERVICE.
#pragma once

#include "models/machine/execution.h"

namespace umsim {

// SERVICE.enter-mode: EnterUmsSchedulingMode; returns to user mode at the scheduler's entry, or
// with a status behind the call.
[[nodiscard]] Next enter_scheduling_mode(Execution& execution);

// SERVICE.leave-mode: the scheduler procedure has returned. A thread with a program goes on behind
// its call, any other one ends.
[[nodiscard]] Next leave_scheduling_mode(Execution& execution);

}  // namespace umsim

// The user-mode scheduler: the scheduler procedure that runs in a primary's user portion, and its
// FIFO policy.
//
// Its primaries share one ready queue. A worker is in the hand of the primary that took it from the
// queue; the UMS lock decides who runs it.
#pragma once

#include "models/machine/execution.h"

namespace umsim {

[[nodiscard]] std::span<const Step> scheduler_steps();

// Where an upcall enters the scheduler procedure (ENTRY-9).
[[nodiscard]] StepRef scheduler_entry_step();

// The registers with which a primary enters it.
[[nodiscard]] Registers scheduler_entry_registers(const Machine& machine, ThreadId primary);

}  // namespace umsim

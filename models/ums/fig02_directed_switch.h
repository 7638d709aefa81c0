// FIG. 2, steps 6 and 9: the directed switch from a primary to the worker whose user portion
// entered the kernel, and the primary's way back to its scheduler.
#pragma once

#include "models/machine/execution.h"

namespace umsim {

[[nodiscard]] std::span<const Step> directed_switch_steps();

// The step at which a primary sleeps on its kernel queue (BLOCK-2, BLOCK-4).
[[nodiscard]] StepRef queue_sleep_step();

// TEB, CID and wake-up: the part that is not interrupted by APCs (ENTRY-14).
[[nodiscard]] bool is_switch_tail(StepRef step);
[[nodiscard]] StepRef switch_tail_step();

// Where a directed switch takes the lock, and where it begins to move the context.
[[nodiscard]] StepRef switch_lock_step();

// Where it begins to migrate the context, with the lock held.
[[nodiscard]] StepRef migration_step();

}  // namespace umsim

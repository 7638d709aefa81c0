// THREAD-8: a worker switches directly to another one, all in user mode and without the scheduler
// of the primary that runs it. The worker that is left is A, the other one B. A takes B out of the
// ready queue; FIG. 15, called on A's stack, claims B; A is saved as by FIG. 16; then, on the
// primary's stack, A is released and queued and B loaded by FIG. 15.
#pragma once

#include "models/machine/execution.h"

namespace umsim {

[[nodiscard]] std::span<const Step> direct_switch_steps();
[[nodiscard]] StepRef direct_switch_first_step();

// For whom switching code works that stands on the thread's stack: the primary, and the worker that
// it switches to. A primary's own code works for itself and the worker in its hand; a worker's for
// the primary that runs it and for the worker taken out of the ready queue.
[[nodiscard]] ThreadId switching_primary(const Machine& machine, ThreadId stack_owner);
[[nodiscard]] ThreadId switched_to(const Machine& machine, ThreadId stack_owner);

// Where FIG. 15 goes on, called by a worker: after its last test, and after a failure.
[[nodiscard]] StepRef direct_switch_save_step(const System& system);
[[nodiscard]] StepRef direct_switch_failed_step();

// The primary's reference is recorded in B's context, and nothing of B is loaded.
[[nodiscard]] bool direct_switch_has_recorded(StepRef code);

// On the primary's stack: A is saved and still claimed; A is released.
[[nodiscard]] bool direct_switch_has_saved(StepRef code);
[[nodiscard]] bool direct_switch_has_released(StepRef code);

// A's integer registers are in its context.
[[nodiscard]] bool direct_switch_saves(StepRef code);

// In the kernel, for the current thread, a primary that has been interrupted in a direct switch
// which has not released A: before A is saved the switch is undone, so that A is at the start of
// its call; after that it is completed as far as A is concerned.
void settle_direct_switch(const Execution& execution);

}  // namespace umsim

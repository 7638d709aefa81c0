// The interrupt of a CPU: end of quantum, or an APC for a thread that is in user mode.
//
// An interrupt has no thread identity: it is handled in the current thread's kernel portion without
// a directed switch (ENTRY-7), and preemption causes neither upcall nor completion-list entry
// (BLOCK-10).
#pragma once

#include "models/machine/execution.h"

namespace umsim {

[[nodiscard]] std::span<const Step> interrupt_steps();

// The row in which an interrupted thread keeps its CPU or gives it up.
[[nodiscard]] StepRef interrupt_decision_step();

// Takes the interrupt on the execution's CPU, which must not be idle.
void take_interrupt(Execution& execution);

// The end of a quantum comes at this step: of no consequence in kernel mode unless another thread
// is to have the CPU.
void take_timer_interrupt(Execution& execution);

// True when a thread is ready and no CPU is idle: only then is a preemption of any consequence.
[[nodiscard]] bool preemption_matters(const Machine& machine);

}  // namespace umsim

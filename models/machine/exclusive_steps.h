// Steps on what is the thread's own for as long as the protocol keeps its promises (decision 0093):
// what the UMS lock, the CID, or a primary that waits keeps others away from.
//
// Whoever watches for an event that they report can tell when they are done, and must not let them
// be done in one with others (decision 0110).
#pragma once

#include "models/machine/image.h"
#include "models/machine/step.h"

namespace umsim {

// False where it is the question whether something is exclusive, a safeguard being knocked out or a
// program hostile; and with page tables, debug registers and the deletion of processes, which reach
// into everything.
[[nodiscard]] bool has_exclusive_steps(const System& system);

// In a system that has such steps: true when nobody else can tell whether the step of CPU `cpu`
// that comes next has been done or not, because nobody else may touch what it touches, and no APC
// is still to come that would find the thread in the middle of it.
[[nodiscard]] bool is_exclusive(const Machine& machine, CpuId id);

// The row is an exclusive step in some state.
[[nodiscard]] bool may_be_exclusive(StepRef row);

// An exclusive step reports events of this kind.
[[nodiscard]] bool may_be_reported_exclusively(EventKind kind);

}  // namespace umsim

// The ready queue of a user-mode scheduler, linked through the workers' notes: in the order in
// which workers became ready. Which of them is next is the policy's affair.
#pragma once

#include "models/machine/execution.h"

namespace umsim {

// Puts the worker at the end of its scheduler's queue; a worker that is in the queue already stays
// where it is.
void push_ready(const Execution& execution, ThreadId worker);

// Takes this worker out of the queue; false when it is not in it.
[[nodiscard]] bool take_ready(const Execution& execution, ThreadId worker);

// Takes the worker that is next by the scheduler's policy; none when there is none.
[[nodiscard]] ThreadId take_next(const Execution& execution, SchedulerId id);

// The worker will be run: the ring goes on from here.
void note_turn(const Machine& machine, ThreadId worker);

}  // namespace umsim

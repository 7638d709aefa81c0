// The ready queue that the primaries of one user-mode scheduler share, linked through the workers'
// notes.
#pragma once

#include "models/machine/image.h"

namespace umsim {

// Puts the worker at the end; a worker that is in the queue already stays where it is.
void push_ready(const Machine& machine, ThreadId worker);

// Takes the first worker; none when the queue is empty.
[[nodiscard]] ThreadId pop_ready(const Machine& machine, SchedulerId id);

// Takes this worker out of the queue; false when it is not in it.
[[nodiscard]] bool take_ready(const Machine& machine, ThreadId worker);

}  // namespace umsim

// FIG. 2, steps 7 and 8: the worker's kernel portion: it executes the service, gives the context
// back to the user portion, queues it to the completion list and parks.
#pragma once

#include "models/machine/execution.h"

namespace umsim {

[[nodiscard]] std::span<const Step> worker_kernel_steps();

// Where a new worker's kernel portion begins: it queues its context and parks (THREAD-11).
[[nodiscard]] StepRef worker_start_step();

// The step at which a kernel portion parks.
[[nodiscard]] StepRef worker_park_step();

// The step is one that gives the context back to the user portion, the first one excepted.
[[nodiscard]] bool gives_back(StepRef step);

}  // namespace umsim

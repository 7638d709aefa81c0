// FIG. 2, steps 7 and 8: the worker's kernel portion: it executes the service, gives the context
// back to the user portion, queues it to the completion list and parks.
#pragma once

#include "models/machine/execution.h"

namespace umsim {

[[nodiscard]] std::span<const Step> worker_kernel_steps();

// Where a kernel portion executes the service that its trap frame asks for.
[[nodiscard]] StepRef worker_service_step();

// Where a kernel portion leaves the kernel: with its service done, after an interrupt on its own
// kernel thread (LIST-2), and a new worker's, which queues its context and parks (THREAD-11).
[[nodiscard]] StepRef worker_leave_step();

// The step at which a kernel portion parks.
[[nodiscard]] StepRef worker_park_step();

// The step is one that gives the context back to the user portion, the first one excepted.
[[nodiscard]] bool gives_back(StepRef step);

}  // namespace umsim

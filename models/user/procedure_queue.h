// The queues of a scheduler procedure, linked through the workers' notes: a worker is in one at
// most. Each call is one atomic step of the procedure.
#pragma once

#include "models/machine/execution.h"

namespace umsim {

enum class End : std::uint8_t { head, tail };

// Puts the worker at that end; false, and nothing is changed, when it is in a queue already.
[[nodiscard]] bool push_queue(const Execution& execution, QueueId id, ThreadId worker, End end);

// Takes the worker at that end; none when the queue is empty.
[[nodiscard]] ThreadId pop_queue(const Execution& execution, QueueId id, End end);

// Takes this worker; false when it is not in the queue.
[[nodiscard]] bool take_from_queue(const Execution& execution, QueueId id, ThreadId worker);

}  // namespace umsim

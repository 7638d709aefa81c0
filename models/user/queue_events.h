// What traces say of the queues that schedulers keep their workers in. A queue is a scheduler's
// ready queue or, behind all of these, a queue of a procedure.
#pragma once

#include "models/machine/execution.h"

namespace umsim {

// The ready queue of the worker's scheduler, and a queue of a procedure, as events name them.
[[nodiscard]] std::uint16_t ready_queue_of(const System& system, ThreadId worker);
[[nodiscard]] std::uint16_t procedure_queue(const System& system, QueueId queue);

// The worker has come into the queue, behind `before`, or as the first where that is none.
void report_queued(const Execution& execution, std::uint16_t queue, ThreadId worker,
                   ThreadId before);
// The thread, a worker that is in some queue, is about to leave it; nothing of any other.
void report_unqueued(const Execution& execution, ThreadId thread);

}  // namespace umsim

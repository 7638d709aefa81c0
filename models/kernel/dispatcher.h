// The dispatcher's transactions: threads become ready, leave their CPU, and are woken.
//
// Each function is part of one atomic step, as under the dispatcher lock. Which ready thread an
// idle CPU gets is not decided here: that is a choice (models/machine/transition.h).
#pragma once

#include "models/machine/execution.h"

namespace umsim {

// Makes a waiting or parked thread ready.
void make_ready(const Execution& execution, ThreadId thread);

// The current thread leaves its CPU with that state; it goes on at the frame on top of its kernel
// stack.
void leave_cpu(Execution& execution, ThreadState state);

// The current thread waits for `reason` (none stays what it was) and leaves its CPU; an APC that is
// pending comes first, and the thread then looks once more whether it has to wait (APC-21).
void wait_for(Execution& execution, WaitReason reason);

// Ends the worker's activity through its primary's kernel queue, if there is any, and wakes that
// primary (BLOCK-1).
void release_queue(Execution& execution, ThreadId worker);

// The worker is active through the primary's kernel queue from now on.
void enter_queue(const Machine& machine, ThreadId worker, ThreadId primary);

// Each thread that has not ended can have a CPU of its own, from now on.
[[nodiscard]] bool has_cpu_for_all(const Machine& machine);

// The primary sleeps on its kernel queue: it has a frame waiting there and no wake-up on its way.
[[nodiscard]] bool sleeps_on_queue(const KThread& primary);

}  // namespace umsim

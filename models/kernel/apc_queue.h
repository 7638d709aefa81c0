// The kernel's APC queue: arrival at a thread, and the points where its kernel portion takes the
// next one.
//
// What an APC then does is in ums/fig13_apc and kernel/apc_body. Deferred APCs are those that found
// their worker on a primary; they stay pending until the worker's kernel portion executes next
// (decision 0009).
#pragma once

#include "models/machine/execution.h"

namespace umsim {

// An APC arrives at its target: it starts at once where the target's kernel portion can take it,
// and otherwise stays pending. At a thread that has ended it is done without effect.
void queue_apc(const Machine& machine, ApcId apc, Reporter* reporter);

// The current thread takes its next pending APC into service; false when it has none. Deferred ones
// are pending again, since the kernel portion executes.
[[nodiscard]] bool take_pending_apc(Execution& execution);

// As above, but leaves deferred APCs where they are: for a kernel portion that is parked.
[[nodiscard]] bool take_undeferred_apc(Execution& execution);

// True when the thread has an APC that could be delivered by interrupting it in user mode.
[[nodiscard]] bool wants_apc_interrupt(const Machine& machine, ThreadId thread);

// Ends the APCs that are still pending at a thread that has ended.
void drop_apcs(Execution& execution, ThreadId thread);

}  // namespace umsim

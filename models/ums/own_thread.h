// LIST-2, the windows profile: a worker that did not block goes back to user mode on its own kernel
// thread, while its primary sleeps on. What follows from that is said here once: who sleeps for
// whom, and what a yield or a block from there tells the primary. The rows are in
// worker_kernel.cpp.
#pragma once

#include "models/machine/execution.h"

namespace umsim {

// Windows: the primary that sleeps on its kernel queue until the worker blocks, parks or yields;
// none when it has been released, for a thread that is no worker, and in the patent's profile.
[[nodiscard]] ThreadId waiting_primary(const Machine& machine, ThreadId thread);

// The worker that the CPU runs in user mode on the worker's own kernel thread, or none.
[[nodiscard]] ThreadId on_own_thread(const Machine& machine, const Cpu& cpu);

// BLOCK-3: the primary that the current thread is about to release will be told how the worker has
// entered the kernel for this block. On a primary's thread the directed switch has told it already.
void tell_how_entered(const Execution& execution);

// YIELD-3: the primary that sleeps for the current thread will be told that the worker has yielded,
// with its hint. Nothing of the worker may be left in the kernel but the lock.
void tell_of_yield(const Execution& execution);

// The primary that sleeps for the current thread has been told so.
[[nodiscard]] bool has_told_of_yield(const Execution& execution);

}  // namespace umsim

// Kernel services: what runs in the kernel on behalf of a user portion.
//
// A blocking service is two steps: a request, always possible, which gives the CPU away, and a
// completion that goes on when what was waited for has come.
#pragma once

#include "models/machine/execution.h"

namespace umsim {

[[nodiscard]] std::span<const Step> service_steps();

// The row that ends the current thread, for a thread that is no worker.
[[nodiscard]] std::uint8_t service_end_row();

// Wakes every thread that waits for the list's event or for its scheduler's shutdown.
void wake_list_waiters(const Machine& machine, ListId list);

// True when a timed wait of this thread may complete.
[[nodiscard]] bool awaits_completion(const KThread& kthread);

// True when the thread waits for a list with a time-out that has not come.
[[nodiscard]] bool awaits_time_out(const Machine& machine, ThreadId thread);

// What the thread waits for, or its time-out, has come.
void complete_wait(const Machine& machine, ThreadId thread, Reporter* reporter);

}  // namespace umsim

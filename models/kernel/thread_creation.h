// Creation of threads: what a kernel portion and a user portion begin with.
#pragma once

#include "models/machine/execution.h"

namespace umsim {

// The thread's first return to user mode begins at `code`; its kernel portion begins at `frame`.
void begin_thread(const Machine& machine, ThreadId id, StepRef code, StepRef frame);

// THREAD-11: the worker queues its context and parks before it runs any user code.
void create_worker(const Machine& machine, ThreadId id);

// SERVICE.create-thread runs it: CreateRemoteThreadEx of the caller's instruction. The thread
// becomes ready.
[[nodiscard]] Status create_requested_worker(const Execution& execution, const ApiRequest& request);

}  // namespace umsim

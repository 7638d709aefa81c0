// Process deletion (EXIT-7): a process is condemned from outside, each of its threads ends at its
// next kernel exit, and the last one to end frees what the process had.
#pragma once

#include "models/machine/execution.h"

namespace umsim {

// DELETE: the rundown of a process, in the kernel portion of its last thread.
[[nodiscard]] std::span<const Step> process_deletion_steps();

// The event delete_process has come: every thread of its process is to end. Those that wait, are
// suspended or parked go on at once, those in user mode are interrupted; no APC is delivered to
// them any more.
void condemn_process(const Machine& machine, ApcId event, Reporter* reporter);

// The current thread is the last one of a process that is being deleted, and has not freed what the
// process had.
[[nodiscard]] bool has_to_run_down(const Execution& execution);

// A primary of a condemned process has left: kernel portions that wait until their user portions
// are on no primary look again.
void wake_condemned_workers(const Execution& execution);

// The thread's process is being deleted; and what was its memory is free.
[[nodiscard]] bool is_being_deleted(const Machine& machine, ThreadId thread);
[[nodiscard]] bool is_deleted(const Machine& machine, ProcessId process);

// The object's process is deleted, and so is every other one whose programs use it.
[[nodiscard]] bool is_freed(const Machine& machine, ObjectId object);

}  // namespace umsim

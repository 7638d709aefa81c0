// Kernel entry and ordinary return: FIG. 2 steps 4 and 5, for every thread.
#pragma once

#include "models/machine/execution.h"

namespace umsim {

[[nodiscard]] std::span<const Step> kernel_entry_steps();

// The step that returns to user mode from the current thread's trap frame.
[[nodiscard]] StepRef entry_return_step();

// The step that compares identities: the kernel has been entered, and nothing has been begun.
[[nodiscard]] StepRef identity_check_step();

enum class EntryKind : std::uint8_t { synchronous, asynchronous };

// What the CPU does when user code enters the kernel: the trap frame gets instruction and stack
// pointer and the segment's TEB, and the current thread's kernel portion goes on at `first`. The
// other groups are still in the CPU.
void trap(Execution& execution, Service service, EntryKind kind, StepRef first);

// The current thread's own TEB is loaded, and its trap frame returns with that one.
void restore_own_teb(const Execution& execution);

// What the CPU does when the kernel returns: the current thread's registers and TEB are those of
// its trap frame, and its kernel stack is empty.
void leave_kernel(Execution& execution);

// A synchronous call of a kernel service. The program counter must already be where the call
// returns to (ENTRY-6).
[[nodiscard]] Next call_kernel(Execution& execution, Service service);

// An exception at the current instruction, which will run again.
[[nodiscard]] Next raise_fault(Execution& execution, Service service);

// A fault that is an event of the scenario's, at whatever user-mode code the CPU is about to run.
void raise_placed_fault(Execution& execution, ApcId event);

// A call of the user portion's, and not an exception or an interrupt (ENTRY-6).
[[nodiscard]] bool is_call(Service service);

// What a trap frame says of the request, not its registers, goes from one to the other.
void hand_over_request(const TrapFrame& from, TrapFrame& to);

// Saves what a trap left in the CPU into the current thread's trap frame.
void save_trapped_groups(Execution& execution);

}  // namespace umsim

// What the kernel takes from a user-writable context, and what it does with wild values there
// (ENTRY-12).
//
// A context is user memory, so that any program of its process can write over it. The kernel takes
// the saved registers when it completes a load in the place of user mode (FIGS. 4 and 9) or takes a
// saved yield back (FIG. 10). Debug addresses, which it takes from the context holder, are for
// models/kernel/debug_registers.h.
#pragma once

#include "models/machine/execution.h"

namespace umsim {

// Whether System::wild_contexts must be set: a program writes wild pointers over contexts.
[[nodiscard]] bool writes_wild_pointers(const System& system);

// What a program does that writes a wild value over a part of a worker's context; of the debug
// registers it is that address.
void write_wild_value(const Execution& execution, ThreadId worker, ContextPart part,
                      std::uint64_t address);

// A saved pointer of the worker's is wild, and the kernel does not take it. Always false without
// context-sanitising.
[[nodiscard]] bool has_wild_pointers(const Execution& execution, ThreadId worker);

// The same, and the trace says so.
[[nodiscard]] bool refuses_wild_pointers(const Execution& execution, ThreadId worker);

// The registers have been taken from a context with a wild pointer: what comes of them is an
// exception of the worker, whatever the frame was to serve. The exception's pointers are the
// kernel's choice, and sane.
void make_invalid_context(TrapFrame& taken);

}  // namespace umsim

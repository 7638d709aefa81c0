// What the kernel does with hardware debug registers: a CPU has those of the kernel portion that it
// runs, and a primary's kernel portion has those of the worker that the primary runs (INV-11).
//
// In a system whose threads use none, every function here does nothing.
#pragma once

#include <cstdint>
#include <vector>

#include "models/machine/execution.h"

namespace umsim {

// Whether System::debug_registers must be set: a thread has some, or may set, or try to load, some.
[[nodiscard]] bool uses_debug_registers(const System& system);
// All addresses that debug registers can have, 0 included, in ascending order.
[[nodiscard]] std::vector<std::uint64_t> debug_addresses(const System& system);

// User mode may have that address watched.
[[nodiscard]] bool may_watch(const System& system, std::uint64_t address);

// The debug registers of the thread's user portion, as its context holder has them; 0: disabled.
[[nodiscard]] std::uint64_t debug_registers_of(const Machine& machine, ThreadId thread);

// A switch between the two user portions concerns debug registers, so that user mode alone cannot
// do it (DEBUG-3); false without the safeguard debug-register-call.
[[nodiscard]] bool needs_debug_call(const Machine& machine, ThreadId primary, ThreadId worker);

// The current thread's kernel portion has come to the CPU, or its registers have changed: the CPU
// gets them.
void load_debug_registers(const Execution& execution);
// The CPU has no thread any more.
void unload_debug_registers(const Execution& execution);

// The current thread, a primary, gets the debug registers of the worker that it is to run; an
// address that user mode may not watch is dropped (ENTRY-12).
void lend_debug_registers(const Execution& execution, ThreadId worker);
// The current thread, a primary that does not run a worker any more, has its own again.
void take_back_debug_registers(const Execution& execution);

// The current thread has these debug registers from now on. An address outside of user memory is
// refused, and nothing changes.
void set_debug_registers(const Execution& execution, std::uint64_t address);

}  // namespace umsim

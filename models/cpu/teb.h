// The TEB, as a CPU reaches it (FIG. 3): segment base, TLB, page tables, self pointer.
//
// In a system without page tables Cpu::teb says whose TEB the segment reaches. In a system with
// them nothing says so: the base is translated, the self pointer is read there, and the thread
// whose TEB begins at that address is the one. Reads through either view of a TEB end in the same
// page because the page tables lead there (MAP-3).
#pragma once

#include <cstdint>
#include <optional>

#include "models/machine/execution.h"

namespace umsim {

// Where in a TEB the pointer to its own beginning is.
inline constexpr std::uint64_t kSelfPointer = 0x30;
inline constexpr std::uint64_t kFourGigabytes = std::uint64_t{1} << 32U;
// From here on the kernel maps TEBs for the second time.
inline constexpr std::uint64_t kSecondMappings = 0x20000000;
// From here on lie the TEBs of threads for which a scenario gives no address.
inline constexpr std::uint64_t kOtherTebs = 0x10000000;
inline constexpr std::uint64_t kKernelsChoiceEnd = 0x30000000;

[[nodiscard]] PagingShape paging_shape(Architecture architecture);
// The memory that the system's address spaces can need.
[[nodiscard]] PhysicalMap physical_map(const System& system);

// A segment load in user mode would not reach this primary's TEB (MAP-5).
[[nodiscard]] bool needs_second_mapping(const System& system, ThreadId thread);
// Where a thread's TEB is mapped, or may be mapped, for the second time; 0 for a thread that needs
// no second mapping.
[[nodiscard]] std::uint64_t second_teb(const System& system, ThreadId thread);

// The page of that address is mapped in the thread's process.
[[nodiscard]] bool is_mapped(const Machine& machine, ThreadId thread, std::uint64_t address);

// An address of a process as the CPU translates it, by its TLB first; nothing is remembered.
[[nodiscard]] std::optional<std::uint64_t> translate(const Machine& machine, CpuId cpu,
                                                     std::uint64_t address);

// The thread whose TEB the user-mode segment of a CPU with a thread reaches; none if it reaches no
// TEB.
[[nodiscard]] ThreadId loaded_teb(const Machine& machine, CpuId cpu);

// Loads the segment in user mode: through the thread's descriptor, or on IA-64 as a register.
void load_teb_in_user_mode(const Execution& execution, ThreadId thread);
// The same by a program that does as it likes: the TEB of any thread, or nobody's.
void forge_teb(const Execution& execution, ThreadId thread);
// Loads it in kernel mode, with all bits of the address.
void load_teb_in_kernel_mode(const Execution& execution, ThreadId thread);
// The same on the way back to user mode: a segment that begins at either view of the thread's TEB
// stays as it is (MAP-8).
void return_to_teb(const Execution& execution, ThreadId thread);
void unload_teb(const Execution& execution);
// The same of a CPU that becomes idle, which is said by that.
void forget_teb(const Execution& execution);

// The kernel has been entered: whose TEB was loaded. Its page is in the TLB from here on.
[[nodiscard]] ThreadId entered_with_teb(const Execution& execution);

// What the image begins with: the thread's TEB in its process's address space, and its descriptor.
void make_teb(const Machine& machine, ThreadId thread);

// Another CPU has asked this one to flush its TLB, and has no answer yet.
[[nodiscard]] bool is_asked_to_flush(const Machine& machine, CpuId cpu);
// Flushes the TLB if another CPU has asked for it; false when none has.
bool answer_shootdown(const Execution& execution);

}  // namespace umsim

// Hardware debug registers: privileged state that neither a TEB nor the registers of a user context
// hold (FIG. 4).
//
// One word stands for the group, as in cpu/registers.h: the address at which the CPU watches, 0
// when the registers are disabled. That a watched address is hit is not modelled. Only systems in
// which a thread may use debug registers have any of these structs.
#pragma once

#include <array>
#include <cstdint>
#include <type_traits>

#include "models/machine/system.h"
#include "traces/vocabulary/ids.h"

namespace umsim {

// A CPU's registers, or a user portion's context holder (DEBUG-2).
struct DebugRegisters {
  std::uint64_t address = 0;
};

// What the kernel portion of a primary has besides its own debug registers: those of the worker
// that it runs, from the kernel call of FIG. 4 until the switch away.
struct LentDebugRegisters {
  std::uint64_t address = 0;
  ThreadId worker;  // none: the kernel portion has its own thread's
  std::array<std::uint16_t, 3> unused{};
};
static_assert(std::has_unique_object_representations_v<DebugRegisters>);
static_assert(std::has_unique_object_representations_v<LentDebugRegisters>);

// User memory ends before this address.
[[nodiscard]] constexpr std::uint64_t user_memory_end(Architecture architecture) {
  return std::uint64_t{1} << (architecture == Architecture::ia32 ? 31U : 47U);
}

// An address of kernel memory: what a program writes that wants the kernel watched.
[[nodiscard]] constexpr std::uint64_t kernel_memory(Architecture architecture) {
  return architecture == Architecture::ia32 ? user_memory_end(architecture)
                                            : ~(user_memory_end(architecture) - 1);
}

}  // namespace umsim

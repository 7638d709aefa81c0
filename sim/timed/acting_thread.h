// Whose step a CPU is about to run: in user mode the thread on whose user stack the CPU is, in
// kernel mode the kernel's current thread. Traces and places name steps by this thread.
#pragma once

#include "models/machine/image.h"

namespace umsim::timed {

// The CPU must not be idle.
[[nodiscard]] inline ThreadId acting_thread(const Machine& machine, CpuId id) {
  const Cpu& cpu = machine.cpu(id);
  return cpu.mode == Mode::user ? cpu.registers.control.stack_owner : cpu.current;
}

}  // namespace umsim::timed

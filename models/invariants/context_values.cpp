#include "models/invariants/context_values.h"

#include "models/kernel/debug_registers.h"

namespace umsim {
namespace {

bool is_wild(const TrapFrame& frame) {
  return frame.valid != 0 && frame.registers.control.wild() != 0;
}

bool is_wild(const Cpu& cpu) {
  return cpu.current.valid() && cpu.mode == Mode::user && cpu.registers.control.wild() != 0;
}

}  // namespace

bool no_wild_pointer_taken(const Machine& machine) {
  const System& system = machine.system();
  for (std::size_t i = 0; system.wild_contexts && i < system.threads.size(); ++i) {
    const ThreadId thread(i);
    if (is_wild(machine.kthread(thread).trap) ||
        (system.is_worker(thread) && is_wild(machine.staging(thread)))) {
      return false;
    }
  }
  for (std::size_t i = 0; system.wild_contexts && i < system.cpus; ++i) {
    if (is_wild(machine.cpu(CpuId(i)))) {
      return false;
    }
  }
  return true;
}

bool no_kernel_address_watched(const Machine& machine) {
  const System& system = machine.system();
  for (std::size_t i = 0; system.debug_registers && i < system.cpus; ++i) {
    if (!may_watch(system, machine.debug_registers(CpuId(i)).address)) {
      return false;
    }
  }
  return true;
}

}  // namespace umsim

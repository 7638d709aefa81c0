#include "models/invariants/debug.h"

#include "models/kernel/debug_registers.h"
#include "models/ums/direct_switch.h"
#include "models/ums/fig15_switch.h"
#include "models/ums/fig16_yield.h"

namespace umsim {
namespace {

// The user portion is half the primary's and half the worker's in hand: while a switch loads the
// worker, and from the save of a yield to the release of its CID.
bool is_between_two(StepRef code) {
  return fig15_loads(code) || fig16_has_saved(code) || direct_switch_has_saved(code) ||
         direct_switch_has_released(code);
}

// What a program has written over a holder the CPU never has, and what it has instead depends on
// when it was loaded (ENTRY-12).
bool is_written_over(const Machine& machine, ThreadId thread) {
  return !may_watch(machine.system(), debug_registers_of(machine, thread));
}

bool holds(const Machine& machine, std::uint64_t loaded, ThreadId thread) {
  return loaded == debug_registers_of(machine, thread) || is_written_over(machine, thread);
}

bool fits(const Machine& machine, CpuId id) {
  const Cpu& cpu = machine.cpu(id);
  const std::uint64_t loaded = machine.debug_registers(id).address;
  if (!cpu.current.valid()) {
    return loaded == 0;
  }
  if (cpu.mode == Mode::kernel) {
    return true;
  }
  const Control& control = cpu.registers.control;
  if (holds(machine, loaded, control.stack_owner)) {
    return true;
  }
  return is_between_two(control.code) &&
         holds(machine, loaded, machine.user(control.stack_owner).hand);
}

}  // namespace

bool debug_registers_fit(const Machine& machine) {
  for (std::size_t i = 0; machine.system().debug_registers && i < machine.system().cpus; ++i) {
    if (!fits(machine, CpuId(i))) {
      return false;
    }
  }
  return true;
}

}  // namespace umsim

#include "models/ums/hosting.h"

#include "models/machine/routines.h"
#include "models/ums/direct_switch.h"
#include "models/ums/fig15_switch.h"
#include "models/ums/fig16_yield.h"

namespace umsim {
namespace {

// On a worker's stack: FIG. 15 is called by a worker for a direct switch alone.
bool switches_directly(StepRef code) {
  return code.routine == static_cast<std::uint8_t>(RoutineId::fig15_switch) ||
         code.routine == static_cast<std::uint8_t>(RoutineId::direct_switch);
}

ThreadId left_by(const Machine& machine, ThreadId primary) {
  const ThreadId owner = machine.kthread(primary).trap.registers.control.stack_owner;
  return machine.system().is_worker(owner) ? owner : machine.user(primary).walked;
}

}  // namespace

Hosting hosting_of(const Machine& machine, ThreadId primary) {
  const TrapFrame& trap = machine.kthread(primary).trap;
  if (trap.valid == 0 || machine.system().is_worker(primary)) {
    return Hosting::none;
  }
  const Control& control = trap.registers.control;
  const bool on_workers_stack = machine.system().is_worker(control.stack_owner);
  if (on_workers_stack ? switches_directly(control.code) : direct_switch_has_saved(control.code)) {
    return Hosting::leaves;
  }
  if (on_workers_stack) {
    return fig16_saves(control.code) ? Hosting::saves : Hosting::runs;
  }
  if (fig15_loads(control.code) || direct_switch_has_released(control.code)) {
    return Hosting::loads;
  }
  if (fig15_holds_claim(control.code)) {
    return Hosting::claims;
  }
  return fig16_has_saved(control.code) ? Hosting::has_saved : Hosting::none;
}

Hosted hosted_by(const Machine& machine, ThreadId primary) {
  const Hosting how = hosting_of(machine, primary);
  switch (how) {
    case Hosting::none: return {};
    case Hosting::runs:
    case Hosting::saves: return {machine.kthread(primary).trap.registers.control.stack_owner, how};
    case Hosting::leaves: return {left_by(machine, primary), how};
    default: return {machine.user(primary).hand, how};
  }
}

}  // namespace umsim

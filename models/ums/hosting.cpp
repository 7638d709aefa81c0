#include "models/ums/hosting.h"

#include "models/machine/routines.h"
#include "models/ums/fig15_switch.h"
#include "models/ums/fig16_yield.h"

namespace umsim {

Hosting hosting_of(const Machine& machine, ThreadId primary) {
  const TrapFrame& trap = machine.kthread(primary).trap;
  if (trap.valid == 0) {
    return Hosting::none;
  }
  const Control& control = trap.registers.control;
  if (machine.system().is_worker(control.stack_owner)) {
    return fig16_saves(control.code) ? Hosting::saves : Hosting::runs;
  }
  if (fig15_loads(control.code)) {
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
    default: return {machine.user(primary).hand, how};
  }
}

}  // namespace umsim

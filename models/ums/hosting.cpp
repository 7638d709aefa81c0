#include "models/ums/hosting.h"

#include "models/machine/routines.h"
#include "models/ums/fig15_switch.h"
#include "models/ums/fig16_yield.h"

namespace umsim {

Hosted hosted_by(const Machine& machine, ThreadId primary) {
  const TrapFrame& trap = machine.kthread(primary).trap;
  if (trap.valid == 0) {
    return {};
  }
  const Control& control = trap.registers.control;
  if (machine.system().is_worker(control.stack_owner)) {
    return {control.stack_owner, fig16_saves(control.code) ? Hosting::saves : Hosting::runs};
  }
  const ThreadId hand = machine.user(primary).hand;
  if (fig15_loads(control.code)) {
    return {hand, Hosting::loads};
  }
  if (fig15_holds_claim(control.code)) {
    return {hand, Hosting::claims};
  }
  return fig16_has_saved(control.code) ? Hosted{hand, Hosting::has_saved} : Hosted{};
}

}  // namespace umsim

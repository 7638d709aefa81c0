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

// What somebody with that instruction and stack pointer does.
Hosting hosting_at(const System& system, const Control& control) {
  const bool on_workers_stack = system.is_worker(control.stack_owner);
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

Hosted hosted_at(const Machine& machine, ThreadId primary, const Control& control) {
  const Hosting how = hosting_at(machine.system(), control);
  const bool on_workers_stack = machine.system().is_worker(control.stack_owner);
  switch (how) {
    case Hosting::none: return {};
    case Hosting::runs:
    case Hosting::saves: return {control.stack_owner, how};
    case Hosting::leaves:
      return {on_workers_stack ? control.stack_owner : machine.user(primary).walked, how};
    default: return {machine.user(primary).hand, how};
  }
}

// Its kernel portion takes the state to the worker's kernel portion, or back to its user portion.
bool moves(const KThread& primary, ThreadId worker) {
  return primary.peer == worker || primary.torn_off == worker;
}

}  // namespace

const Registers* user_registers(const Machine& machine, ThreadId thread) {
  const TrapFrame& trap = machine.kthread(thread).trap;
  if (trap.valid != 0) {
    return &trap.registers;
  }
  for (std::size_t i = 0; i < machine.system().cpus; ++i) {
    const Cpu& cpu = machine.cpu(CpuId(i));
    if (cpu.current == thread && cpu.mode == Mode::user) {
      return &cpu.registers;
    }
  }
  return nullptr;
}

bool has_in_hands(const Machine& machine, ThreadId primary, ThreadId worker) {
  if (moves(machine.kthread(primary), worker)) {
    return true;
  }
  const Registers* registers = user_registers(machine, primary);
  if (registers == nullptr) {
    return false;
  }
  const Hosted hosted = hosted_at(machine, primary, registers->control);
  if (hosted.how == Hosting::leaves && direct_switch_has_recorded(registers->control.code)) {
    const UserPortion& user = machine.user(primary);  // THREAD-8: it has two
    return hosted.worker == worker || user.hand == worker || user.walked == worker;
  }
  return hosted.is_hosted() && hosted.worker == worker;
}

Hosting hosting_of(const Machine& machine, ThreadId primary) {
  const TrapFrame& trap = machine.kthread(primary).trap;
  const bool has_none = trap.valid == 0 || machine.system().is_worker(primary);
  return has_none ? Hosting::none : hosting_at(machine.system(), trap.registers.control);
}

Hosted hosted_by(const Machine& machine, ThreadId primary) {
  const TrapFrame& trap = machine.kthread(primary).trap;
  const bool has_none = trap.valid == 0 || machine.system().is_worker(primary);
  return has_none ? Hosted{} : hosted_at(machine, primary, trap.registers.control);
}

void report_moved(const Execution& e, ThreadId worker, ThreadId primary, ContextPlace from,
                  ContextPlace to) {
  e.report(EventKind::context_moved, worker, primary.value, static_cast<std::uint64_t>(from),
           static_cast<std::uint64_t>(to));
}

}  // namespace umsim

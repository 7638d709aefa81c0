#include "models/kernel/interrupt.h"

#include "models/kernel/dispatcher.h"
#include "models/kernel/kernel_entry.h"
#include "models/ums/worker_kernel.h"

namespace umsim {
namespace {

enum class Row : std::uint8_t { save, quantum, resume };

Next save_registers(Execution& e) {
  save_trapped_groups(e);
  return e.next();
}

Next end_quantum(Execution& e) {
  if (!preemption_matters(e.machine)) {
    return e.next();
  }
  e.kthread().stack.top() = step_ref(RoutineId::interrupt, row_of(Row::resume));
  e.report(EventKind::preempt, e.self());
  leave_cpu(e, ThreadState::ready);
  return Execution::leave();
}

Next resume_user(Execution& e) {
  const bool own_thread = e.machine.is_worker_now(e.self());
  e.kthread().stack.top() = own_thread ? worker_leave_step() : entry_return_step();
  return Execution::leave();
}

constexpr Access kScheduling[] = {{Rights::read, Place::all_kthreads, Role::self}};
constexpr Exit kToQuantum[] = {{"", "INT.quantum"}};
constexpr Exit kQuantumExits[] = {{"another thread is ready and no CPU idle", "wait"},
                                  {"", "INT.resume"}};
constexpr Exit kResumeExits[] = {{"", "ENTRY.return"},
                                 {"windows: a worker on its own kernel thread", "FIG2.8.leave"}};

constexpr Step kSteps[] = {
    {"INT.save",
     "save all user registers into the current thread's trap frame",
     CostClass::kernel_entry,
     save_registers,
     {},
     kToQuantum,
     Guard::no_interrupt},
    {"INT.quantum", "give the CPU up if another thread is ready", CostClass::kernel_step,
     end_quantum, kScheduling, kQuantumExits, Guard::no_interrupt},
    {"INT.resume",
     "go back to what was interrupted",
     CostClass::kernel_step,
     resume_user,
     {},
     kResumeExits},
};

}  // namespace

std::span<const Step> interrupt_steps() { return kSteps; }

StepRef interrupt_decision_step() { return step_ref(RoutineId::interrupt, row_of(Row::quantum)); }

void take_interrupt(Execution& e) {
  if (e.cpu().mode == Mode::kernel) {
    e.report(EventKind::preempt, e.self());
    leave_cpu(e, ThreadState::ready);
    return;
  }
  e.report(EventKind::interrupt, e.self());
  trap(e, Service::none, EntryKind::asynchronous,
       step_ref(RoutineId::interrupt, row_of(Row::save)));
}

void take_timer_interrupt(Execution& e) {
  if (e.cpu().mode == Mode::user || preemption_matters(e.machine)) {
    take_interrupt(e);
  } else {
    e.report(EventKind::interrupt, e.self());
  }
}

bool preemption_matters(const Machine& machine) {
  for (std::size_t i = 0; i < machine.system().cpus; ++i) {
    if (!machine.cpu(CpuId(i)).current.valid()) {
      return false;
    }
  }
  for (std::size_t i = 0; i < machine.system().threads.size(); ++i) {
    if (machine.kthread(ThreadId(i)).state == ThreadState::ready) {
      return true;
    }
  }
  return false;
}

}  // namespace umsim

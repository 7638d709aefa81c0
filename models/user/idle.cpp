#include "models/user/idle.h"

#include "models/kernel/kernel_entry.h"
#include "models/ums/fig15_switch.h"
#include "models/user/ready_queue.h"
#include "models/user/scheduler_steps.h"

namespace umsim {
namespace {

using Row = SchedulerRow;

}  // namespace

SchedulerId leader_of(const System& system, SchedulerId id) {
  std::size_t leader = 0;
  while (!system.help_out(SchedulerId(leader), id)) {
    ++leader;
  }
  return SchedulerId(leader);
}

Scheduler& shared_of(const Machine& machine, SchedulerId id) {
  return machine.scheduler(leader_of(machine.system(), id));
}

std::size_t company_size(const System& system, SchedulerId id) {
  std::size_t primaries = 0;
  for (const ThreadSpec& thread : system.threads) {
    const bool runs = thread.kind == ThreadKind::primary && system.help_out(thread.scheduler, id);
    primaries += runs ? 1U : 0U;
  }
  return primaries;
}

bool has_company(const System& system, SchedulerId id) { return company_size(system, id) > 1; }

bool should_wake(const Machine& machine, SchedulerId id) {
  const Scheduler& shared = shared_of(machine, id);
  if (shared.idle == 0 || shared.waking != 0) {
    return false;
  }
  const System& system = machine.system();
  for (std::size_t i = 0; i < system.schedulers.size(); ++i) {
    const SchedulerId other(i);
    if (system.help_out(id, other) && policy_of(system, other).choose(machine, other).valid()) {
      return true;
    }
  }
  return false;
}

void become_idle(const Execution& e) {
  e.user().idle = 1;
  ++shared_of(e.machine, scheduler_of(e)).idle;
}

void stop_being_idle(const Execution& e) {
  Scheduler& shared = shared_of(e.machine, scheduler_of(e));
  --shared.idle;
  shared.waking = 0;
  e.user().idle = 0;
}

SchedulerId next_victim(const System& system, SchedulerId own, SchedulerId last) {
  const std::size_t count = system.schedulers.size();
  const std::size_t start = last.valid() ? last.at() : own.at();
  for (std::size_t i = 1; i <= count; ++i) {
    const SchedulerId victim((start + i) % count);
    if (victim == own) {
      return {};
    }
    if (system.help_out(own, victim)) {
      return victim;
    }
  }
  return {};
}

Next attempt_switch(Execution& e) {
  return Execution::call(fig15_first_step(e.system()), Row::failed);
}

Next run_hand(Execution& e) {
  note_turn(e.machine, e.user().hand);
  if (should_wake(e.machine, scheduler_of(e))) {
    shared_of(e.machine, scheduler_of(e)).waking = 1;
    return e.go(Row::wake);
  }
  return attempt_switch(e);
}

Next resume(Execution& e) {
  stop_being_idle(e);
  return e.go(Row::dequeue);
}

Next wake_idle(Execution& e) {
  e.cpu().registers.control.code = step_ref(RoutineId::scheduler, row_of(Row::attempt));
  return call_kernel(e, Service::wake_primary);
}

}  // namespace umsim

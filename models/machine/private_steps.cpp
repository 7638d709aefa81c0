// Which steps no other CPU and nothing from outside can notice (decision 0016).
#include "models/machine/private_steps.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "models/kernel/arrivals.h"
#include "models/kernel/kernel_entry.h"
#include "models/machine/execution.h"
#include "models/machine/transition.h"

namespace umsim {
namespace {

// Until when an APC may not come, for a step to be private.
enum class Alone : std::uint8_t {
  from_nothing,  // one that comes finds the same before the step as after it
  from_own,      // one to the thread itself; a disassociate APC may come
  from_all
};

// Steps that decide by nothing that others change and change nothing that others look at. Left out
// are those that look at a wake-up flag, touch a worker's context or the memory that primaries
// share, all user-mode steps of workers, the switches of FIGS. 15 and 16, and what APCs do: with
// these in a run, a race would be lost from sight. `when` narrows a row down to such cases.
struct PrivateStep {
  std::string_view label;
  Alone alone;
  bool (*when)(const Machine& machine, const KThread& kthread) = nullptr;
};

// A system call's directed switch has begun at the entry; whether an exception's has, a
// disassociate APC can tell (APC-19).
bool has_called(const Machine&, const KThread& kthread) { return is_call(kthread.trap.service); }

bool is_answered(const Machine&, const KThread& kthread) { return kthread.answer != Answer::none; }

constexpr std::array kPrivateSteps = {
    PrivateStep{"FIG2.4", Alone::from_own},
    PrivateStep{"FIG2.5", Alone::from_all},
    PrivateStep{"FIG2.5", Alone::from_own, has_called},
    PrivateStep{"ENTRY.return", Alone::from_nothing},
    PrivateStep{"SERVICE.run", Alone::from_own},
    PrivateStep{"FIG2.6.teb", Alone::from_own},
    PrivateStep{"FIG2.9", Alone::from_own},
    PrivateStep{"FIG2.7", Alone::from_own},
    PrivateStep{"FIG2.8.leave", Alone::from_own},
    PrivateStep{"INT.save", Alone::from_nothing},
    PrivateStep{"INT.resume", Alone::from_nothing},
    PrivateStep{"FIG13.D1", Alone::from_own},
    PrivateStep{"FIG13.D3", Alone::from_own},
    PrivateStep{"FIG13.answer", Alone::from_own, is_answered},
    PrivateStep{"FIG13.B1", Alone::from_own},
    PrivateStep{"FIG14.B8", Alone::from_nothing},
    PrivateStep{"SCHED.entry", Alone::from_nothing},
    PrivateStep{"SCHED.wait", Alone::from_own},
    PrivateStep{"SCHED.leave", Alone::from_own},
    PrivateStep{"SCHED.wake", Alone::from_own},
    PrivateStep{"SCHED.attempt", Alone::from_nothing},
    PrivateStep{"PROC.test", Alone::from_nothing},
    PrivateStep{"PROC.enter", Alone::from_nothing},
    PrivateStep{"PROC.wake", Alone::from_own},
};

// What they report, and what an interrupt does, which waits for its decision.
constexpr std::array kPrivateEvents = {
    EventKind::kernel_entry, EventKind::kernel_exit,  EventKind::teb_load,
    EventKind::upcall,       EventKind::unblock,      EventKind::apc_begin,
    EventKind::interrupt,    EventKind::segment_load, EventKind::debug_registers_loaded};

// By routine and row: the search asks after every step.
using PrivateRows = std::array<std::array<std::vector<PrivateStep>, 32>,
                               static_cast<std::size_t>(RoutineId::count_)>;

PrivateRows private_rows() {
  PrivateRows rows;
  for (const PrivateStep& row : kPrivateSteps) {
    const std::optional<StepRef> step = find_step(row.label);
    require(step.has_value() && step->row < rows.front().size(), "a private step has no row");
    rows[step->routine][step->row].push_back(row);
  }
  return rows;
}

const std::vector<PrivateStep>* private_cases(StepRef step) {
  static const PrivateRows rows = private_rows();
  const auto& of_routine = rows[step.routine];
  return step.row < of_routine.size() ? &of_routine[step.row] : nullptr;
}

// Otherwise what comes while APCs are held back has another fate than what comes a step later.
bool holds_apcs_back_as_it_should(const System& system) {
  return !system.knocked_out(KnockOut::deliver_before_return) &&
         !system.knocked_out(KnockOut::uninterruptible_tail);
}

// EXIT-7: the end of the thread may be decided at any moment.
bool may_be_condemned(const Machine& machine, ProcessId process) {
  const System& system = machine.system();
  if (!machine.layout().deletions) {
    return false;
  }
  for (std::size_t i = 0; i < system.apcs.size(); ++i) {
    if (system.apcs[i].condemns(process) && machine.apc(ApcId(i)).state != ApcState::done) {
      return true;
    }
  }
  return false;
}

// No APC of that kind can come to the thread any more; or one that came would have to wait behind
// the one in service.
bool is_left_alone(const Machine& machine, ThreadId thread, Alone alone) {
  const KThread& kthread = machine.kthread(thread);
  const System& system = machine.system();
  const Alone needed = holds_apcs_back_as_it_should(system) ? alone : Alone::from_all;
  if (may_be_condemned(machine, system.thread(thread).process)) {
    return false;
  }
  if (needed == Alone::from_nothing || kthread.apc.valid() || kthread.asked_by.valid()) {
    return true;
  }
  for (std::size_t i = 0; i < system.apcs.size(); ++i) {
    const ThreadId target = system.apcs[i].target;
    const bool asks = needed == Alone::from_all && system.is_worker(target);
    const bool meant = target == thread || (asks && !system.is_worker(thread));
    const bool concerns = system.apcs[i].is_apc() && meant;
    if (concerns && machine.apc(ApcId(i)).state != ApcState::done) {
      return false;
    }
  }
  return true;
}

// With page tables, what others do to the mapping is to be seen.
bool reads_translation(StepRef step) {
  return std::ranges::any_of(step_at(step).footprint, [](const Access& access) {
    return access.place == Place::translation;
  });
}

}  // namespace

bool may_be_private(StepRef row) {
  const std::vector<PrivateStep>* cases = private_cases(row);
  return cases != nullptr && !cases->empty();
}

bool may_be_reported_privately(EventKind kind) {
  return std::ranges::find(kPrivateEvents, kind) != kPrivateEvents.end();
}

bool is_private(const Machine& machine, CpuId id) {
  const Cpu& cpu = machine.cpu(id);
  if (!cpu.current.valid()) {
    return false;
  }
  const StepRef next = next_step(machine, id);
  const std::vector<PrivateStep>* cases = private_cases(next);
  if (cases == nullptr) {
    return false;
  }
  const KThread& kthread = machine.kthread(cpu.current);
  const bool allowed = std::ranges::any_of(*cases, [&](const PrivateStep& one) {
    return (one.when == nullptr || one.when(machine, kthread)) &&
           is_left_alone(machine, cpu.current, one.alone);
  });
  return allowed && !may_come_here(machine, id) &&
         !(machine.system().paged && reads_translation(next));
}

}  // namespace umsim

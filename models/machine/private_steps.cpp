// Which steps no other CPU and nothing from outside can notice (decision 0016).
#include "models/machine/private_steps.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "models/kernel/arrivals.h"
#include "models/kernel/dispatcher.h"
#include "models/kernel/kernel_entry.h"
#include "models/machine/execution.h"
#include "models/machine/row_table.h"
#include "models/machine/transition.h"
#include "models/ums/worker_kernel.h"

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

bool is_indicated(const Machine&, const KThread& kthread) {
  return kthread.answer == Answer::indicated;
}

bool is_over(const Machine&, const KThread& kthread) { return kthread.wait_done != 0; }

constexpr std::array kPrivateSteps = {
    PrivateStep{"FIG2.4", Alone::from_own},
    PrivateStep{"FIG2.5", Alone::from_all},
    PrivateStep{"FIG2.5", Alone::from_own, has_called},
    PrivateStep{"ENTRY.return", Alone::from_nothing},
    PrivateStep{"SERVICE.run", Alone::from_own},
    PrivateStep{"SERVICE.wait", Alone::from_own, is_over},
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
    PrivateStep{"FIG14.B9", Alone::from_own, is_indicated},
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

// Under that, whether a thread sleeps or is just about to, nobody can tell: who wakes it finds it,
// or leaves a word for it. That the word is left is what safeguards are for. The CPU that it gives
// up is nobody's loss: each thread has one, or one that is taken can be taken back.
bool can_sleep(const Machine& machine, const KThread&) {
  return machine.system().knock_outs.none() && !machine.layout().deletions &&
         (has_cpu_for_all(machine) || exchanges_cpus(machine.system()));
}

// What is told to a primary that sleeps for its worker is told in other ways under windows.
bool can_sleep_on_queue(const Machine& machine, const KThread& kthread) {
  return !machine.system().follows_windows() && can_sleep(machine, kthread);
}

bool waits_for_answer(const Machine& machine, const KThread& kthread) {
  return kthread.answer == Answer::none && can_sleep(machine, kthread);
}

bool waits_for_indicator(const Machine& machine, const KThread& kthread) {
  return kthread.answer != Answer::indicated && can_sleep(machine, kthread);
}

bool waits_for_pull(const Machine& machine, const KThread& kthread) {
  return kthread.trap.valid != 0 && can_sleep(machine, kthread);
}

// Sleeps that nobody can tell from being about to sleep, or from the wake-up behind them.
constexpr std::array kPrivateSleeps = {
    PrivateStep{"FIG2.8.park", Alone::from_own, can_sleep_on_queue},
    PrivateStep{"FIG2.6.sleep", Alone::from_own, can_sleep_on_queue},
    PrivateStep{"SERVICE.wait", Alone::from_own, can_sleep},
    PrivateStep{"FIG13.answer", Alone::from_own, waits_for_answer},
    PrivateStep{"FIG14.B9", Alone::from_own, waits_for_indicator},
    PrivateStep{"FIG8.released", Alone::from_own, waits_for_pull},
};

// What they report, and what an interrupt does, which waits for its decision.
constexpr std::array kPrivateEvents = {
    EventKind::kernel_entry, EventKind::kernel_exit,  EventKind::teb_load,
    EventKind::upcall,       EventKind::unblock,      EventKind::apc_begin,
    EventKind::interrupt,    EventKind::segment_load, EventKind::debug_registers_loaded,
    EventKind::apc_taken};

constexpr std::array kSleepEvents = {
    EventKind::park,       EventKind::block,        EventKind::queue_release, EventKind::cpu_idle,
    EventKind::thread_end, EventKind::apc_deferred, EventKind::thread_ready};

using Cases = std::span<const PrivateStep>;

Cases private_cases(StepRef step) {
  static const RowTable<PrivateStep> rows(kPrivateSteps);
  return rows.of(step);
}

Cases sleep_cases(StepRef step) {
  static const RowTable<PrivateStep> rows(kPrivateSleeps);
  return rows.of(step);
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

bool is_one_of(Cases cases, const Machine& machine, CpuId id) {
  const ThreadId thread = machine.cpu(id).current;
  const KThread& kthread = machine.kthread(thread);
  const bool allowed = std::ranges::any_of(cases, [&](const PrivateStep& one) {
    return (one.when == nullptr || one.when(machine, kthread)) &&
           is_left_alone(machine, thread, one.alone);
  });
  return allowed && !may_come_here(machine, id);
}

// The CPU can be taken from the thread again before its first step.
bool can_be_given_back(const Machine& machine, ThreadId thread) {
  return step_at(machine.kthread(thread).stack.top()).guard != Guard::no_interrupt;
}

// The place is on the way of an interrupt from user mode and back.
bool is_met_by_interrupt(const EventPlace& place) {
  return place.step.routine == static_cast<std::uint8_t>(RoutineId::interrupt) ||
         place.has_step(entry_return_step()) || place.has_step(worker_leave_step());
}

}  // namespace

bool may_be_private(StepRef row) { return !private_cases(row).empty(); }

bool may_sleep_privately(StepRef row) { return !sleep_cases(row).empty(); }

bool may_be_reported_privately(EventKind kind) {
  return std::ranges::find(kPrivateEvents, kind) != kPrivateEvents.end();
}

bool may_be_reported_by_sleep(EventKind kind) {
  return std::ranges::find(kSleepEvents, kind) != kSleepEvents.end();
}

bool is_private(const Machine& machine, CpuId id) {
  if (!machine.cpu(id).current.valid()) {
    return false;
  }
  const StepRef next = next_step(machine, id);
  const Cases cases = private_cases(next);
  return !cases.empty() && is_one_of(cases, machine, id) &&
         !(machine.system().paged && reads_translation(next));
}

bool sleeps_privately(const Machine& machine, CpuId id) {
  if (machine.system().paged || !machine.cpu(id).current.valid()) {
    return false;
  }
  const Cases cases = sleep_cases(next_step(machine, id));
  return !cases.empty() && is_one_of(cases, machine, id);
}

bool dispatches_at_once(const System& system) {
  return !system.paged && !system.debug_registers && !tells_cpus_apart(system) &&
         !system.knocked_out(KnockOut::claim_store_buffer);
}

bool exchanges_cpus(const System& system) {
  return dispatches_at_once(system) && std::ranges::none_of(system.apcs, [](const ApcSpec& event) {
           return event.has_place() && is_met_by_interrupt(event.place);
         });
}

bool may_leave_preemptions(const System& system) {
  return system.knock_outs.none() && !system.follows_windows() && exchanges_cpus(system) &&
         std::ranges::none_of(system.apcs, [](const ApcSpec& event) {
           return event.what == AsyncKind::process_deletion;
         });
}

DueDispatch due_dispatch(const Machine& machine) {
  DueDispatch due;
  const System& system = machine.system();
  for (std::size_t i = system.cpus; i-- > 0;) {
    if (!machine.cpu(CpuId(i)).current.valid()) {
      due.first.cpu = CpuId(i);
      ++due.idle;
    }
  }
  for (std::size_t i = system.threads.size(); due.idle != 0 && i-- > 0;) {
    if (machine.kthread(ThreadId(i)).state == ThreadState::ready) {
      due.first.index = ThreadId(i).value;
      due.at_once = due.at_once && can_be_given_back(machine, ThreadId(i));
      ++due.ready;
    }
  }
  return due;
}

}  // namespace umsim

#include "sim/explore/merged_steps.h"

#include <algorithm>
#include <utility>

#include "models/kernel/apc_queue.h"
#include "models/kernel/arrivals.h"
#include "models/kernel/interrupt.h"
#include "models/machine/exclusive_steps.h"
#include "models/machine/routines.h"

namespace umsim::explore {
namespace {

Merges possible(const System& system, Merges merges, bool sorts_cpus) {
  merges.exclusive_steps = merges.exclusive_steps && has_exclusive_steps(system);
  merges.dispatches = merges.dispatches && sorts_cpus && dispatches_at_once(system);
  merges.preemptions = merges.preemptions && merges.dispatches && may_leave_preemptions(system);
  merges.late_apcs = merges.late_apcs && system.knock_outs.none();
  return merges;
}

// It only takes the CPU away. An interrupt for an APC does more.
bool is_preemption(const Machine& machine, const Choice& choice) {
  return choice.kind == ChoiceKind::interrupt &&
         !(machine.cpu(choice.cpu).mode == Mode::user &&
           wants_apc_interrupt(machine, machine.cpu(choice.cpu).current));
}

}  // namespace

MergedSteps::MergedSteps(const System& system, const Merges& merges, bool sorts_cpus)
    : system_(system),
      merges_(possible(system, merges, sorts_cpus)),
      sorts_cpus_(sorts_cpus),
      are_cpus_few_(system.cpus < system.threads.size()) {
  note_rows();
}

// The search asks after every step, and the answer is mostly no.
void MergedSteps::note_rows() {
  for (const Routine& routine : all_routines()) {
    const auto id = static_cast<std::uint8_t>(may_be_unnoticed_.size());
    std::vector<Unnoticed>& rows = may_be_unnoticed_.emplace_back();
    while (rows.size() < routine.steps.size()) {
      const StepRef row{id, static_cast<std::uint8_t>(rows.size())};
      rows.push_back({merges_.private_steps && may_be_private(row),
                      merges_.exclusive_steps && may_be_exclusive(row),
                      merges_.sleeps && may_sleep_privately(row)});
    }
  }
}

// Of the CPU that has made the choice, or of another one.
std::optional<Choice> MergedSteps::behind(const Machine& machine, CpuId cpu) const {
  if (cpu.valid() &&
      (is_unnoticed(machine, cpu) || (merges_.private_steps && decides_interrupt(machine, cpu)))) {
    return Choice{ChoiceKind::step, cpu, 0};
  }
  if (const auto late = late_apc(machine)) {
    return late;
  }
  if (merges_.dispatches) {
    const DueDispatch due = due_dispatch(machine);
    if (due.is_first()) {
      return due.first;
    }
  }
  for (std::size_t i = 0; merges_.everywhere && i < system_.cpus; ++i) {
    if (CpuId(i) != cpu && is_unnoticed(machine, CpuId(i))) {
      return Choice{ChoiceKind::step, CpuId(i), 0};
    }
  }
  return std::nullopt;
}

std::optional<Choice> MergedSteps::late_apc(const Machine& machine) const {
  for (std::size_t i = 0; merges_.late_apcs && i < system_.apcs.size(); ++i) {
    if (comes_too_late(machine, ApcId(i))) {
      return Choice{ChoiceKind::arrive, CpuId(), ApcId(i).value};
    }
  }
  return std::nullopt;
}

bool MergedSteps::is_unnoticed(const Machine& machine, CpuId cpu) const {
  if (!machine.cpu(cpu).current.valid()) {
    return false;
  }
  const StepRef next = next_step(machine, cpu);
  const Unnoticed may = may_be_unnoticed_[next.routine][next.row];
  return (may.as_private && is_private(machine, cpu)) ||
         (may.as_exclusive && is_exclusive(machine, cpu)) ||
         (may.as_sleep && sleeps_privately(machine, cpu));
}

std::optional<DueDispatch> MergedSteps::open_dispatch(const Machine& machine) const {
  if (!merges_.dispatches || !are_cpus_few_) {
    return std::nullopt;  // where there is one for each, no choice is left
  }
  const DueDispatch due = due_dispatch(machine);
  return due.is_next() ? std::optional(due) : std::nullopt;
}

// Which of several ready threads gets a CPU is settled before anything else happens. One preemption
// is enough: with it every thread that is ready can come to a CPU.
void MergedSteps::leave_out(const Machine& machine, std::vector<Choice>& choices) const {
  if (merges_.dispatches && due_dispatch(machine).is_next()) {
    std::erase_if(choices,
                  [](const Choice& choice) { return choice.kind != ChoiceKind::dispatch; });
  }
  if (merges_.preemptions && preemption_matters(machine)) {
    bool is_first = true;
    std::erase_if(choices, [&](const Choice& choice) {
      return is_preemption(machine, choice) && !std::exchange(is_first, false);
    });
  }
  std::erase_if(choices, [&](const Choice& choice) { return is_copy(machine, choice); });
}

// A ready thread goes to the first idle CPU; the same on another one is the same up to the CPUs'
// numbers.
bool MergedSteps::is_copy(const Machine& machine, const Choice& choice) const {
  if (!sorts_cpus_ || choice.kind != ChoiceKind::dispatch || choice.cpu.value == 0) {
    return false;
  }
  return !machine.cpu(CpuId(choice.cpu.at() - 1)).current.valid();
}

}  // namespace umsim::explore

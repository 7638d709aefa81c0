#include "sim/explore/model_fairness.h"

#include <algorithm>
#include <utility>

#include "models/cpu/teb.h"
#include "models/kernel/apc_queue.h"
#include "models/kernel/arrivals.h"
#include "models/kernel/kernel_entry.h"
#include "models/kernel/objects.h"
#include "models/kernel/waits.h"
#include "models/ums/list_push.h"
#include "models/ums/worker_kernel.h"
#include "sim/explore/model_choice.h"
#include "sim/explore/model_goals.h"

namespace umsim::explore {
namespace {

// The conditions of a system, block by block: of each thread that it makes a step, that its wait
// ends, that it is interrupted for an APC, and that it puts a context on a list; of each event that
// it comes, and that the APC is served; of each object that it expires; and that shootdowns are
// answered.
class Conditions {
 public:
  explicit Conditions(const System& system)
      : threads_(system.threads.size()),
        events_(system.apcs.size()),
        objects_(system.objects.size()) {}

  [[nodiscard]] static std::size_t step(ThreadId thread) { return thread.at(); }
  [[nodiscard]] std::size_t wait(ThreadId thread) const { return threads_ + thread.at(); }
  [[nodiscard]] std::size_t interrupt(ThreadId thread) const { return 2 * threads_ + thread.at(); }
  [[nodiscard]] std::size_t push(ThreadId thread) const { return 3 * threads_ + thread.at(); }
  [[nodiscard]] std::size_t event(std::size_t event) const { return 4 * threads_ + event; }
  [[nodiscard]] std::size_t object(std::size_t object) const { return event(events_) + object; }
  [[nodiscard]] std::size_t shootdown() const { return object(objects_); }
  [[nodiscard]] std::size_t count() const { return shootdown() + 1; }

  [[nodiscard]] bool is_of_thread(std::size_t condition) const { return condition < event(0); }
  [[nodiscard]] bool is_of_event(std::size_t condition) const {
    return !is_of_thread(condition) && condition < object(0);
  }
  [[nodiscard]] std::size_t event_of(std::size_t condition) const { return condition - event(0); }

  [[nodiscard]] std::size_t renamed(const Renaming& renaming, std::size_t condition) const {
    if (is_of_thread(condition)) {
      return condition - condition % threads_ + renaming.threads[condition % threads_].at();
    }
    return is_of_event(condition) ? event(renaming.events[event_of(condition)].at()) : condition;
  }

 private:
  std::size_t threads_;
  std::size_t events_;
  std::size_t objects_;
};

ConditionMask bit(std::size_t condition) { return ConditionMask{1} << condition; }

// The CPU that the thread has; none when it has none.
CpuId cpu_of(const Machine& machine, ThreadId thread) {
  for (std::size_t i = 0; i < machine.system().cpus; ++i) {
    if (machine.cpu(CpuId(i)).current == thread) {
      return CpuId(i);
    }
  }
  return {};
}

bool is_in_user_mode(const Machine& machine, CpuId cpu) {
  return cpu.valid() && machine.cpu(cpu).mode == Mode::user;
}

// It has, or could have, a worker's context to run: nobody waits for anything but to go on.
bool has_work(const Machine& machine, ThreadId thread, CpuId cpu) {
  const KThread& kthread = machine.kthread(thread);
  const bool executes =
      kthread.state == ThreadState::ready || kthread.state == ThreadState::running;
  if (machine.is_worker_now(thread)) {
    return kthread.suspensions == 0 && (executes || kthread.state == ThreadState::parked);
  }
  return executes && !is_in_user_mode(machine, cpu);
}

// The way back from an interrupt to what was interrupted.
bool returns_from_interrupt(const KThread& kthread, StepRef step) {
  const bool interrupted = kthread.trap.full != 0 && kthread.trap.service == Service::none;
  return interrupted && (step == entry_return_step() || step == worker_leave_step());
}

bool is_own_step(const Machine& machine, CpuId cpu) {
  const StepRef step = next_step(machine, cpu);
  const Cpu& state = machine.cpu(cpu);
  return state.mode == Mode::user ||
         (step.routine != static_cast<std::uint8_t>(RoutineId::interrupt) &&
          !returns_from_interrupt(machine.kthread(state.current), step));
}

// An instruction of a thread's program: what else the machine does serves these.
bool is_of_program(StepRef step) {
  return step.routine == static_cast<std::uint8_t>(RoutineId::user_program) ||
         step.routine == static_cast<std::uint8_t>(RoutineId::api);
}

}  // namespace

ModelFairness::ModelFairness(const System& system, const Layout& layout, const Orbits& orbits)
    : system_(system), orbits_(orbits), state_(system, layout), machine_(state_.machine()) {
  if (orbits.renamings().size() == 1) {
    return;
  }
  for (const Renaming& renaming : orbits.renamings()) {
    ConditionOrder& order = turns_.emplace_back();
    for (unsigned i = 0; i < conditions(); ++i) {
      order[i] = static_cast<std::uint8_t>(renamed_condition(system, renaming, i));
    }
  }
}

bool ModelFairness::fits(const System& system) {
  return Conditions(system).count() <= kMaxConditions;
}

unsigned ModelFairness::conditions() const {
  return static_cast<unsigned>(Conditions(system_).count());
}

unsigned ModelFairness::movers() const { return std::min<unsigned>(system_.cpus + 1U, kMaxMovers); }

// CPUs that there is no number for are one mover.
Mover ModelFairness::mover(ChoiceCode code) const {
  const Choice choice = ModelChoice::of(code).first();
  if (choice.kind != ChoiceKind::step) {
    return 0;
  }
  return static_cast<Mover>(std::min<std::size_t>(choice.cpu.at() + 1, kMaxMovers - 1));
}

ConditionMask ModelFairness::can_serve(Mover mover) const {
  const ConditionMask steps = bit(system_.threads.size()) - 1;
  if (mover == 0) {
    return ~steps;
  }
  if (mover == kMaxMovers - 1) {
    return ~ConditionMask{0};
  }
  return ~steps | service(ModelChoice({ChoiceKind::step, CpuId(mover - 1U), 0}).code()).serves;
}

std::size_t ModelFairness::renamed_condition(const System& system, const Renaming& renaming,
                                             std::size_t condition) {
  return Conditions(system).renamed(renaming, condition);
}

void ModelFairness::add_thread(ThreadId thread, Wants& wants) const {
  const Machine& machine = machine_;
  const Conditions conditions(system_);
  const KThread& kthread = machine.kthread(thread);
  const CpuId cpu = cpu_of(machine, thread);
  const bool is_ready = kthread.state == ThreadState::ready;
  const auto want = [&](bool wanted, std::size_t condition) {
    wants.wanted |= wanted ? bit(condition) : 0;
  };
  want(is_ready || (cpu.valid() && !has_to_wait(machine, cpu)), Conditions::step(thread));
  want(may_complete(machine, thread) || awaits_time_out(machine, thread), conditions.wait(thread));
  want((is_ready || is_in_user_mode(machine, cpu)) && wants_apc_interrupt(machine, thread),
       conditions.interrupt(thread));
  if (has_work(machine, thread, cpu) && !is_goal_met(machine, thread.at())) {
    wants.starving |= bit(Conditions::step(thread));
  }
}

Wants ModelFairness::wants(KeyView key) {
  const Machine& machine = machine_;
  orbits_.unpack(key.first(orbits_.key_bytes()), machine);
  const Conditions conditions(system_);
  Wants wants;
  for (std::size_t i = 0; i < system_.threads.size(); ++i) {
    add_thread(ThreadId(i), wants);
  }
  for (std::size_t i = 0; i < system_.apcs.size(); ++i) {
    const ConditionMask event = bit(conditions.event(i));
    wants.wanted |= may_arrive(machine, ApcId(i)) ? event : 0;
    wants.starving |= is_goal_met(machine, system_.threads.size() + i) ? 0 : event;
  }
  for (std::size_t i = 0; i < system_.objects.size(); ++i) {
    wants.wanted |= is_running(machine, ObjectId(i)) ? bit(conditions.object(i)) : 0;
  }
  for (std::size_t i = 0; i < system_.cpus; ++i) {
    wants.wanted |= is_asked_to_flush(machine, CpuId(i)) ? bit(conditions.shootdown()) : 0;
  }
  return wants;
}

StepService ModelFairness::service(ChoiceCode code) const {
  const Machine& machine = machine_;
  const Conditions conditions(system_);
  const Choice choice = ModelChoice::of(code).first();
  switch (choice.kind) {
    case ChoiceKind::step: {
      StepService service;
      const ThreadId thread = machine.cpu(choice.cpu).current;
      const StepRef step = next_step(machine, choice.cpu);
      service.advances = is_of_program(step);
      service.serves = is_own_step(machine, choice.cpu) ? bit(Conditions::step(thread)) : 0;
      if (step == publish_step()) {
        (may_publish(machine, thread) ? service.serves : service.tries) |=
            bit(conditions.push(thread));
      }
      return service;
    }
    case ChoiceKind::dispatch: return {};
    case ChoiceKind::interrupt:
      if (is_asked_to_flush(machine, choice.cpu)) {
        return {.serves = bit(conditions.shootdown())};
      }
      return {.serves = bit(conditions.interrupt(machine.cpu(choice.cpu).current))};
    case ChoiceKind::complete:
    case ChoiceKind::time_out: return {.serves = bit(conditions.wait(ThreadId(choice.index)))};
    case ChoiceKind::arrive: return {.serves = bit(conditions.event(choice.index))};
    case ChoiceKind::expire: return {.serves = bit(conditions.object(choice.index))};
  }
  return {};
}

std::string ModelFairness::starvation_of(const System& system, std::size_t condition) {
  const Conditions conditions(system);
  if (conditions.is_of_event(condition)) {
    return system.apcs[conditions.event_of(condition)].name +
           " is pending all along, and never served";
  }
  const ThreadId thread(condition % system.threads.size());
  return system.thread(thread).name +
         (system.is_worker(thread) ? " could run all along, and never does"
                                   : " is in the kernel all along, and never gets out of it");
}

}  // namespace umsim::explore

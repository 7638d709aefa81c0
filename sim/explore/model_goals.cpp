#include "sim/explore/model_goals.h"

#include "models/kernel/process_deletion.h"

namespace umsim::explore {
namespace {

bool has_live_primary(const Machine& machine, SchedulerId scheduler) {
  const System& system = machine.system();
  for (std::size_t i = system.workers; i < system.threads.size(); ++i) {
    const bool serves = system.threads[i].scheduler == scheduler;
    if (serves && machine.kthread(ThreadId(i)).state != ThreadState::ended) {
      return true;
    }
  }
  return false;
}

// A worker's end is one that its scheduler knows of, as long as there is one (EXIT-5).
bool is_known_to_have_ended(const Machine& machine, ThreadId thread) {
  const System& system = machine.system();
  return machine.kthread(thread).state == ThreadState::ended &&
         (!system.is_worker(thread) || machine.note(thread).retired != 0 ||
          !has_live_primary(machine, system.thread(thread).scheduler));
}

// Of a process that is being deleted every thread has to end, however much it runs (EXIT-7).
bool runs_or_has_ended(const Machine& machine, ThreadId thread) {
  if (is_being_deleted(machine, thread)) {
    return machine.kthread(thread).state == ThreadState::ended;
  }
  if (is_known_to_have_ended(machine, thread)) {
    return true;
  }
  for (std::size_t i = 0; i < machine.system().cpus; ++i) {
    const Cpu& cpu = machine.cpu(CpuId(i));
    const bool in_user_mode = cpu.current.valid() && cpu.mode == Mode::user;
    if (in_user_mode && cpu.registers.control.stack_owner == thread) {
      return true;
    }
  }
  return false;
}

bool is_not_waiting(ApcState state) {
  return state == ApcState::expected || state == ApcState::done;
}

}  // namespace

std::size_t count_of_goals(const System& system) {
  return system.threads.size() + system.apcs.size();
}

bool is_goal_met(const Machine& machine, std::size_t goal) {
  const std::size_t threads = machine.system().threads.size();
  return goal < threads ? runs_or_has_ended(machine, ThreadId(goal))
                        : is_not_waiting(machine.apc(ApcId(goal - threads)).state);
}

std::string loss_of_goal(const System& system, std::size_t goal) {
  const std::size_t threads = system.threads.size();
  if (goal < system.workers) {
    return system.threads[goal].name + " can never run again, nor be known to have ended";
  }
  return goal < threads ? system.threads[goal].name + " can never run again"
                        : system.apcs[goal - threads].name + " can never be served";
}

std::size_t renamed_goal(const System& system, const Renaming& renaming, std::size_t goal) {
  const std::size_t threads = system.threads.size();
  return goal < threads ? renaming.threads[goal].at()
                        : threads + renaming.events[goal - threads].at();
}

}  // namespace umsim::explore

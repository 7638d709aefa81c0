#include "sim/timed/device.h"

#include "models/kernel/services.h"
#include "sim/timed/clock.h"
#include "sim/timed/process.h"

namespace umsim::timed {
namespace {

Phase phase_of(const Machine& machine) { return Phases(machine.system().cpus).device(); }

std::uint64_t wait_cycles(const Machine& machine, ThreadId thread) {
  const System& system = machine.system();
  const KThread& kthread = machine.kthread(thread);
  if (awaits_completion(kthread)) {
    return system.instruction(thread, kthread.trap.instruction).cycles;
  }
  return system.scheduler(system.thread(thread).scheduler).dequeue_timeout_cycles;
}

}  // namespace

Device::Device(const sc_core::sc_module_name& name, const Machine& machine, bool forced)
    : sc_module(name),
      choices("choices"),
      watcher("watcher"),
      actor("actor"),
      machine_(machine),
      due_(machine.system().threads.size(), kNever),
      next_("next") {
  watcher.bind(*this);
  actor.bind(*this);
  if (!forced) {
    add_process("finish", guarded(choices, [this] { finish_what_is_due(); }), &next_);
  }
}

void Device::watch(ThreadId thread) {
  const bool waits =
      awaits_completion(machine_.kthread(thread)) || awaits_time_out(machine_, thread);
  const bool known = due_[thread.at()] != kNever;
  if (waits == known) {
    return;
  }
  set_due(thread, waits ? saturating_add(now_cycle(), wait_cycles(machine_, thread)) : kNever);
  wake_for_next();
}

void Device::set_due(ThreadId thread, std::uint64_t cycle) {
  std::uint64_t& due = due_[thread.at()];
  if (due != kNever) {
    queue_.erase({due, thread});
  }
  if (cycle != kNever) {
    queue_.insert({cycle, thread});
  }
  due = cycle;
}

void Device::wake_for_next() {
  next_.cancel();
  if (!queue_.empty()) {
    next_.notify(time_until(next_moment(queue_.begin()->cycle, phase_of(machine_))));
  }
}

void Device::finish_what_is_due() {
  while (choices->running() && !queue_.empty() && queue_.begin()->cycle <= now_cycle()) {
    const ThreadId thread = queue_.begin()->thread;
    const bool completes = awaits_completion(machine_.kthread(thread));
    const ChoiceKind kind = completes ? ChoiceKind::complete : ChoiceKind::time_out;
    act({{kind, CpuId(), thread.value}});
  }
  wake_for_next();
}

std::uint64_t Device::earliest(const LoggedChoice& what) const {
  return next_moment(due_[what.choice.index], phase_of(machine_));
}

void Device::act(const LoggedChoice& what) {
  set_due(ThreadId(std::size_t{what.choice.index}), kNever);
  choices->make(what);
}

}  // namespace umsim::timed

#include "sim/timed/device.h"

#include "models/kernel/waits.h"
#include "sim/timed/clock.h"
#include "sim/timed/process.h"

namespace umsim::timed {
namespace {

Phase phase_of(const Machine& machine) { return Phases(machine.system().cpus).device(); }

}  // namespace

Device::Device(const sc_core::sc_module_name& name, const Machine& machine, bool forced)
    : sc_module(name),
      choices("choices"),
      watcher("watcher"),
      actor("actor"),
      machine_(machine),
      due_(machine.system().threads.size() + machine.system().objects.size(), kNever),
      starts_seen_(machine.system().objects.size()),
      next_("next") {
  watcher.bind(*this);
  actor.bind(*this);
  if (!forced) {
    add_process("finish", guarded(choices, [this] { finish_what_is_due(); }), &next_);
  }
}

// Where there are devices, a step of one thread may bring another's transfer into service.
void Device::watch(ThreadId thread) {
  if (machine_.system().objects.empty()) {
    watch_wait(thread);
    return;
  }
  watch_all_waits();
  watch_timers(thread);
}

void Device::watch_all_waits() {
  for (std::size_t i = 0; i < machine_.system().threads.size(); ++i) {
    watch_wait(ThreadId(i));
  }
}

void Device::watch_wait(ThreadId thread) {
  const bool waits = awaits_completion(machine_, thread) || awaits_time_out(machine_, thread);
  const bool known = due_[thread.at()] != kNever;
  if (waits == known) {
    return;
  }
  set_due(thread.at(), waits ? saturating_add(now_cycle(), wait_cycles(machine_, thread)) : kNever);
  wake_for_next();
}

// A timer that is started again while it runs runs from then on.
void Device::watch_timers(ThreadId starter) {
  const std::size_t threads = machine_.system().threads.size();
  for (std::size_t i = 0; i < starts_seen_.size(); ++i) {
    const std::uint16_t starts = machine_.object(ObjectId(i)).starts;
    if (starts != starts_seen_[i]) {
      starts_seen_[i] = starts;
      set_due(threads + i, saturating_add(now_cycle(), requested(machine_, starter).cycles));
      wake_for_next();
    }
  }
}

void Device::set_due(Slot slot, std::uint64_t cycle) {
  std::uint64_t& due = due_[slot];
  if (due != kNever) {
    queue_.erase({due, slot});
  }
  if (cycle != kNever) {
    queue_.insert({cycle, slot});
  }
  due = cycle;
}

void Device::wake_for_next() {
  next_.cancel();
  if (!queue_.empty()) {
    next_.notify(time_until(next_moment(queue_.begin()->cycle, phase_of(machine_))));
  }
}

// A wait may have ended otherwise, before its thread has taken notice.
void Device::finish_what_is_due() {
  while (choices->running() && !queue_.empty() && queue_.begin()->cycle <= now_cycle()) {
    const Slot slot = queue_.begin()->slot;
    const Choice choice = choice_of(slot);
    if (is_enabled(machine_, choice)) {
      act({choice});
    } else {
      set_due(slot, kNever);
    }
  }
  wake_for_next();
}

Device::Slot Device::slot_of(const Choice& choice) const {
  const std::size_t threads = machine_.system().threads.size();
  return choice.kind == ChoiceKind::expire ? threads + choice.index : choice.index;
}

Choice Device::choice_of(Slot slot) const {
  const std::size_t threads = machine_.system().threads.size();
  if (slot >= threads) {
    return {ChoiceKind::expire, CpuId(), static_cast<std::uint16_t>(slot - threads)};
  }
  const bool completes = awaits_completion(machine_, ThreadId(slot));
  return {completes ? ChoiceKind::complete : ChoiceKind::time_out, CpuId(),
          static_cast<std::uint16_t>(slot)};
}

std::uint64_t Device::earliest(const LoggedChoice& what) const {
  return next_moment(due_[slot_of(what.choice)], phase_of(machine_));
}

void Device::act(const LoggedChoice& what) {
  set_due(slot_of(what.choice), kNever);
  choices->make(what);
  if (!machine_.system().objects.empty()) {
    watch_all_waits();
  }
}

}  // namespace umsim::timed

#include "sim/timed/apc_source.h"

#include <algorithm>
#include <variant>

#include "models/machine/transition.h"
#include "sim/timed/acting_thread.h"
#include "sim/timed/clock.h"
#include "sim/timed/process.h"

namespace umsim::timed {
namespace {

Phase phase_of(const Machine& machine) { return Phases(machine.system().cpus).arrivals(); }

bool is_at(const AtPlace& place, ThreadId thread, StepRef step) {
  return place.thread == thread && place.steps.front() == step;
}

}  // namespace

ApcSource::ApcSource(const sc_core::sc_module_name& name, const Machine& machine,
                     std::span<const AsyncEvent> events, bool forced)
    : sc_module(name), choices("choices"), watcher("watcher"), actor("actor"), machine_(machine) {
  watcher.bind(*this);
  actor.bind(*this);
  if (forced) {
    return;
  }
  std::for_each(events.begin(), events.end(), [this](const AsyncEvent& event) { start(event); });
  add_process("arrive", guarded(choices, [this] { let_due_arrive(); }));
}

void ApcSource::start(const AsyncEvent& event) {
  if (const auto* place = std::get_if<AtPlace>(&event.moment)) {
    places_.push_back({place, event.apc});
  } else if (const auto* time = std::get_if<AtTime>(&event.moment)) {
    times_.emplace(time->cycles, event.apc);
  } else {
    times_.emplace(0, event.apc);
  }
}

void ApcSource::let_due_arrive() {
  const auto moment_of_next = [this] {
    return next_moment(times_.begin()->first, phase_of(machine_));
  };
  while (choices->running() && !times_.empty() && moment_of_next() == now_moment()) {
    const ApcId apc = times_.begin()->second;
    times_.erase(times_.begin());
    let_arrive(apc);
  }
  if (!times_.empty()) {
    next_trigger(time_until(moment_of_next()));
  }
}

// One that comes after another is held back until that one has arrived.
void ApcSource::let_arrive(ApcId apc) {
  const auto arrival = [](ApcId id) { return Choice{ChoiceKind::arrive, CpuId(), id.value}; };
  const auto can_arrive = [&](ApcId id) { return is_enabled(machine_, arrival(id)); };
  held_.push_back(apc);
  auto next = std::find_if(held_.begin(), held_.end(), can_arrive);
  while (choices->running() && next != held_.end()) {
    const ApcId id = *next;
    held_.erase(next);
    act({arrival(id)});
    next = std::find_if(held_.begin(), held_.end(), can_arrive);
  }
}

void ApcSource::about_to_run(CpuId cpu) {
  const ThreadId thread = acting_thread(machine_, cpu);
  const StepRef step = next_step(machine_, cpu);
  const auto reached = [&](const Place& place) {
    return is_at(*place.where, thread, step) && place.occurrences + 1 >= place.where->occurrence;
  };
  auto place = std::find_if(places_.begin(), places_.end(), reached);
  while (choices->running() && place != places_.end()) {
    const ApcId apc = place->apc;
    places_.erase(place);
    let_arrive(apc);
    place = std::find_if(places_.begin(), places_.end(), reached);
  }
}

void ApcSource::runs(CpuId cpu) {
  const ThreadId thread = acting_thread(machine_, cpu);
  const StepRef step = next_step(machine_, cpu);
  for (Place& place : places_) {
    if (is_at(*place.where, thread, step)) {
      ++place.occurrences;
    }
  }
}

std::uint64_t ApcSource::earliest(const LoggedChoice&) const {
  return next_moment(now_cycle(), phase_of(machine_));
}

void ApcSource::act(const LoggedChoice& what) { choices->make(what); }

}  // namespace umsim::timed

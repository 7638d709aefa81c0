#include "sim/timed/apc_source.h"

#include <algorithm>
#include <variant>

#include "models/kernel/arrivals.h"
#include "models/machine/transition.h"
#include "sim/timed/clock.h"
#include "sim/timed/process.h"

namespace umsim::timed {
namespace {

Phase phase_of(const Machine& machine) { return Phases(machine.system().cpus).arrivals(); }

Choice arrival(ApcId apc) { return {ChoiceKind::arrive, CpuId(), apc.value}; }

}  // namespace

ApcSource::ApcSource(const sc_core::sc_module_name& name, const Machine& machine,
                     std::span<const AsyncEvent> events, bool forced)
    : sc_module(name),
      choices("choices"),
      cpus("cpus"),
      watcher("watcher"),
      actor("actor"),
      machine_(machine) {
  watcher.bind(*this);
  actor.bind(*this);
  if (forced) {
    return;
  }
  std::for_each(events.begin(), events.end(), [this](const AsyncEvent& event) { start(event); });
  add_process("arrive", guarded(choices, [this] { let_due_arrive(); }));
}

void ApcSource::start(const AsyncEvent& event) {
  if (std::holds_alternative<AtPlace>(event.moment)) {
    due_.push_back(event.apc);
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
    due_.push_back(apc);
    if (needs_a_cpu(apc)) {
      for (int i = 0; i < cpus.size(); ++i) {
        cpus[i]->apc_arrived();
      }
    }
    has_run();
  }
  if (!times_.empty()) {
    next_trigger(time_until(moment_of_next()));
  }
}

bool ApcSource::needs_a_cpu(ApcId apc) const {
  const ApcSpec& spec = machine_.system().apcs[apc.at()];
  return spec.has_place() || spec.is_fault() || spec.what == AsyncKind::interrupt;
}

template <class Predicate>
void ApcSource::let_come(Predicate now) {
  const auto comes = [&](ApcId apc) { return now(apc) && is_enabled(machine_, arrival(apc)); };
  auto next = std::find_if(due_.begin(), due_.end(), comes);
  while (choices->running() && next != due_.end()) {
    const ApcId apc = *next;
    due_.erase(next);
    act({arrival(apc)});
    next = std::find_if(due_.begin(), due_.end(), comes);
  }
}

bool ApcSource::strikes(CpuId cpu) const {
  return std::ranges::any_of(due_, [&](ApcId apc) {
    return struck_cpu(machine_, apc) == cpu && is_enabled(machine_, arrival(apc));
  });
}

// One that comes to a place comes with the CPU that reaches it.
void ApcSource::about_to_run(CpuId cpu) {
  let_come([&](ApcId apc) { return comes_before_step_of(machine_, apc, cpu); });
  has_run();
}

void ApcSource::has_run() {
  let_come([this](ApcId apc) { return !needs_a_cpu(apc); });
}

std::uint64_t ApcSource::earliest(const LoggedChoice&) const {
  return next_moment(now_cycle(), phase_of(machine_));
}

void ApcSource::act(const LoggedChoice& what) { choices->make(what); }

}  // namespace umsim::timed

#include "sim/timed/director.h"

#include "models/machine/transition.h"
#include "sim/timed/clock.h"
#include "sim/timed/describe.h"
#include "sim/timed/process.h"

namespace umsim::timed {
namespace {

bool names_what_exists(const System& system, const Choice& choice) {
  switch (choice.kind) {
    case ChoiceKind::step:
    case ChoiceKind::interrupt: return choice.cpu.at() < system.cpus;
    case ChoiceKind::dispatch:
      return choice.cpu.at() < system.cpus && choice.index < system.threads.size();
    case ChoiceKind::complete:
    case ChoiceKind::time_out: return choice.index < system.threads.size();
    case ChoiceKind::arrive: return choice.index < system.apcs.size();
    case ChoiceKind::expire: return choice.index < system.objects.size();
  }
  return false;
}

}  // namespace

Director::Director(const sc_core::sc_module_name& name, const Machine& machine,
                   std::span<const LoggedChoice> schedule)
    : sc_module(name),
      choices("choices"),
      cpus("cpus"),
      device("device"),
      arrivals("arrivals"),
      machine_(machine),
      schedule_(schedule) {
  add_process("direct", guarded(choices, [this] { direct(); }));
}

void Director::direct() {
  while (choices->running() && position_ < schedule_.size() && make_next()) {
  }
}

bool Director::make_next() {
  const LoggedChoice& next = schedule_[position_];
  const System& system = machine_.system();
  if (!names_what_exists(system, next.choice) || !is_enabled(machine_, next.choice)) {
    refusal_ = "choice " + std::to_string(position_ + 1) + " of the schedule, " +
               describe(system, next.choice) + ", is not possible";
    return false;
  }
  Actor& actor = actor_of(next.choice);
  const std::uint64_t when = actor.earliest(next);
  if (when > now_moment()) {
    next_trigger(time_until(when));
    return false;
  }
  actor.act(next);
  ++position_;
  return true;
}

Actor& Director::actor_of(const Choice& choice) {
  switch (choice.kind) {
    case ChoiceKind::step:
    case ChoiceKind::dispatch:
    case ChoiceKind::interrupt: return *cpus[static_cast<int>(choice.cpu.at())];
    case ChoiceKind::complete:
    case ChoiceKind::time_out:
    case ChoiceKind::expire: return *device.operator->();
    case ChoiceKind::arrive: return *arrivals.operator->();
  }
  throw InternalError("a choice of no kind");
}

}  // namespace umsim::timed

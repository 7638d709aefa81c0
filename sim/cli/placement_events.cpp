#include "sim/cli/placement_events.h"

#include "models/kernel/debug_registers.h"
#include "models/machine/routines.h"

namespace umsim {
namespace {

// Neither a time nor an address decides anything in a search.
constexpr std::uint64_t kFaultCycles = 1000;
constexpr std::uint64_t kDebugAddress = 0x401000;

bool is_fault(const PlacedKind& kind) {
  return kind.what == AsyncKind::soft_fault || kind.what == AsyncKind::hard_fault;
}

ApcSpec spec_of(const System& system, const PlacedKind& kind, const EventPlace& place,
                ThreadId to) {
  ApcSpec spec;
  spec.name = "Placed";
  spec.what = kind.what;
  spec.kind = kind.apc;
  if (kind.what == AsyncKind::process_deletion) {
    spec.process = system.thread(to).process;
  } else {
    spec.target = spec.is_apc() ? to : place.thread;
  }
  spec.cycles = is_fault(kind) ? kFaultCycles : 0;
  spec.address = kind.apc == ApcKind::set_debug_registers ? kDebugAddress : 0;
  spec.place = place;
  return spec;
}

CpuId cpu_at(const Machine& machine, const explore::ReachedPlace& place) {
  for (std::size_t i = 0; i < machine.system().cpus; ++i) {
    const CpuId cpu(i);
    const bool there = machine.cpu(cpu).current.valid() &&
                       acting_thread(machine, cpu) == place.thread &&
                       next_step(machine, cpu) == place.step;
    if (there) return cpu;
  }
  return {};
}

// The kernel portion at the place is the worker's, or works for it; user mode runs its steps for
// whom it likes.
bool concerns(const Machine& machine, CpuId cpu, ThreadId worker) {
  if (machine.cpu(cpu).mode == Mode::user) return true;
  const ThreadId self = machine.cpu(cpu).current;
  const KThread& kthread = machine.kthread(self);
  const bool entered_by_it = kthread.trap.valid != 0 && kthread.trap.teb == worker;
  return self == worker || entered_by_it || kthread.peer == worker || kthread.asked_by == worker ||
         kthread.torn_off == worker;
}

explore::ShortestWay way_to(const PlacedScenario& placed, const explore::ReachedPlace& place,
                            ThreadId to, bool for_worker, const explore::SearchOptions& options) {
  const bool completes = !placed.event.valid();
  const Choice wanted{completes ? ChoiceKind::complete : ChoiceKind::arrive, CpuId(),
                      completes ? to.value : placed.event.value};
  return explore::shortest_way(
      placed.scenario.system,
      [&](const Machine& machine, const Choice& choice) {
        const CpuId cpu = choice == wanted ? cpu_at(machine, place) : CpuId();
        return cpu.valid() && (!for_worker || concerns(machine, cpu, to));
      },
      options);
}

}  // namespace

WhyNot why_not_at(const PlacedKind& kind, StepRef step) {
  if (is_fault(kind) && !all_routines()[step.routine].user_mode) return WhyNot::kernel_mode;
  const bool off = step_at(step).guard == Guard::no_interrupt;
  return kind.what == AsyncKind::interrupt && off ? WhyNot::no_interrupts : WhyNot::comes;
}

PlacedScenario with_event(const Scenario& scenario, const PlacedKind& kind, const EventPlace& place,
                          ThreadId to) {
  PlacedScenario placed{scenario, {}, {}};
  if (kind.what == AsyncKind::completion) return placed;
  System& system = placed.scenario.system;
  placed.event = ApcId(system.apcs.size());
  system.apcs.push_back(spec_of(system, kind, place, to));
  if (kind.what == AsyncKind::apc && kind.apc == ApcKind::suspend) {
    placed.again = ApcId(system.apcs.size());
    ApcSpec again;
    again.name = "Again";
    again.kind = ApcKind::resume;
    again.target = to;
    again.after = placed.event;
    system.apcs.push_back(again);
  }
  system.debug_registers = uses_debug_registers(system);
  return placed;
}

explore::ShortestWay way_to_event(const PlacedScenario& placed, const explore::ReachedPlace& place,
                                  ThreadId to, const explore::SearchOptions& options) {
  explore::ShortestWay way = way_to(placed, place, to, true, options);
  const bool of_others = !way.choices && way.stop == explore::Stop::none;
  return of_others ? way_to(placed, place, to, false, options) : way;
}

}  // namespace umsim

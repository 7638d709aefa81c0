#include "models/kernel/arrivals.h"

#include <algorithm>

#include "models/kernel/apc_queue.h"
#include "models/kernel/interrupt.h"
#include "models/kernel/kernel_entry.h"
#include "models/kernel/process_deletion.h"
#include "models/kernel/waits.h"
#include "models/machine/transition.h"

namespace umsim {
namespace {

const ApcSpec& spec_of(const Machine& machine, ApcId event) {
  return machine.system().apcs[event.at()];
}

// It has not come, and neither has it to wait for another one.
bool is_expected(const Machine& machine, ApcId event) {
  const ApcId after = spec_of(machine, event).after;
  return machine.apc(event).state == ApcState::expected &&
         (!after.valid() || machine.apc(after).state != ApcState::expected);
}

// The CPU is about to run the step that the event's place names.
bool is_at_place(const Machine& machine, CpuId id, const EventPlace& place) {
  return place.thread.valid() && machine.cpu(id).current.valid() &&
         acting_thread(machine, id) == place.thread && place.has_step(next_step(machine, id));
}

bool is_its_visit(const Machine& machine, ApcId event) {
  const std::uint32_t occurrence = spec_of(machine, event).place.occurrence;
  return occurrence == 0 || machine.apc(event).visits + 1 == occurrence;
}

bool is_reached(const Machine& machine, ApcId event) {
  const EventPlace& place = spec_of(machine, event).place;
  if (!place.thread.valid()) {
    return true;
  }
  for (std::size_t i = 0; i < machine.system().cpus; ++i) {
    if (is_at_place(machine, CpuId(i), place)) {
      return is_its_visit(machine, event);
    }
  }
  return false;
}

bool can_be_struck(const Machine& machine, CpuId id, const ApcSpec& spec) {
  const Cpu& cpu = machine.cpu(id);
  if (!cpu.current.valid() || acting_thread(machine, id) != spec.target ||
      (spec.has_place() && !is_at_place(machine, id, spec.place))) {
    return false;
  }
  return spec.is_fault() ? cpu.mode == Mode::user
                         : step_at(next_step(machine, id)).guard != Guard::no_interrupt;
}

bool is_possible(const Machine& machine, ApcId event) {
  const ApcSpec& spec = spec_of(machine, event);
  switch (spec.what) {
    case AsyncKind::apc:
    case AsyncKind::process_deletion: return true;
    case AsyncKind::completion: return awaits_completion(machine, spec.target);
    case AsyncKind::soft_fault:
    case AsyncKind::hard_fault:
    case AsyncKind::interrupt: return struck_cpu(machine, event).valid();
  }
  return false;
}

template <class Predicate>
bool is_any_event(const Machine& machine, Predicate holds) {
  for (std::size_t i = 0; i < machine.system().apcs.size(); ++i) {
    if (holds(ApcId(i))) {
      return true;
    }
  }
  return false;
}

// Of those that come before a step: the search asks after every one, and mostly there are none.
template <class Predicate>
bool is_any_step_event(const Machine& machine, Predicate holds) {
  return machine.layout().step_events && is_any_event(machine, holds);
}

}  // namespace

bool may_arrive(const Machine& machine, ApcId event) {
  return is_expected(machine, event) && is_reached(machine, event) && is_possible(machine, event);
}

bool comes_too_late(const Machine& machine, ApcId event) {
  const ApcSpec& spec = spec_of(machine, event);
  if (!is_expected(machine, event) || !spec.is_apc() || spec.has_place()) {
    return false;
  }
  const bool workers_stay = !machine.layout().conversions;
  return machine.kthread(spec.target).state == ThreadState::ended ||
         (workers_stay && is_past_apcs(machine, spec.target));
}

void arrive(const Machine& machine, ApcId event, Reporter* reporter) {
  const ApcSpec& spec = spec_of(machine, event);
  if (spec.is_apc()) {
    queue_apc(machine, event, reporter);
    return;
  }
  if (spec.what == AsyncKind::process_deletion) {
    condemn_process(machine, event, reporter);
    return;
  }
  Execution e(machine, struck_cpu(machine, event), reporter);
  machine.apc(event).state = ApcState::done;
  e.report(EventKind::scenario_event, spec.target, event.value);
  if (spec.is_fault()) {
    raise_placed_fault(e, event);
  } else if (spec.what == AsyncKind::interrupt) {
    take_timer_interrupt(e);
  } else {
    complete_wait(machine, spec.target, reporter);
  }
}

CpuId struck_cpu(const Machine& machine, ApcId event) {
  const ApcSpec& spec = spec_of(machine, event);
  if (spec.strikes()) {
    for (std::size_t i = 0; i < machine.system().cpus; ++i) {
      if (can_be_struck(machine, CpuId(i), spec)) {
        return CpuId(i);
      }
    }
  }
  return {};
}

bool tells_cpus_apart(const System& system) {
  return std::ranges::any_of(system.apcs, [&](const ApcSpec& spec) {
    return spec.what == AsyncKind::interrupt && !spec.has_place() && system.is_worker(spec.target);
  });
}

bool comes_before_step_of(const Machine& machine, ApcId event, CpuId id) {
  const ApcSpec& spec = spec_of(machine, event);
  return spec.has_place() ? is_at_place(machine, id, spec.place) : struck_cpu(machine, event) == id;
}

bool may_come_here(const Machine& machine, CpuId id) {
  return is_any_step_event(machine, [&](ApcId event) {
    const ApcSpec& spec = spec_of(machine, event);
    const bool is_meant = spec.has_place()
                              ? is_at_place(machine, id, spec.place)
                              : spec.strikes() && acting_thread(machine, id) == spec.target;
    return is_meant && machine.apc(event).state == ApcState::expected;
  });
}

bool has_to_wait(const Machine& machine, CpuId id) {
  return is_any_step_event(machine, [&](ApcId event) {
    const EventPlace& place = spec_of(machine, event).place;
    return place.occurrence != 0 && is_at_place(machine, id, place) && may_arrive(machine, event);
  });
}

void count_visit(const Machine& machine, CpuId id) {
  if (!machine.layout().step_events) {
    return;
  }
  for (std::size_t i = 0; i < machine.system().apcs.size(); ++i) {
    const EventPlace& place = machine.system().apcs[i].place;
    Apc& apc = machine.apc(ApcId(i));
    const bool counts = apc.visits < place.occurrence && is_expected(machine, ApcId(i));
    if (counts && is_at_place(machine, id, place)) {
      ++apc.visits;
    }
  }
}

bool may_complete(const Machine& machine, ThreadId thread) {
  return awaits_completion(machine, thread) && !is_any_event(machine, [&](ApcId event) {
           const ApcSpec& spec = spec_of(machine, event);
           return spec.what == AsyncKind::completion && spec.target == thread &&
                  machine.apc(event).state == ApcState::expected;
         });
}

}  // namespace umsim

// Idle primaries: who has nothing to run says so in the scheduler's shared memory before it waits,
// and who leaves work behind wakes one of those (INV-15).
#pragma once

#include "models/machine/execution.h"

namespace umsim {

// The scheduler that keeps `live`, `idle` and `waking` for all that help each other out.
[[nodiscard]] SchedulerId leader_of(const System& system, SchedulerId id);
[[nodiscard]] Scheduler& shared_of(const Machine& machine, SchedulerId id);

// How many primaries run the scheduler, or take work from it.
[[nodiscard]] std::size_t company_size(const System& system, SchedulerId id);

// There is more than one.
[[nodiscard]] bool has_company(const System& system, SchedulerId id);

// There is work in a queue, somebody is idle, and nobody is waking him yet.
[[nodiscard]] bool should_wake(const Machine& machine, SchedulerId id);

// The primary on whose stack the CPU is says so, and takes it back.
void become_idle(const Execution& execution);
void stop_being_idle(const Execution& execution);

// The next of the schedulers to steal from, after `last` or, when that is none, after `own`; none
// when there are no more.
[[nodiscard]] SchedulerId next_victim(const System& system, SchedulerId own, SchedulerId last);

}  // namespace umsim

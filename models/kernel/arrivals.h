// Arrivals: what comes from outside, and when it may: APCs, what happens to a thread or to the CPU
// that runs it, and the end of a process.
//
// An event comes once: at any step, or before the step that its place names. A place without an
// occurrence offers the event at every visit; one with an occurrence has the step wait for it.
// A fault strikes the user-mode code that its target is about to run; whose fault that is, the
// kernel finds out (decision 0045).
#pragma once

#include "models/machine/execution.h"

namespace umsim {

[[nodiscard]] bool may_arrive(const Machine& machine, ApcId event);

// True when the event may arrive and is an APC that is never served: its thread has ended, or is a
// worker that has no user state left and never becomes a standard thread. All that remains of it is
// that it comes.
[[nodiscard]] bool comes_too_late(const Machine& machine, ApcId event);

// The event must be one that may arrive.
void arrive(const Machine& machine, ApcId event, Reporter* reporter);

// The CPU on whose next step the event has to come: for a fault and an interrupt the one that runs
// the target, or none just now; the first, should there be two. None for an event that no CPU need
// be there for.
[[nodiscard]] CpuId struck_cpu(const Machine& machine, ApcId event);

// True when an event may find two CPUs that it could strike, so that their numbers matter: one runs
// a worker's kernel portion to its park, the other one its user portion already (decision 0098).
[[nodiscard]] bool tells_cpus_apart(const System& system);

// The CPU's next step is the one before which the event has to come.
[[nodiscard]] bool comes_before_step_of(const Machine& machine, ApcId event, CpuId id);

// True when an event may come before the CPU's next step, now or later, that could not come behind
// it.
[[nodiscard]] bool may_come_here(const Machine& machine, CpuId id);

// True when an event must come before the CPU's next step.
[[nodiscard]] bool has_to_wait(const Machine& machine, CpuId id);

// The CPU is about to run its next step: counts for the events whose places name it.
void count_visit(const Machine& machine, CpuId id);

// What the thread waits for in a timed wait may come by itself: it may not while it is an event
// that has not come.
[[nodiscard]] bool may_complete(const Machine& machine, ThreadId thread);

}  // namespace umsim

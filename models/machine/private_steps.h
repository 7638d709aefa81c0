// What the search may do in one with the step before it: private steps (decision 0016), and sleeps
// and dispatches of which nobody can tell when they come (decision 0092).
//
// Whoever watches for an event that they report can tell, and must not let them be done in one with
// others (decision 0110).
#pragma once

#include <cstddef>

#include "models/machine/image.h"
#include "models/machine/step.h"
#include "models/machine/transition.h"

namespace umsim {

// True when nobody else can tell whether the step of CPU `cpu` that comes next has been done or
// not: it touches only the CPU, its thread's own portions and nothing in them that others set, and
// does not hide what an invariant would see.
[[nodiscard]] bool is_private(const Machine& machine, CpuId id);

// True when the thread of the CPU is about to sleep, and sleeping leads to no other states than
// being about to, up to which threads have the CPUs: who wakes the thread finds it in both cases.
[[nodiscard]] bool sleeps_privately(const Machine& machine, CpuId id);

// Threads that are ready while CPUs are idle. To dispatch one takes nothing away from anybody:
// where the CPU turns out to be wanted by another thread, an interrupt gives it back as it was.
struct DueDispatch {
  std::size_t idle = 0;   // CPUs
  std::size_t ready = 0;  // threads, if a CPU is idle
  bool at_once = true;    // each of these threads could lose the CPU again before its next step
  Choice first{ChoiceKind::dispatch, CpuId(), 0};  // of the lowest numbers

  // Some thread is to be dispatched before anything else happens.
  [[nodiscard]] bool is_next() const { return ready != 0 && at_once; }
  // And there is no choice which one.
  [[nodiscard]] bool is_first() const { return is_next() && ready <= idle; }
};
[[nodiscard]] DueDispatch due_dispatch(const Machine& machine);

// False where CPUs have a state of their own while they are idle, or their numbers matter.
[[nodiscard]] bool dispatches_at_once(const System& system);

// True when nobody can tell which of the threads that can run have the CPUs, for as long as each
// can get one: a CPU is taken from a thread and given back without a trace, and nothing comes from
// outside on the way.
[[nodiscard]] bool exchanges_cpus(const System& system);

// And who has been preempted comes back by private steps, so that of several preemptions one is
// enough (decision 0156).
[[nodiscard]] bool may_leave_preemptions(const System& system);

// The row is a private step in some state.
[[nodiscard]] bool may_be_private(StepRef row);

// The row is a sleep that nobody can tell in some state.
[[nodiscard]] bool may_sleep_privately(StepRef row);

// A private step, or an interrupt, which waits for its decision, reports events of this kind.
[[nodiscard]] bool may_be_reported_privately(EventKind kind);

// A sleep does.
[[nodiscard]] bool may_be_reported_by_sleep(EventKind kind);

}  // namespace umsim

// FIG. 2, step 8, the part that a worker's own kernel portion and a primary that tears a worker off
// have in common: a context is put on its completion list.
#pragma once

#include "models/machine/execution.h"

namespace umsim {

[[nodiscard]] std::span<const Step> list_push_steps();

// Whose context the thread puts on a list: its own, or that of the worker that it gives back.
[[nodiscard]] ThreadId pushed_by(const Machine& machine, ThreadId thread);

// The step comes after the one that has put the context on its list.
[[nodiscard]] bool has_published(StepRef next);

// The context is on its list with the event not yet set: the pusher stands at the signalling step.
[[nodiscard]] bool is_about_to_signal(const KThread& pusher);

}  // namespace umsim

// FIG. 2, step 8, the part that a worker's own kernel portion and a primary that tears a worker off
// have in common: a context is put on its completion list.
#pragma once

#include "models/machine/execution.h"

namespace umsim {

[[nodiscard]] std::span<const Step> list_push_steps();

// Whose context the thread puts on a list: its own, or that of the worker that it gives back.
[[nodiscard]] ThreadId pushed_by(const Machine& machine, ThreadId thread);

// The completion list that the worker's context is queued to: that of its creation, or under
// windows that of the primary that last ran it (LIST-12).
[[nodiscard]] ListId completion_list_of(const Machine& machine, ThreadId worker);

// The list to which the thread, which is at one of these steps, puts a context. Once it is
// published whoever runs the worker may lead it to another list; its push ends where it has begun.
[[nodiscard]] ListId list_pushed_to(const Machine& machine, ThreadId pusher);

// The step that makes a context the head of its list by a compare-and-swap; and whether that
// succeeds for a thread that is at it, or the link must be written again.
[[nodiscard]] StepRef publish_step();
[[nodiscard]] bool may_publish(const Machine& machine, ThreadId pusher);

// The step comes after the one that has put the context on its list.
[[nodiscard]] bool has_published(StepRef next);

// The context is on its list with the event not yet set: the pusher stands at the signalling step.
[[nodiscard]] bool is_about_to_signal(const KThread& pusher);

}  // namespace umsim

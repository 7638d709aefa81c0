// The kernel's APC queue: arrival at a thread, and when its kernel portion takes the next one:
// between any two steps unless the second holds APCs back.
//
// There are two kinds: those of the scenario, each an object of the image, and disassociate APCs,
// which a worker's kernel portion sends to a primary (FIG. 7); these are fields of the two KTHREADs
// and come first. What an APC then does is in ums/fig13_apc, ums/fig14_disassociate and
// kernel/apc_body.
#pragma once

#include "models/machine/execution.h"

namespace umsim {

// An APC arrives at its target: it starts at once where the target's kernel portion can take it,
// and otherwise stays pending. At a thread that has ended, or whose process is being deleted, it is
// done without effect.
void queue_apc(const Machine& machine, ApcId apc, Reporter* reporter);

// The current thread, a worker, sends a disassociate APC to the primary, which must not have ended
// (APC-3).
void send_disassociate_apc(Execution& execution, ThreadId primary);

// The current thread, a primary, answers the worker that has sent it one, which goes on if it waits
// (APC-13).
void answer_disassociate_apc(const Execution& execution, ThreadId worker, Answer answer);

// Between two steps of a thread's kernel portion: takes what has become pending while APCs were
// held back, as soon as its next step does not hold them back any more, and also when it has gone
// to wait (APC-21).
void deliver_between_steps(const Execution& execution, ThreadId thread);

// True for a worker whose context is terminated: it has no user state left, and takes no APC. What
// is pending is dropped at its end.
[[nodiscard]] bool is_past_apcs(const Machine& machine, ThreadId thread);

// True when the thread has an APC that could be delivered by interrupting it in user mode, or is to
// end since its process is being deleted.
[[nodiscard]] bool wants_apc_interrupt(const Machine& machine, ThreadId thread);

// Ends the APCs that are still pending at a thread that has ended: they are run down.
void drop_apcs(Execution& execution, ThreadId thread);

}  // namespace umsim

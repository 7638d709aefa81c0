// The kernel's APC queue: arrival at a thread, and the points where its kernel portion takes the
// next one.
//
// There are two kinds: those of the scenario, each an object of the image, and disassociate APCs,
// which a worker's kernel portion sends to a primary (FIG. 7); these are fields of the two KTHREADs
// and come first. What an APC then does is in ums/fig13_apc, ums/fig14_disassociate and
// kernel/apc_body.
#pragma once

#include <optional>

#include "models/machine/execution.h"

namespace umsim {

// An APC arrives at its target: it starts at once where the target's kernel portion can take it,
// and otherwise stays pending. At a thread that has ended it is done without effect.
void queue_apc(const Machine& machine, ApcId apc, Reporter* reporter);

// The current thread, a worker, sends a disassociate APC to the primary, which must not have ended
// (APC-3).
void send_disassociate_apc(Execution& execution, ThreadId primary);

// The current thread takes its next pending APC into service: a call of the routine that serves it,
// after which the thread goes on at row `resume`; nothing when none is pending (APC-21).
[[nodiscard]] std::optional<Next> take_pending_apc(Execution& execution, std::uint8_t resume);

// The same as a jump, for a routine that has just served one.
[[nodiscard]] std::optional<Next> take_next_apc(Execution& execution);

// The same for a thread that is about to wait: puts the routine on its kernel stack and says
// whether there is one.
[[nodiscard]] bool deliver_pending(Execution& execution);

// True when the thread has an APC that could be delivered by interrupting it in user mode.
[[nodiscard]] bool wants_apc_interrupt(const Machine& machine, ThreadId thread);

// Ends the APCs that are still pending at a thread that has ended.
void drop_apcs(Execution& execution, ThreadId thread);

}  // namespace umsim

// What becomes of a worker's registers when its primary has been interrupted in the middle of a
// switch, a yield or the worker itself: completed, put back, captured (APC-6, APC-7, APC-8).
#pragma once

#include "models/machine/execution.h"

namespace umsim {

// Nobody has asked: a fault in the middle of user-mode code that switches is settled before the
// kernel serves it, in the frame of the kernel entry itself.
[[nodiscard]] bool settles_a_fault(const Execution& e);

// The worker that the primary gives back, or in whose place it has faulted.
[[nodiscard]] ThreadId worker_to_settle(const Execution& e);

// What was left of the primary's user-mode execution is given up: it will be called at its entry,
// and answers for no yield that has been put back.
void abandon_user_code(UserPortion& user);

// The worker's state is complete in the trap frame, and the fault is the worker's: on with the
// directed switch.
[[nodiscard]] Next switch_to_settled(Execution& e, ThreadId worker);

// The trap frame becomes what the worker's context has.
void take_from_context(const Execution& e, ThreadId worker);

// What an interrupted load has not loaded is not the worker's.
void forget_rest_of_load(Registers& registers);

// Puts the yield back to its start where the worker's state is: true when that is the trap frame,
// false when it is the context, since the yield has saved everything (decision 0005).
[[nodiscard]] bool put_yield_back(const Execution& e, ThreadId worker);

// Only without reset-saved-context: the primary goes back to the start of the yield that has saved
// everything, and saves it once more.
void return_to_save(const Execution& e, ThreadId worker);

// One register group from the trap frame to the worker's context (FIG14.B4).
void capture(const Execution& e, Group group);

}  // namespace umsim

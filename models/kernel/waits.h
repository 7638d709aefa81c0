// Waits: the one way in which a kernel portion waits for something that may come.
//
// A wait is two steps: the request, always possible, writes the thread's wait block and gives the
// CPU away; the completion goes on when the block says that the wait is over. Whoever brings what
// was waited for (a thread that sets an event, a device, a timer, a time-out) ends the wait at that
// moment and by that block alone, whatever the thread does then: it may just be serving an APC. A
// primary's sleep on its kernel queue is no such wait: its wake-up may come before it (ENTRY-8).
#pragma once

#include "models/machine/execution.h"

namespace umsim {

// What is waited for: with the reasons event, waitable timer and io an object, with the reason list
// the completion list of a scheduler.
struct WaitFor {
  WaitReason reason = WaitReason::none;
  ObjectId object;
  ListId list;
};

// The current thread waits, and goes on at `completion`. Its first block in a service frees its
// primary, in the same transaction (BLOCK-1, BLOCK-7).
void begin_wait(Execution& execution, WaitFor what, StepRef completion);

// The wait of the thread is over; it becomes ready unless an APC has made it so.
void end_wait(const Execution& execution, ThreadId thread);

// Ends the waits of all threads that wait for this.
void end_all_waits(const Execution& execution, WaitFor what);

// Ends the wait of the thread that has waited for this longest; false when there is none.
[[nodiscard]] bool end_one_wait(const Execution& execution, WaitFor what);

// Nothing is waited for any more: the thread has taken notice of the end, or gives up.
void clear_wait(const Machine& machine, ThreadId thread);

// The object that the thread waits for, or none.
[[nodiscard]] ObjectId awaited_object(const Machine& machine, ThreadId thread);

// What comes by itself may come now: a timer of the thread's own, a page, a transfer that its
// device has in service.
[[nodiscard]] bool awaits_completion(const Machine& machine, ThreadId thread);

// The wait has a time-out, which may come now.
[[nodiscard]] bool awaits_time_out(const Machine& machine, ThreadId thread);

// Cycles after which such a wait completes, or times out.
[[nodiscard]] std::uint64_t wait_cycles(const Machine& machine, ThreadId thread);

// Cycles that the service in progress, or the fault, asks for.
[[nodiscard]] std::uint64_t service_cycles(const Machine& machine, ThreadId thread);

// What a timed wait was for has come, or its time-out has.
void complete_wait(const Machine& machine, ThreadId thread, Reporter* reporter);

// The instruction that asked for the service which the thread's kernel portion runs.
[[nodiscard]] const Instruction& requested(const Machine& machine, ThreadId thread);

// The current thread has looked itself, and what it waited for has come; it did not wait for
// anything if it had come before.
void leave_wait(Execution& execution);

}  // namespace umsim

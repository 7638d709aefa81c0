// Dispatcher objects: events and timers that threads wait for, and devices that serve transfers.
//
// Setting an object that notifies ends all waits for it, and it stays set; setting one that
// synchronises ends the wait of the thread that has waited longest, or stays for the next that
// comes. A device is an object whose queue is served by itself, as many at a time as it can.
// Nothing here runs a step: each function is part of one, as under the dispatcher lock.
#pragma once

#include "models/machine/execution.h"

namespace umsim {

// A wait for the object need not begin: it is set. One that synchronises is cleared by that.
[[nodiscard]] bool take_signal(const Machine& machine, ObjectId object);

void set_object(const Execution& execution, ObjectId object);
void reset_object(const Execution& execution, ObjectId object);

// The timer will be set when its time has come; until then it is not.
void start_timer(const Execution& execution, ObjectId timer);
[[nodiscard]] bool is_running(const Machine& machine, ObjectId timer);
void expire_timer(const Machine& machine, ObjectId timer, Reporter* reporter);

// The thread is the last in the queue of the object; only where the order of the waiting counts.
void join_queue(const Machine& machine, ObjectId object, ThreadId thread);

// The thread leaves the queue that it is in, if it is in one.
void leave_queue(const Machine& machine, ThreadId thread);

// The thread's transfer is one of those that its device works on.
[[nodiscard]] bool is_in_service(const Machine& machine, ThreadId thread);

// The order in which threads wait for objects of that kind counts.
[[nodiscard]] bool has_queue(ObjectKind kind);

[[nodiscard]] bool is_timer(ObjectKind kind);

// Why a thread that waits for an object of that kind waits.
[[nodiscard]] WaitReason wait_reason(ObjectKind kind);

}  // namespace umsim

// The user-mode API of FIG. 12, as far as programs call it: a row a call. What it returns is a
// Status; a program may say which it expects.
#pragma once

#include "models/machine/execution.h"

namespace umsim {

// A row for each ApiCall, in its order.
[[nodiscard]] std::span<const Step> api_steps();

// The call of this instruction returns the status to the thread: it is reported, and noted when the
// program does not expect it.
void return_status(const Execution& execution, ThreadId caller, const ApiRequest& request,
                   Status status);

// SWITCH-8: what ExecuteUmsThread returns when FIG. 15 has failed so.
[[nodiscard]] Status status_of(SwitchOutcome outcome);

// SWITCH-8: what is wrong with the thread that ExecuteUmsThread names, or success.
[[nodiscard]] Status judge_target(const Machine& machine, ThreadId target);

// The call returns in user mode, to the next instruction.
[[nodiscard]] Next finish_call(Execution& execution, Status status);

// The request of the instruction that the CPU is at.
[[nodiscard]] const ApiRequest& request_of(const Execution& execution);

// api_information.cpp: EXIT-9.
[[nodiscard]] Next get_current_thread(Execution& execution);
[[nodiscard]] Next query_information(Execution& execution);
[[nodiscard]] Next set_information(Execution& execution);
[[nodiscard]] Next get_system_thread_information(Execution& execution);

}  // namespace umsim

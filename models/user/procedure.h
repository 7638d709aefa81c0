// Scheduler procedures that scenarios bring: a row for each kind of step, as for programs.
//
// The position in the procedure is in the control group; its variables (the item, the status of the
// last call, the upcall's reason, the yield's hint) are in the primary's user portion, its queues
// in memory that all primaries of the scheduler share. A step is atomic. Completion list and FIG.
// 15 are those of the built-in schedulers.
#pragma once

#include "models/machine/execution.h"

namespace umsim {

// A row for each ProcedureRow, in its order.
[[nodiscard]] std::span<const Step> procedure_steps();

// Of these the first ones that a program counter can be at: the procedure's position (its row 0),
// and what comes behind a wait and behind a switch that failed.
inline constexpr std::size_t kStoredProcedureRows =
    static_cast<std::size_t>(ProcedureRow::failed) + 1;

// SCHED.entry: the procedure begins with its first step. After a yield the item is the worker.
[[nodiscard]] Next begin_procedure(Execution& execution, UpcallReason reason);

// The time-out of the dequeue in which the primary waits for its list, in cycles, or 0.
[[nodiscard]] std::uint64_t procedure_time_out(const Machine& machine, ThreadId primary);

}  // namespace umsim

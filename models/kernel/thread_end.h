// The end of a thread: its primary's company is told, its TEB goes, then it is no more. The steps
// are rows of SERVICE.
#pragma once

#include "models/machine/execution.h"

namespace umsim {

// Where a thread that is to end leaves its kernel portion; a primary must have given back what it
// hosts (EXIT-6).
[[nodiscard]] StepRef exit_step(const Machine& machine, ThreadId thread);

// The thread is past that point: nothing can be asked of it any more (APC-18).
[[nodiscard]] bool has_left(const KThread& thread);

// SERVICE.depart: the primaries that share its lists learn that there is one less (decision 0065).
[[nodiscard]] Next depart(Execution& execution);

// SERVICE.end: the thread is no more.
[[nodiscard]] Next end_thread(Execution& execution);

}  // namespace umsim

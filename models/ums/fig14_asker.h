// Who asks a primary for its worker (FIG. 14, D7 to D9): whose disassociate APC is in service, what
// the primary has to do with that worker, and what it is told.
#pragma once

#include "models/machine/execution.h"

namespace umsim {

// The current thread, a primary, takes the disassociate APC into service that came first, of which
// there must be one.
void take_next_asker(const Execution& execution);

// The directed switch in which the current thread is has begun with the asker.
[[nodiscard]] bool switches_to_asker(const Execution& execution);

// Of a direct switch that leaves the worker `left`: the asker is one of its two workers (THREAD-8),
// or nobody asks.
[[nodiscard]] bool concerns_asker(const Execution& execution, ThreadId left);

// Answers whoever asks, who does so no longer; a primary that is to end may not have been asked.
void answer_asker(const Execution& execution, Answer answer);

}  // namespace umsim

// Where a worker is: what INV-1, INV-6, INV-7 and INV-10 count.
#pragma once

#include "models/machine/image.h"

namespace umsim {

// On how many CPUs or in how many primaries' trap frames the worker's TEB or stack is loaded.
[[nodiscard]] unsigned loads_of(const Machine& machine, ThreadId worker);

// How many of the places that exclude each other the worker is in: a completion list, a primary
// that runs it or enters the kernel for it, its own kernel portion, ended. An idle worker is in
// none of them.
[[nodiscard]] unsigned exclusive_places(const Machine& machine, ThreadId worker);

// The scheduler has the idle worker: in its ready queue, in a dequeued chain, or in a primary's
// hand.
[[nodiscard]] bool is_in_scheduler(const Machine& machine, ThreadId worker);

// No primary runs a worker while it has items that it has not walked, and no worker runs that is
// one of those of another primary, or still on its completion list (LIST-9).
[[nodiscard]] bool walked_before_run(const Machine& machine);

// How many workers are active in the kernel through this primary's kernel queue.
// A worker that every primary that could run it leaves alone because it is suspended, or none
// (EXIT-10). Primaries that have ended do not count, but one at least must be left.
[[nodiscard]] ThreadId stopped_by_suspension(const Machine& machine);

[[nodiscard]] unsigned active_workers(const Machine& machine, ThreadId primary);

}  // namespace umsim

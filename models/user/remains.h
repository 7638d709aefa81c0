// What a primary that has ended had in hand: the worker that it was about to run or had just run,
// the items that it had dequeued, its word that it is idle. All of it is in the scheduler's memory,
// and another primary of the company adopts it (EXIT-6, decision 0065).
#pragma once

#include "models/machine/execution.h"

namespace umsim {

// The primary answers for the worker in its hand: nobody else has it, neither the kernel nor a
// list. From the release of the CID by a yield on it does, and until the worker runs.
[[nodiscard]] bool answers_for_hand(const UserPortion& primary);

// The worker in hand goes where the outcome of the last attempt says: to the ready queue, to those
// that have ended, or nowhere when it is another primary's by now (decision 0008). `id` is the
// scheduler of whoever puts it there.
void put_hand_back(const Execution& execution, SchedulerId id, UserPortion& primary);

// What a primary that ends now has for `departed`: who ended first is adopted first.
[[nodiscard]] std::uint8_t place_among_departed(const Machine& machine, ThreadId primary);

// Of the company's primaries that have ended and that nobody has been heir to yet the one that
// ended first; none when there is none.
[[nodiscard]] ThreadId primary_with_remains(const Machine& machine, SchedulerId id);

// Every primary that could run the worker has ended, and the worker has not.
[[nodiscard]] bool is_stranded(const Machine& machine, ThreadId worker);

}  // namespace umsim

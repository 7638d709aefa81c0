// A run in a fixed order: what comes of a state when nothing is left to chance, so that two
// machines can be compared by the way that they take.
//
// A kernel portion that serves an APC goes first, as long as it does not wait: so others stand
// where they were when the APC came. Otherwise steps are taken in rounds: each CPU in turn takes
// the interrupt of an APC that waits for its thread, or runs its next step; an idle one gets the
// first thread that is ready. What comes from outside (waits that end, time-outs, events, timers,
// in this order), and the end of a quantum after them, comes only when a round has led to nothing
// new.
#pragma once

#include <functional>

#include "models/machine/transition.h"

namespace umsim::explore {

enum class Ending : std::uint8_t {
  all_ended,   // every thread has ended
  stuck,       // nothing can happen any more
  goes_round,  // it comes to the same state again, for ever
  broken,      // an invariant broke
  out_of_hand  // the model cannot handle what comes next (with a safeguard knocked out)
};

// run_in_fixed_order() moves the machine to its end. `before` hears of each choice before it is
// made; `reporter` may be null.
Ending run_in_fixed_order(const Machine& machine, const std::function<void(const Choice&)>& before,
                          Reporter* reporter);

}  // namespace umsim::explore

// Where a thread is in a state, in the words of expectations.
#pragma once

#include "models/machine/image.h"
#include "sim/scenario/expectation.h"

namespace umsim {

[[nodiscard]] FinalState final_state(const Machine& machine, ThreadId thread);

}  // namespace umsim

// vary(): a scenario as it would be written for another machine, and with more workers.
#pragma once

#include "sim/scenario/load.h"
#include "sim/scenario/raw.h"

namespace umsim::loading {

// The worker's copies stand behind it and are called "W1-2", "W1-3"; there is nothing else that
// would name them. A worker of no such name has none.
void vary(const Variation& variation, RawScenario& raw);

}  // namespace umsim::loading

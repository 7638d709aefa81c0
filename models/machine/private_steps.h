// What private steps report: whoever watches for such an event can tell whether the step has been
// done, and must not let it be done in one with others (decisions 0016 and 0110).
#pragma once

#include "models/machine/step.h"

namespace umsim {

// The row is a private step in some state.
[[nodiscard]] bool may_be_private(StepRef row);

// A private step, or an interrupt, which waits for its decision, reports events of this kind.
[[nodiscard]] bool may_be_reported_privately(EventKind kind);

}  // namespace umsim

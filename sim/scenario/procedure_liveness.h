// Which variables of a scheduler procedure are dead behind a step: no step asks for them any more
// before they are written anew. The model gives those their default, so that states that differ in
// nothing else are one.
#pragma once

#include <vector>

#include "models/machine/system.h"

namespace umsim::loading {

// Fills in `forgets_...` of all steps; where the steps go must be known.
void forget_what_is_dead(std::vector<ProcedureStep>& steps);

}  // namespace umsim::loading

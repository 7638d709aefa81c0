// UMS locks: who may have taken one, and what it means that nobody has (INV-8, INV-9).
#pragma once

#include "models/machine/image.h"

namespace umsim {

// INV-8: nothing was released that nobody held, and the context of a worker for which nobody works
// is held by nobody.
[[nodiscard]] bool locks_are_released(const Machine& machine);

// INV-9: a CID names a live primary that is loading, hosting or saving the worker, or entering the
// kernel for it.
[[nodiscard]] bool claims_have_a_primary(const Machine& machine);

}  // namespace umsim

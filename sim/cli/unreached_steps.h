// Why a step is not reached: what its table says of the ways to it.
#pragma once

#include <span>
#include <string>

#include "models/machine/system.h"

namespace umsim {

// "only without SAFEGUARD", "only under windows", or the conditions on which steps that are reached
// would go there: "FIG15.D1: lock not taken".
[[nodiscard]] std::string why_not_reached(StepRef step, std::span<const StepRef> reached,
                                          ProtocolProfile profile);

}  // namespace umsim

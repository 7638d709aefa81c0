// Why a step is not reached, or one of its exits not taken: what its table says of the ways to it.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "models/machine/system.h"

namespace umsim {

// "only without SAFEGUARD", "only under windows", or the conditions on which steps that are reached
// would go there: "FIG15.D1: lock not taken".
[[nodiscard]] std::string why_not_reached(StepRef step, std::span<const StepRef> reached,
                                          ProtocolProfile profile);

// The same of its exits to `to`; empty where the tables know no reason.
[[nodiscard]] std::string why_not_taken(StepRef step, std::string_view to,
                                        std::span<const StepRef> reached, ProtocolProfile profile);

}  // namespace umsim

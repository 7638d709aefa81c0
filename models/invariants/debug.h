// Debug registers: each CPU has those of the thread whose user portion is loaded (INV-11).
#pragma once

#include "models/machine/image.h"

namespace umsim {

[[nodiscard]] bool debug_registers_fit(const Machine& machine);

}  // namespace umsim

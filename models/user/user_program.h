// User programs: one step for each kind of instruction.
#pragma once

#include "models/machine/execution.h"

namespace umsim {

// A row for each Opcode, in its order.
[[nodiscard]] std::span<const Step> user_program_steps();

// What is left of the instruction if the thread is at a compute instruction, else 0.
[[nodiscard]] std::uint64_t compute_cycles_left(const Machine& machine, const Control& control);

}  // namespace umsim

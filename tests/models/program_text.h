// Programs written as text, for tests: "compute 10, repeat 3 (system_call 5, yield W2), exit".
//
// An instruction is its opcode's name, then its cycles (10 when left out), a hint, a body, or an
// object and then cycles (of io: transfers). `enter` is EnterUmsSchedulingMode. A
// program that does not end with exit gets one; `repeat 0` repeats for ever.
#pragma once

#include <string_view>

#include "models/machine/system.h"

namespace umsim::test {

// The program of that text. Throws std::invalid_argument on text that is no program.
[[nodiscard]] Program parse_program(std::string_view text, const System& system);

}  // namespace umsim::test

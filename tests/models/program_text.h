// Programs written as text, for tests: "compute 10, repeat 3 (system_call 5, yield W2), exit".
//
// An instruction is its opcode's name, then its cycles (10 when left out), a hint or a body. A
// program that does not end with exit gets one; `repeat 0` repeats for ever.
#pragma once

#include <functional>
#include <string_view>

#include "models/machine/system.h"

namespace umsim::test {

// Finds a thread by its name.
using FindThread = std::function<ThreadId(std::string_view)>;

// The program of that text. Throws std::invalid_argument on text that is no program.
[[nodiscard]] Program parse_program(std::string_view text, const FindThread& find);

}  // namespace umsim::test

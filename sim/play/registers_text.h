// Registers text: where registers are in a state of the machine, and what a CPU has loaded besides.
//
//   W1     user registers in the trap frame of P1
//   CPU0   TEB of W1 loaded
//          segment 0xB00000100 loaded
//          no debug registers loaded
//
// The report says the same in its state, from events alone (tools/viewer/src/view/state_words.ts).
#pragma once

#include <string>
#include <vector>

#include "models/machine/image.h"

namespace umsim::play {

// Where the newest user registers of a thread are that has not ended.
[[nodiscard]] std::string registers_text(const Machine& machine, ThreadId thread);

// Segment and debug registers only where the system has them.
[[nodiscard]] std::vector<std::string> loaded_text(const Machine& machine, CpuId id);

}  // namespace umsim::play

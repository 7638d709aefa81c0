// Preemptions: how often an interleaving turns away from a CPU that could have gone on.
//
// The CPU that made the latest step has the turn. A step of another CPU is a preemption when the
// one that has the turn could have made one; so is an interrupt of a CPU that could have gone on,
// unless an APC or a TLB shootdown asks for it. What comes from outside, and giving an idle CPU a
// thread, costs nothing.
#pragma once

#include <cstdint>
#include <vector>

#include "models/machine/transition.h"

namespace umsim::explore {

// Whether the choice is a preemption when `turn` has the turn (none at the start), and who has it
// then.
[[nodiscard]] bool is_preemption(const Machine& machine, CpuId turn, const Choice& choice);
[[nodiscard]] CpuId turn_after(CpuId turn, const Choice& choice);

// How many preemptions the choices have, from the system's first state on.
[[nodiscard]] std::uint64_t preemptions_of(const System& system,
                                           const std::vector<Choice>& choices);

}  // namespace umsim::explore

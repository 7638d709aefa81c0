// A second judge of properties over all interleavings, as plain as can be, that the search is held
// against.
//
// It walks every single step of the machine with nothing left out: CPUs and threads keep their
// names, states are whole keys, and for each property how often its patterns have matched is kept
// beside them.
#pragma once

#include <cstddef>
#include <optional>

#include "models/machine/system.h"
#include "sim/scenario/expectation.h"

namespace umsim::explore::test {

struct PropertyVerdict {
  std::optional<std::size_t> steps;  // to where it breaks, or a Sometimes happens; none: nowhere
  std::size_t states = 0;
};

// The system must have all its safeguards: invariants are not judged. An end counts only when every
// thread has ended.
[[nodiscard]] PropertyVerdict judge_plainly(const System& system, const Expectation& property);

}  // namespace umsim::explore::test

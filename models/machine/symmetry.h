// The symmetry of a system: which of its threads, schedulers and lists are told apart by their
// names only.
#pragma once

#include <cstddef>
#include <vector>

#include "models/machine/renaming.h"

namespace umsim {

// A system has at most this many renamings; of one that is more symmetric a part is used.
inline constexpr std::size_t kMostRenamings = 720;

// All renamings that leave the system as it is and that the steps of the model respect: a step from
// a renamed state leads to the renamed state. They are a group; the first one changes nothing, and
// with nothing to exchange it is the only one.
//
// Two workers, primaries or standard threads can change places when they run the same program and
// the same events happen to them, two schedulers when their primaries and workers can. Whatever the
// model decides by the order of an index stays where it is (decision 0090): workers of a
// round-robin scheduler, schedulers that steal, everything in systems with page tables or with
// worker slots.
[[nodiscard]] std::vector<Renaming> symmetries(const System& system);

}  // namespace umsim

// Random small systems: machines, policies, programs, events and knock-outs, small enough for
// searches of all interleavings. Storms (storms.h) are their large relatives.
#pragma once

#include <cstdint>

#include "models/machine/system.h"

namespace umsim::test {

// The same system for the same seed. Threads are often alike, so that they can change places; every
// other one has a safeguard knocked out. Some are broken in other ways, such as a worker
// that is suspended for good.
[[nodiscard]] System random_system(std::uint64_t seed);

}  // namespace umsim::test

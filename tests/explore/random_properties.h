// Random properties of a system, about what does happen in it.
#pragma once

#include "models/machine/system.h"
#include "sim/explore/random_numbers.h"
#include "sim/scenario/expectation.h"

namespace umsim::explore::test {

// A property of any kind but Always and Final. Its patterns ask for events of some random walk, so
// that they are not about nothing; the walk must report one.
[[nodiscard]] Expectation random_property(const System& system, RandomNumbers& random);

// The same, or where some thread is at the end.
[[nodiscard]] Expectation random_property_or_final(const System& system, RandomNumbers& random);

}  // namespace umsim::explore::test

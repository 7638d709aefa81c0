// Soundness: what makes a search smaller, faster or able to go on must not change what it finds.
//
// A system with every safeguard must keep the invariants, unless a hint of its programs is wrong.
// Besides that no verdict is expected: a system is searched as plainly as can be, into a std::set
// and without any reduction, and then in every other way; what they find is compared.
#pragma once

#include <cstdint>
#include <string>

#include "models/machine/system.h"
#include "tests/explore/soundness_counts.h"

namespace umsim::explore::test {

// check_soundness() says what is different, in a sentence, or nothing. A system of more than
// `most_states` is left alone.
[[nodiscard]] std::string check_soundness(const System& system, std::uint64_t seed,
                                          std::uint64_t most_states, SoundnessCounts& counts);

}  // namespace umsim::explore::test

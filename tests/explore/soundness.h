// Soundness: what makes a search smaller, faster or able to go on must not change what it finds.
//
// A system with every safeguard must keep the invariants, unless a hint of its programs is wrong.
// Besides that no verdict is expected: a system is searched as plainly as can be, into a std::set
// and without any reduction, and then in every other way; what they find is compared.
#pragma once

#include <cstdint>
#include <string>

#include "models/machine/system.h"

namespace umsim::explore::test {

struct SoundnessCounts {
  std::uint64_t systems = 0;
  std::uint64_t too_large = 0;  // not compared
  std::uint64_t holding = 0;
  std::uint64_t violated = 0;
  std::uint64_t deadlocked = 0;
  std::uint64_t lost_goals = 0;
  std::uint64_t collapsed = 0;  // to a state that the model cannot handle
  std::uint64_t symmetric = 0;  // threads can change places
  std::uint64_t three_cpus = 0;
  std::uint64_t three_primaries = 0;
  std::uint64_t procedures = 0;         // a scheduler has one of the scenario's
  std::uint64_t deletions = 0;          // a process is deleted
  std::uint64_t broken_properties = 0;  // a random property does not hold
  std::uint64_t smaller = 0;            // with all reductions than without
  std::uint64_t plain_states = 0;       // of all systems, without reductions
  std::uint64_t reduced_states = 0;     // ... with all of them
  std::uint64_t searches = 0;
  std::uint64_t resumed = 0;  // of these, stopped and taken up again
};

// check_soundness() says what is different, in a sentence, or nothing. A system of more than
// `most_states` is left alone.
[[nodiscard]] std::string check_soundness(const System& system, std::uint64_t seed,
                                          std::uint64_t most_states, SoundnessCounts& counts);

[[nodiscard]] std::string text_of(const SoundnessCounts& counts);

}  // namespace umsim::explore::test

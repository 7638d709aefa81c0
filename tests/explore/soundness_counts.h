// What systems have been compared, and what was found of each: a comparison of many systems says so
// in the end, and must not have been about one kind alone.
#pragma once

#include <cstdint>
#include <string>

#include "models/machine/system.h"
#include "sim/explore/model_search.h"

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

// Counts what kind of system it is, and what a search without reductions has found.
void count_system(const System& system, const ModelResult& result, SoundnessCounts& counts);

[[nodiscard]] std::string text_of(const SoundnessCounts& counts);

}  // namespace umsim::explore::test

// Systems small enough to be searched to the end in a test.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "models/machine/system.h"

namespace umsim::explore::test {

using Instructions = std::vector<Instruction>;

[[nodiscard]] Instruction yield();
[[nodiscard]] Instruction yield_to(std::size_t worker);
[[nodiscard]] Instruction instruction(Opcode opcode);

// One scheduler with one list. Workers "W1", ... start parked on it, one a program, each of which
// gets its exit at the end; primaries are "P1", ....
struct Pool {
  std::uint16_t cpus = 2;
  std::size_t primaries = 1;
  std::vector<Instructions> workers;
  std::vector<std::pair<ApcKind, std::size_t>> apcs;  // kind, and its thread: workers first
};
[[nodiscard]] System make_system(const Pool& pool);

// A worker that yields once, one primary, two CPUs, a set-context APC: enough for seven of the
// eight safeguards.
[[nodiscard]] System yielding_worker();
// Two workers that both name the third when they yield, and two primaries: two claims of one worker
// at a time.
[[nodiscard]] System two_hints();

[[nodiscard]] System without(System system, KnockOut safeguard);

struct NamedSystem {
  std::string name;
  System system;
};
// Varied systems of at most some ten thousand states, all with every safeguard.
[[nodiscard]] std::vector<NamedSystem> small_systems();

}  // namespace umsim::explore::test

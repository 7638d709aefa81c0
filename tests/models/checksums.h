// Checksums: what the programs of a system have computed, taken at their exits (INV-14).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/machine/transition.h"
#include "sim/explore/random_numbers.h"

namespace umsim::test {

// Each thread's integer registers at its exit; 0 while it has not come there.
using Checksums = std::vector<std::uint64_t>;

// Keeps the checksum if the choice is the exit of a program.
void note_exit(const Machine& machine, const Choice& choice, Checksums& checksums);

// How much of a compute instruction is done before something may come in between: all of it, or a
// random part.
[[nodiscard]] std::uint64_t part_of(const Machine& machine, const Choice& choice,
                                    explore::RandomNumbers& random);

// The program as a standard thread runs it. A yield leaves registers as a system call does, so one
// of these stands in its place.
[[nodiscard]] std::string without_yields(std::string program);

}  // namespace umsim::test

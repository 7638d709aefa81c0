// What the timed engine says in words: choices, and what threads are doing, by their names.
#pragma once

#include <string>

#include "models/machine/transition.h"
#include "sim/timed/timed_run.h"

namespace umsim::timed {

// As "CPU 0 runs its next step". Names of what does not exist are numbers.
[[nodiscard]] std::string describe(const System& system, const Choice& choice);

// Where each thread is, by ThreadId.
[[nodiscard]] std::vector<ThreadAtEnd> threads_of(const Machine& machine);

}  // namespace umsim::timed

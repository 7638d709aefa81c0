// Walks through the model: any choice that a state offers, one after the other, with all events
// recorded.
//
// This is what the engines do, without their clocks and orders: it shows whether the events that
// steps report make sense in every order in which steps can come.
#pragma once

#include <cstdint>
#include <functional>

#include "models/machine/image.h"
#include "models/machine/system.h"
#include "traces/recorder.h"

namespace umsim {

// Two CPUs, two primaries, three workers whose programs use every instruction, a standard thread,
// and an APC of every kind.
[[nodiscard]] System walked_system();
// The same with page tables, the primaries' TEBs above 4 GB.
[[nodiscard]] System paged_system();
// The same, and its threads use debug registers, or try to.
[[nodiscard]] System debugged_system();

// The same with a poller, and threads that are struck by what is no APC, and end while they wait.
[[nodiscard]] System struck_system();

// walk makes choices by the seed until every thread has ended or `most_choices` are made; 10 cycles
// apart. `after` looks at the machine after each.
void walk(const System& system, std::uint64_t seed, int most_choices, Recorder& recorder,
          const std::function<void(const Machine&)>& after = {});

}  // namespace umsim

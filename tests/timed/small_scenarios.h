// Scenarios of a few threads, built in C++, and a machine on which times can be worked out by hand.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "sim/scenario/scenario.h"

namespace umsim::timed::test {

using Instructions = std::vector<Instruction>;

[[nodiscard]] Instruction compute(std::uint64_t cycles);
[[nodiscard]] Instruction system_call(std::uint64_t cycles);
[[nodiscard]] Instruction sleep(std::uint64_t cycles);
[[nodiscard]] Instruction yield();
// Goes back to instruction `target`; count 0 for ever.
[[nodiscard]] Instruction repeat(std::uint16_t target, std::uint16_t count);

// Every step costs one cycle, memory costs nothing, a quantum never ends.
[[nodiscard]] MachineProfile unit_machine();

// Threads that are no workers, named "A", "B", …, one a program. Programs end with exit by
// themselves.
[[nodiscard]] Scenario standard_threads(std::uint16_t cpus,
                                        const std::vector<Instructions>& programs);

// Workers "W1", "W2", …, one a program, parked on one list that primaries "P1", … share.
[[nodiscard]] Scenario workers(std::uint16_t cpus, std::size_t primaries,
                               const std::vector<Instructions>& programs);

// Adds a standard thread to a scenario.
void add_standard_thread(Scenario& scenario, const std::string& name, Instructions program);

// Adds an APC to a thread; returns its id.
ApcId add_apc(Scenario& scenario, ApcKind kind, ThreadId target, Moment moment);
ApcId add_apc(Scenario& scenario, ApcKind kind, ThreadId target, const EventPlace& place);
// An event that is no APC; a fault takes 30 cycles.
ApcId add_event(Scenario& scenario, AsyncKind what, ThreadId target, Moment moment);

// The thread of that name.
[[nodiscard]] ThreadId thread_named(const Scenario& scenario, const std::string& name);

}  // namespace umsim::timed::test

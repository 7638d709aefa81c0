// What every run of a model should be able to reach, from wherever it is: the goals of the search.
#pragma once

#include <cstddef>
#include <string>

#include "models/machine/image.h"
#include "models/machine/renaming.h"

namespace umsim::explore {

// A goal for every thread (it runs again, or has ended), in their order, and then one for every APC
// or other event (it is served).
[[nodiscard]] std::size_t count_of_goals(const System& system);

[[nodiscard]] bool is_goal_met(const Machine& machine, std::size_t goal);

// A sentence on what is lost when the goal cannot be met any more.
[[nodiscard]] std::string loss_of_goal(const System& system, std::size_t goal);

// What a goal is when things have changed places.
[[nodiscard]] std::size_t renamed_goal(const System& system, const Renaming& renaming,
                                       std::size_t goal);

}  // namespace umsim::explore

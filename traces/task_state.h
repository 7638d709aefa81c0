// What Linux's scheduler would call what a thread does, for the formats that are Linux's.
#pragma once

#include <cstdint>

#include "traces/activity.h"

namespace umsim {

// The numbers of Linux.
enum class TaskState : std::uint8_t { runnable = 0, sleeping = 1, in_wait_for_io = 2, dead = 16 };

// task_state says it of a portion; one that has begun no wait and has not ended is runnable.
[[nodiscard]] TaskState task_state(const Activity& activity);

// letter_of gives R, S, D or X.
[[nodiscard]] char letter_of(TaskState state);

}  // namespace umsim

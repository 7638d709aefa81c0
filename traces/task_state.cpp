#include "traces/task_state.h"

namespace umsim {

TaskState task_state(const Activity& activity) {
  switch (activity.doing) {
    case Doing::nothing:
    case Doing::ready:
    case Doing::user_mode:
    case Doing::kernel: return TaskState::runnable;
    case Doing::ended: return TaskState::dead;
    case Doing::blocked: {
      const auto reason = static_cast<WaitReason>(activity.with);
      const bool io = reason == WaitReason::page || reason == WaitReason::io;
      return io ? TaskState::in_wait_for_io : TaskState::sleeping;
    }
    case Doing::hosting:
    case Doing::held:
    case Doing::in_kernel:
    case Doing::parked: return TaskState::sleeping;
  }
  return TaskState::sleeping;
}

char letter_of(TaskState state) {
  switch (state) {
    case TaskState::runnable: return 'R';
    case TaskState::sleeping: return 'S';
    case TaskState::in_wait_for_io: return 'D';
    case TaskState::dead: return 'X';
  }
  return '?';
}

}  // namespace umsim

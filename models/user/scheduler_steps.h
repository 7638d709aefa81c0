// The steps of the user-mode scheduler that belong to one policy, and what they share with the
// common path. The table that puts them in a row is in scheduler.cpp.
#pragma once

#include "models/machine/execution.h"
#include "models/user/policy.h"

namespace umsim {

// The scheduler that the primary runs on whose stack the CPU is.
[[nodiscard]] inline SchedulerId scheduler_of(const Execution& e) {
  return e.system().thread(e.stack_owner()).scheduler;
}

// Goes on to the switch to the worker in hand; somebody idle is woken before when work is left.
[[nodiscard]] Next run_hand(Execution& execution);

// idle.cpp: who has nothing to run says so before it waits, and who leaves work behind wakes one of
// those.
[[nodiscard]] Next attempt_switch(Execution& execution);
[[nodiscard]] Next resume(Execution& execution);
[[nodiscard]] Next wake_idle(Execution& execution);

// work_stealing.cpp: the queue, then the list, of one other scheduler after the other (LIST-11).
[[nodiscard]] Next steal_from_queue(Execution& execution);
[[nodiscard]] Next steal_from_list(Execution& execution);

// remains.cpp: takes what a primary that has ended had (EXIT-6).
[[nodiscard]] Next adopt(Execution& execution);

// poller.cpp: asks whether a worker that was set aside is still suspended (EXIT-2).
[[nodiscard]] Next look_at_suspended(Execution& execution);

// wrong_schedulers.cpp: what no scheduler may do (LIST-9).
[[nodiscard]] Next run_before_walked(Execution& execution);
[[nodiscard]] Next requeue_in_user_mode(Execution& execution);

}  // namespace umsim

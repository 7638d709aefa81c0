// Coverage: which steps a search has taken, by which of their exits, which lock transitions it has
// seen, and which events have come.
//
// A step counts however it is taken: as a step of the search, in a run of private steps, or before
// a violation; an exit counts once the step is done. Exits of a step to the same place are one. A
// search that takes one of several states that differ by names only covers what all of them would.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "models/machine/exits.h"
#include "models/ums/lock_transitions.h"
#include "sim/explore/mark_set.h"

namespace umsim::explore {

[[nodiscard]] Mark mark_of_step(StepRef step);
// `exit` is a position in the step's row. Exits to the same place have the same mark.
[[nodiscard]] Mark mark_of_exit(StepRef step, std::size_t exit);
// `transition` is a position in lock_transitions().
[[nodiscard]] Mark mark_of_lock_transition(std::size_t transition);
[[nodiscard]] Mark mark_of_arrival(ApcId event);
// A lock has changed in a way that lock_transitions() does not have: with all safeguards a defect.
inline constexpr Mark kUnknownLockTransition = 0;

// Watches choices as they are made, and marks what they cover.
class CoverageWatch {
 public:
  explicit CoverageWatch(SuccessorSink& sink) : sink_(sink) {}

  void before(const Machine& machine, const Choice& choice);
  void after(const Machine& machine);

 private:
  void mark_exits(const Machine& machine, const StepStart& start);
  void mark_lock_transition(LockWord before, LockWord after);

  SuccessorSink& sink_;
  std::optional<StepStart> step_;  // that is being made
  std::vector<LockWord> locks_;    // of the workers, before the choice
};

}  // namespace umsim::explore

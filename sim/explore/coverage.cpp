#include "sim/explore/coverage.h"

#include <algorithm>

#include "models/machine/routines.h"

namespace umsim::explore {
namespace {

// A step has a block of marks: itself and its exits.
constexpr Mark kMostExits = 31;
constexpr Mark kMarksOfStep = kMostExits + 1;
constexpr Mark kMostSteps = 64;  // of a routine
constexpr Mark kFirstStep = kUnknownLockTransition + 1;
constexpr Mark kMostLockTransitions = 1024;
constexpr Mark kOfLocks =
    kFirstStep + static_cast<Mark>(RoutineId::count_) * kMostSteps * kMarksOfStep;

Mark first_exit_to_same_place(const Step& step, std::size_t exit) {
  const auto same = std::find_if(step.exits.begin(), step.exits.end(), [&](const Exit& other) {
    return other.to == step.exits[exit].to;
  });
  return static_cast<Mark>(same - step.exits.begin());
}

constexpr StepRef kDispatch = step_ref(RoutineId::dispatch, 0);

}  // namespace

Mark mark_of_step(StepRef step) {
  require(step.row < kMostSteps, "a routine has more steps than there are marks for");
  return kFirstStep + (step.routine * kMostSteps + step.row) * kMarksOfStep;
}

Mark mark_of_exit(StepRef step, std::size_t exit) {
  const Mark first = first_exit_to_same_place(step_at(step), exit);
  require(first < kMostExits, "a step has more exits than there are marks for");
  return mark_of_step(step) + 1 + first;
}

Mark mark_of_lock_transition(std::size_t transition) {
  return kOfLocks + static_cast<Mark>(transition);
}

Mark mark_of_arrival(ApcId event) { return kOfLocks + kMostLockTransitions + event.value; }

void CoverageWatch::before(const Machine& machine, const Choice& choice) {
  step_.reset();
  if (choice.kind == ChoiceKind::step) {
    step_ = start_of_step(machine, choice.cpu);
    sink_.mark(mark_of_step(step_->row));
  } else if (choice.kind == ChoiceKind::dispatch) {
    sink_.mark(mark_of_step(kDispatch));
    sink_.mark(mark_of_exit(kDispatch, 0));  // its only one
  } else if (choice.kind == ChoiceKind::arrive) {
    sink_.mark(mark_of_arrival(ApcId(choice.index)));
  }
  locks_.clear();
  for (std::size_t worker = 0; worker < machine.system().workers; ++worker) {
    locks_.push_back(word_of(machine.context(ThreadId(worker)).lock));
  }
}

void CoverageWatch::after(const Machine& machine) {
  if (step_) {
    mark_exits(machine, *step_);
  }
  for (std::size_t worker = 0; worker < locks_.size(); ++worker) {
    const LockWord now = word_of(machine.context(ThreadId(worker)).lock);
    if (now != locks_[worker]) {
      mark_lock_transition(locks_[worker], now);
    }
  }
}

void CoverageWatch::mark_exits(const Machine& machine, const StepStart& start) {
  const std::uint32_t taken = exits_taken(machine, start).mask;
  const std::size_t exits = step_at(start.row).exits.size();
  for (std::size_t i = 0; i < exits; ++i) {
    if ((taken >> i & 1U) != 0) {
      sink_.mark(mark_of_exit(start.row, i));
    }
  }
}

void CoverageWatch::mark_lock_transition(LockWord before, LockWord after) {
  const auto all = lock_transitions();
  const LockTransition made{step_ ? step_at(step_->row).label : kFromOutside, before, after};
  const auto found = std::find(all.begin(), all.end(), made);
  sink_.mark(found == all.end()
                 ? kUnknownLockTransition
                 : mark_of_lock_transition(static_cast<std::size_t>(found - all.begin())));
}

}  // namespace umsim::explore

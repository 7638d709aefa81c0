// Fairness: what a graph says about its states and steps for the question whether a run that never
// ends is one that can happen.
//
// What can be wanted is a *condition*: that a thread makes a step, that an event comes. A cycle is
// weakly fair when for each condition there is a state on it where nobody wants it, or a step that
// serves it: whoever wants something all the time gets it at some time. It is strongly fair when,
// besides, there is a step that serves each condition for which another step on the cycle *tries*
// in vain: who tries again and again succeeds at some time.
#pragma once

#include <cstdint>
#include <span>

#include "sim/explore/state_graph.h"
#include "sim/scenario/fairness_kind.h"

namespace umsim::explore {

inline constexpr unsigned kMaxConditions = 64;
inline constexpr unsigned kMaxMovers = 32;

using ConditionMask = std::uint64_t;  // bit c stands for condition c
// What condition c is behind a turn.
using ConditionOrder = GoalOrder;

struct Wants {
  ConditionMask wanted = 0;    // what is wanted in the state, and so must come at some time
  ConditionMask starving = 0;  // whose condition it is, has work and does not get on with it: to go
                               // on like this for ever is starvation
};

struct StepService {
  ConditionMask serves = 0;  // what the step does of what can be wanted
  ConditionMask tries = 0;   // what it tries to do, and fails to
  bool advances = false;     // a program gets further: a cycle with such a step is no ring
};

class Fairness {
 public:
  virtual ~Fairness() = default;

  // At most kMaxConditions.
  [[nodiscard]] virtual unsigned conditions() const = 0;
  // As StateGraph::turns(), of conditions.
  [[nodiscard]] virtual std::span<const ConditionOrder> turns() const = 0;
  // Each choice has a mover, a number below movers(). The search remembers it with every step:
  // where no mover can do what somebody wants all along, nobody has to look at the steps once more.
  [[nodiscard]] virtual unsigned movers() const { return 1; }
  [[nodiscard]] virtual Mover mover(ChoiceCode /*choice*/) const { return 0; }
  // wants() looks at a state; service() and can_serve() are about that which was looked at last:
  // what a choice does, and what all choices of a mover can at most.
  virtual Wants wants(KeyView key) = 0;
  [[nodiscard]] virtual StepService service(ChoiceCode choice) const = 0;
  [[nodiscard]] virtual ConditionMask can_serve(Mover /*mover*/) const { return ~ConditionMask{0}; }
};

}  // namespace umsim::explore

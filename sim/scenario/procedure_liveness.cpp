#include "sim/scenario/procedure_liveness.h"

#include <array>

namespace umsim::loading {

namespace {

struct Variable {
  bool (*reads)(const ProcedureStep&);
  bool (*writes)(const ProcedureStep&);
  bool ProcedureStep::*forgets;
};

bool asks(const ProcedureStep& step, Question question) {
  return step.row == ProcedureRow::test && step.question == question;
}

constexpr std::array<Variable, 3> kVariables{{
    {[](const ProcedureStep& step) { return asks(step, Question::reason); },
     [](const ProcedureStep&) { return false; }, &ProcedureStep::forgets_reason},
    {[](const ProcedureStep& step) { return asks(step, Question::status); },
     [](const ProcedureStep& step) {
       return step.row == ProcedureRow::dequeue || step.row == ProcedureRow::execute ||
              step.row == ProcedureRow::enter;
     },
     &ProcedureStep::forgets_status},
    {[](const ProcedureStep& step) { return step.row == ProcedureRow::take_hint; },
     [](const ProcedureStep& step) { return step.row == ProcedureRow::take_hint; },
     &ProcedureStep::forgets_hint},
}};

bool branches(const ProcedureStep& step) {
  return step.row == ProcedureRow::test || step.row == ProcedureRow::look;
}

// Whether the variable is asked for behind the step.
bool is_live_behind(const ProcedureStep& step, const std::vector<bool>& live) {
  if (step.row == ProcedureRow::leave) return false;
  return live[step.next] || (branches(step) && live[step.otherwise]);
}

void forget(const Variable& variable, std::vector<ProcedureStep>& steps) {
  std::vector<bool> live(steps.size());  // before each step
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t i = steps.size(); i-- > 0;) {
      const bool behind = is_live_behind(steps[i], live);
      const bool now = variable.reads(steps[i]) || (behind && !variable.writes(steps[i]));
      changed = changed || now != live[i];
      live[i] = now;
    }
  }
  for (ProcedureStep& step : steps) step.*variable.forgets = !is_live_behind(step, live);
}

}  // namespace

void forget_what_is_dead(std::vector<ProcedureStep>& steps) {
  for (const Variable& variable : kVariables) forget(variable, steps);
}

}  // namespace umsim::loading

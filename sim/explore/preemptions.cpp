#include "sim/explore/preemptions.h"

#include "models/kernel/interrupt.h"
#include "models/machine/image.h"

namespace umsim::explore {
namespace {

bool could_go_on(const Machine& machine, CpuId cpu) {
  return cpu.valid() && is_enabled(machine, {ChoiceKind::step, cpu, 0});
}

}  // namespace

bool is_preemption(const Machine& machine, CpuId turn, const Choice& choice) {
  if (choice.kind == ChoiceKind::interrupt) {
    return preemption_matters(machine) && could_go_on(machine, choice.cpu);
  }
  return choice.kind == ChoiceKind::step && choice.cpu != turn && could_go_on(machine, turn);
}

CpuId turn_after(CpuId turn, const Choice& choice) {
  return choice.kind == ChoiceKind::step ? choice.cpu : turn;
}

std::uint64_t preemptions_of(const System& system, const std::vector<Choice>& choices) {
  const Layout layout(system);
  Image image(system, layout);
  CpuId turn;
  std::uint64_t preemptions = 0;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    preemptions += is_preemption(image.machine(), turn, choices[i]) ? 1U : 0U;
    turn = turn_after(turn, choices[i]);
    // The last one may be one that the model cannot handle.
    if (i + 1 < choices.size()) {
      apply(image.machine(), choices[i], nullptr);
    }
  }
  return preemptions;
}

}  // namespace umsim::explore

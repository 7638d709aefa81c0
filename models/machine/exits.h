// Exits: which of the ways that its row declares a step has taken, told from the machine before it
// and behind it.
#pragma once

#include <cstdint>
#include <string_view>

#include "models/machine/transition.h"

namespace umsim {

// What has to be remembered of a step that a CPU is about to run; the CPU must not be idle.
struct StepStart {
  CpuId cpu;
  ThreadId thread;
  ThreadId stack_owner;
  StepRef row;
  bool user_mode = false;
  unsigned depth = 0;  // frames on the stack that the program counter belongs to
};
[[nodiscard]] StepStart start_of_step(const Machine& machine, CpuId cpu);

struct TakenExits {
  // A bit for each exit of the row, in its order. Exits to the same place are not told apart; a
  // step that waits may have gone on to another row as well.
  std::uint32_t mask = 0;
  std::string_view undeclared;  // where the step has gone, if its row does not say so
};

// exits_taken is asked right behind the step. An APC that the thread has taken between the steps
// counts only where the row declares it; elsewhere it is what the step has led to below.
[[nodiscard]] TakenExits exits_taken(const Machine& machine, const StepStart& start);

// The exits of the step that lead to `to`, a bit each.
[[nodiscard]] std::uint32_t exits_to(const Step& step, std::string_view to);

}  // namespace umsim

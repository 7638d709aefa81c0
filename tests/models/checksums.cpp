#include "tests/models/checksums.h"

#include "models/machine/execution.h"

namespace umsim::test {

void note_exit(const Machine& machine, const Choice& choice, Checksums& checksums) {
  if (choice.kind != ChoiceKind::step) {
    return;
  }
  const StepRef exit{static_cast<std::uint8_t>(RoutineId::user_program),
                     static_cast<std::uint8_t>(Opcode::exit)};
  if (next_step(machine, choice.cpu) == exit) {
    const Registers& live = machine.cpu(choice.cpu).registers;
    checksums[live.control.stack_owner.at()] = live.integer;
  }
}

std::uint64_t part_of(const Machine& machine, const Choice& choice,
                      explore::RandomNumbers& random) {
  const std::uint64_t left =
      choice.kind == ChoiceKind::step ? compute_left(machine, choice.cpu) : 0;
  return left > 1 && random.below(2) == 0 ? 1 + random.next() % (left - 1) : kAllCycles;
}

std::string without_yields(std::string program) {
  const std::string yield = "yield";
  for (std::size_t at = program.find(yield); at != std::string::npos; at = program.find(yield)) {
    program.replace(at, yield.size(), "system_call");
  }
  return program;
}

}  // namespace umsim::test

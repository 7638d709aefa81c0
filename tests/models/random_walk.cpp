#include "tests/models/random_walk.h"

#include "models/cpu/teb.h"
#include "models/invariants/invariants.h"
#include "models/kernel/apc_queue.h"

namespace umsim::test {

RandomWalk::RandomWalk(const System& system, std::uint64_t seed)
    : system_(system),
      layout_(system),
      image_(system, layout_),
      random_(seed),
      patience_(std::uint32_t{1} << random_.below(4)) {}

std::optional<Choice> RandomWalk::choose() {
  choices_.clear();
  if (broken_.empty()) {
    enabled_choices(machine(), choices_);
  }
  if (choices_.empty()) {
    return std::nullopt;
  }
  for (std::uint32_t i = 0; i < patience_; ++i) {
    const Choice choice = any_choice();
    if (choice.kind == ChoiceKind::step || choice.kind == ChoiceKind::dispatch ||
        is_answer(choice)) {
      return choice;
    }
  }
  return any_choice();
}

// An interrupt that somebody waits for.
bool RandomWalk::is_answer(const Choice& choice) {
  if (choice.kind != ChoiceKind::interrupt) {
    return false;
  }
  return is_asked_to_flush(machine(), choice.cpu) ||
         wants_apc_interrupt(machine(), machine().cpu(choice.cpu).current);
}

Choice RandomWalk::any_choice() {
  return choices_[random_.below(static_cast<std::uint32_t>(choices_.size()))];
}

Outcome RandomWalk::make(const Choice& choice, Reporter* reporter, std::uint64_t granted_cycles) {
  Outcome outcome;
  try {
    outcome = apply(machine(), choice, reporter, granted_cycles);
  } catch (const InternalError& error) {
    broken_ = error.what();
    failed_ = true;
    return outcome;
  }
  if (const Invariant* invariant = broken_invariant(machine())) {
    broken_ = std::string(invariant->id) + ": " + std::string(invariant->sentence);
  }
  return outcome;
}

}  // namespace umsim::test

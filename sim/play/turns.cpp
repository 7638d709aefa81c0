#include "sim/play/turns.h"

#include "models/cpu/teb.h"
#include "models/kernel/apc_queue.h"

namespace umsim::play {
namespace {

bool is_of_cpu(const Choice& choice) {
  return choice.kind == ChoiceKind::step || choice.kind == ChoiceKind::dispatch;
}

// The CPU has been asked to take an interrupt; without that it is the end of a quantum.
bool is_asked(const Machine& machine, CpuId cpu) {
  const ThreadId current = machine.cpu(cpu).current;
  const bool user_mode = current.valid() && machine.cpu(cpu).mode == Mode::user;
  return is_asked_to_flush(machine, cpu) || (user_mode && wants_apc_interrupt(machine, current));
}

bool comes_from_outside(const Machine& machine, const Choice& choice) {
  const bool interrupt = choice.kind == ChoiceKind::interrupt;
  return !is_of_cpu(choice) && !(interrupt && is_asked(machine, choice.cpu));
}

// Better than another choice of the same CPU: an interrupt that is asked for before the step, and
// the thread that has been ready for longest.
bool is_better(const Machine& machine, const Choice& choice, const Choice& than) {
  if (choice.kind == ChoiceKind::dispatch && than.kind == ChoiceKind::dispatch) {
    return machine.kthread(ThreadId(choice.index)).ready_since <
           machine.kthread(ThreadId(than.index)).ready_since;
  }
  return choice.kind == ChoiceKind::interrupt;
}

std::optional<Choice> choice_of(const Machine& machine, CpuId cpu,
                                std::span<const Choice> enabled) {
  std::optional<Choice> best;
  for (const Choice& choice : enabled) {
    const bool own = choice.cpu == cpu && !comes_from_outside(machine, choice);
    if (own && (!best || is_better(machine, choice, *best))) best = choice;
  }
  return best;
}

// The CPU behind the one that went last first; CPU 0 when none has.
std::optional<Choice> choice_of_some_cpu(const Machine& machine, std::span<const Choice> enabled,
                                         CpuId last) {
  const std::size_t cpus = machine.system().cpus;
  const std::size_t first = last.valid() ? last.at() + 1 : 0;
  for (std::size_t i = 0; i < cpus; ++i) {
    if (const auto choice = choice_of(machine, CpuId((first + i) % cpus), enabled)) return choice;
  }
  return std::nullopt;
}

// What comes from outside next, in a ring of all that may.
std::optional<Choice> choice_from_outside(const Machine& machine, std::span<const Choice> enabled,
                                          const std::optional<Choice>& before) {
  std::optional<Choice> first;
  std::optional<Choice> next;
  for (const Choice& choice : enabled) {
    if (!comes_from_outside(machine, choice)) continue;
    if (!first || to_code(choice) < to_code(*first)) first = choice;
    const bool behind = before && to_code(choice) > to_code(*before);
    if (behind && (!next || to_code(choice) < to_code(*next))) next = choice;
  }
  return next ? next : first;
}

}  // namespace

void TurnsTaken::add(const Choice& made) {
  if (made.cpu.valid()) cpu = made.cpu;
  if (is_of_cpu(made)) {
    ++quiet;
  } else {
    from_outside = made;
    quiet = 0;
  }
}

Choice next_in_turn(const Machine& machine, std::span<const Choice> enabled,
                    const TurnsTaken& taken) {
  require(!enabled.empty(), "nothing can happen, and somebody was to have a turn");
  const auto of_cpu = choice_of_some_cpu(machine, enabled, taken.cpu);
  if (of_cpu && taken.quiet < kPatience) return *of_cpu;
  const auto outside = choice_from_outside(machine, enabled, taken.from_outside);
  return outside ? *outside : *of_cpu;
}

}  // namespace umsim::play

#include "sim/explore/pct_strategy.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace umsim::explore {

std::size_t count_of_actors(const System& system) {
  return 3 * system.threads.size() + system.cpus + system.apcs.size() + system.objects.size();
}

std::size_t actor_of(const Machine& machine, const Choice& choice) {
  const System& system = machine.system();
  const std::size_t threads = system.threads.size();
  const std::size_t waits = threads + system.cpus;
  const std::size_t events = waits + 2 * threads;
  switch (choice.kind) {
    case ChoiceKind::step: return machine.cpu(choice.cpu).current.at();
    case ChoiceKind::dispatch: return choice.index;
    case ChoiceKind::interrupt: return threads + choice.cpu.at();
    case ChoiceKind::complete: return waits + choice.index;
    case ChoiceKind::time_out: return waits + threads + choice.index;
    case ChoiceKind::arrive: return events + choice.index;
    case ChoiceKind::expire: return events + system.apcs.size() + choice.index;
  }
  return 0;
}

PctStrategy::PctStrategy(const System& system, PctOptions options)
    : options_(options), random_(options.seed), priorities_(count_of_actors(system)) {}

void PctStrategy::begin(std::uint64_t run) {
  random_ = RandomNumbers(seed_of_run(options_.seed, run));
  made_ = 0;
  // The priorities below `depth` are for those who lose theirs.
  std::iota(priorities_.begin(), priorities_.end(), std::size_t{options_.depth});
  for (std::size_t i = priorities_.size(); i > 1; --i) {
    std::swap(priorities_[i - 1], priorities_[random_.below(static_cast<std::uint32_t>(i))]);
  }
  change_points_.clear();
  for (unsigned i = 1; i < options_.depth; ++i) {
    change_points_.push_back(random_.next() % options_.choices);
  }
  std::ranges::sort(change_points_);
}

std::size_t PctStrategy::choose(const Machine& machine, std::span<const Choice> choices) {
  const std::uint64_t now = made_++;
  if (now >= options_.choices) {
    return random_.below(static_cast<std::uint32_t>(choices.size()));
  }
  const auto highest = [&] {
    return static_cast<std::size_t>(
        std::ranges::max_element(
            choices, {},
            [&](const Choice& choice) { return priorities_[actor_of(machine, choice)]; }) -
        choices.begin());
  };
  std::size_t chosen = highest();
  for (std::size_t i = 0; i < change_points_.size(); ++i) {
    if (change_points_[i] == now) {
      priorities_[actor_of(machine, choices[chosen])] = options_.depth - 1 - i;
      chosen = highest();
    }
  }
  return chosen;
}

double PctStrategy::guarantee() const {
  return 1.0 / (static_cast<double>(priorities_.size()) *
                std::pow(static_cast<double>(options_.choices), options_.depth - 1.0));
}

}  // namespace umsim::explore

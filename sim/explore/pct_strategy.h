// PctStrategy: probabilistic concurrency testing (Burckhardt et al., "A Randomized Scheduler with
// Probabilistic Guarantees of Finding Bugs", ASPLOS 2010).
//
// Everybody who can do something has a random priority, and the highest one that can goes. At some
// random moments, one less than the depth, the one that is about to go gets a priority below all
// others. A violation that needs so many ordered pairs of choices, its depth, comes up in a run
// with at least the probability 1 / (n k^(depth-1)), for n who can do something and runs of at most
// k choices. Behind choice k everything is left to chance, so that nobody is kept from going for
// ever.
#pragma once

#include <vector>

#include "sim/explore/random_numbers.h"
#include "sim/explore/strategy.h"

namespace umsim::explore {

struct PctOptions {
  std::uint64_t seed = 1;
  unsigned depth = 3;           // at least 1
  std::uint64_t choices = 100;  // k: how long a run is taken to be, at least 1
};

// How many can do something in a system: each thread, each CPU's interrupt, what each thread waits
// for and its time-out, each event, each timer.
[[nodiscard]] std::size_t count_of_actors(const System& system);

// Who makes the choice, below count_of_actors().
[[nodiscard]] std::size_t actor_of(const Machine& machine, const Choice& choice);

class PctStrategy final : public Strategy {
 public:
  PctStrategy(const System& system, PctOptions options);

  void begin(std::uint64_t run) override;
  [[nodiscard]] std::size_t choose(const Machine& machine,
                                   std::span<const Choice> choices) override;

  // The least probability with which one run finds a violation of the depth.
  [[nodiscard]] double guarantee() const;

 private:
  PctOptions options_;
  RandomNumbers random_;
  std::vector<std::size_t> priorities_;       // of the actors; the highest one goes
  std::vector<std::uint64_t> change_points_;  // by which choice, from 0; sorted
  std::uint64_t made_ = 0;
};

}  // namespace umsim::explore

// RandomStrategy: every choice that is offered is as likely as any other.
#pragma once

#include "sim/explore/random_numbers.h"
#include "sim/explore/strategy.h"

namespace umsim::explore {

class RandomStrategy final : public Strategy {
 public:
  explicit RandomStrategy(std::uint64_t seed) : seed_(seed), random_(seed) {}

  void begin(std::uint64_t run) override { random_ = RandomNumbers(seed_of_run(seed_, run)); }
  [[nodiscard]] std::size_t choose(const Machine& /*machine*/,
                                   std::span<const Choice> choices) override {
    return random_.below(static_cast<std::uint32_t>(choices.size()));
  }

 private:
  std::uint64_t seed_;
  RandomNumbers random_;
};

}  // namespace umsim::explore

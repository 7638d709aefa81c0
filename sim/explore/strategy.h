// Strategy: who goes next, in runs that try some of the interleavings and not all.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "models/machine/transition.h"

namespace umsim::explore {

class Strategy {
 public:
  virtual ~Strategy() = default;
  // begin() starts run number `run`, from 0: what it chooses depends on that number, the seed and
  // what it is offered, and on nothing else.
  virtual void begin(std::uint64_t run) = 0;
  // choose() gives the position of one of the choices that the state offers; there is at least one.
  [[nodiscard]] virtual std::size_t choose(const Machine& machine,
                                           std::span<const Choice> choices) = 0;
};

// The seed of one run, different from run to run.
[[nodiscard]] inline std::uint64_t seed_of_run(std::uint64_t seed, std::uint64_t run) {
  return seed * 0x9E3779B97F4A7C15U + run;
}

}  // namespace umsim::explore

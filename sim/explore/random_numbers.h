// RandomNumbers: numbers that look random and are the same on every machine.
//
// SplitMix64, written out because the standard library's distributions differ from one
// implementation to another.
#pragma once

#include <cstdint>

namespace umsim::explore {

class RandomNumbers {
 public:
  explicit RandomNumbers(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15U;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9U;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBU;
    return mixed ^ (mixed >> 31);
  }
  // A number below `end`, which must not be 0.
  std::uint32_t below(std::uint32_t end) { return static_cast<std::uint32_t>(next() % end); }

 private:
  std::uint64_t state_;
};

}  // namespace umsim::explore

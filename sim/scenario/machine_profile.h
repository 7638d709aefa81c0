// MachineProfile: what things cost on the simulated machine, in cycles of its clock.
//
// A profile is a file in scenarios/machines. Only the timed engine looks at the costs; the loader
// needs the clock to turn the scenario's times into cycles. It says nothing about behaviour: the
// model runs the same on every profile.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "models/machine/step.h"

namespace umsim {

inline constexpr std::size_t kCostClasses = static_cast<std::size_t>(CostClass::count_);

struct MachineProfile {
  std::string name;  // as the scenario names it
  std::string title;
  std::uint64_t clock_mhz = 0;        // 1 to 10,000
  std::uint64_t quantum_cycles = 0;   // the scenario's "quantum" stands here if it has one
  std::uint32_t line_bytes = 0;       // size of a cache line, a power of two
  std::uint64_t hit_cycles = 0;       // access to a line that this CPU's cache holds
  std::uint64_t transfer_cycles = 0;  // getting a line from another CPU or from memory
  std::array<std::uint64_t, kCostClasses> step_cycles{};  // by CostClass

  [[nodiscard]] std::uint64_t cost(CostClass cost_class) const {
    return step_cycles[static_cast<std::size_t>(cost_class)];
  }
};

// `cycles` in nanoseconds, rounded down, for output only; valid up to 2^54 cycles.
[[nodiscard]] constexpr std::uint64_t nanoseconds(std::uint64_t cycles, std::uint64_t clock_mhz) {
  return cycles / clock_mhz * 1000 + cycles % clock_mhz * 1000 / clock_mhz;
}

}  // namespace umsim

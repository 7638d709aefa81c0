// The clock: simulated cycles, SystemC's time, and the order of what happens in one cycle.
//
// A cycle is 1 ns of SystemC's time. The picoseconds in it are no time but an order: every actor
// has a phase of its own, CPUs first, so that no two of them ever act at the same moment (decision
// 0011). Nothing outside this folder sees a phase.
#pragma once

#include <algorithm>
#include <cstdint>
#include <systemc>

#include "models/machine/internal_error.h"

namespace umsim::timed {

inline constexpr std::uint64_t kPhasesPerCycle = 1000;

// Later cycles have no SystemC time. What would happen later never happens.
inline constexpr std::uint64_t kLastCycle = (std::uint64_t{1} << 54U) - 1;

struct Phase {
  std::uint64_t value = 0;
};

// Who has which phase.
class Phases {
 public:
  explicit Phases(std::size_t cpus) : cpus_(cpus) {
    require(2 * cpus + 2 <= kPhasesPerCycle, "more CPUs than a cycle has phases for");
  }
  [[nodiscard]] Phase cpu(std::size_t index) const { return {index}; }
  [[nodiscard]] Phase timer(std::size_t cpu) const { return {cpus_ + cpu}; }
  [[nodiscard]] Phase device() const { return {2 * cpus_}; }
  [[nodiscard]] Phase arrivals() const { return {2 * cpus_ + 1}; }

 private:
  std::uint64_t cpus_;
};

// A point of SystemC's time: a cycle and a phase in it.
[[nodiscard]] inline std::uint64_t moment(std::uint64_t cycle, Phase phase) {
  return std::min(cycle, kLastCycle + 1) * kPhasesPerCycle + phase.value;
}
[[nodiscard]] inline std::uint64_t now_moment() { return sc_core::sc_time_stamp().value(); }
[[nodiscard]] inline std::uint64_t now_cycle() { return now_moment() / kPhasesPerCycle; }

// How long it is until `moment`, which must not have passed.
[[nodiscard]] inline sc_core::sc_time time_until(std::uint64_t moment) {
  return sc_core::sc_time::from_value(moment - now_moment());
}

// The first moment of that phase that is not before now and not before `cycle`.
[[nodiscard]] inline std::uint64_t next_moment(std::uint64_t cycle, Phase phase) {
  const std::uint64_t first = moment(std::max(cycle, now_cycle()), phase);
  return first >= now_moment() ? first : first + kPhasesPerCycle;
}

[[nodiscard]] constexpr std::uint64_t saturating_add(std::uint64_t a, std::uint64_t b) {
  return a > kLastCycle - std::min(b, kLastCycle) ? kLastCycle + 1 : a + b;
}

}  // namespace umsim::timed

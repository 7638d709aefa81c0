// What is common to a value change dump and to what is said of it: the names of its scopes and
// signals, and its unit of time.
#pragma once

#include <cstdint>
#include <string_view>

namespace umsim::vcd {

inline constexpr std::string_view kCpus = "cpus";
inline constexpr std::string_view kThreads = "threads";
inline constexpr std::string_view kLocks = "locks";
inline constexpr std::string_view kLists = "lists";
inline constexpr std::string_view kApcs = "apcs";
inline constexpr std::string_view kCounts = "counts";
inline constexpr std::string_view kEvents = "events";

inline constexpr std::string_view kCountNames[] = {"ready_workers", "parked_workers",
                                                   "blocked_workers"};

// Exact to the cycle, rounded down.
[[nodiscard]] constexpr std::uint64_t picoseconds(std::uint64_t cycles, std::uint64_t mhz) {
  return cycles / mhz * 1'000'000 + cycles % mhz * 1'000'000 / mhz;
}

}  // namespace umsim::vcd

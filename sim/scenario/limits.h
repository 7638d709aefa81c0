// Limits: how large a scenario may be. The JSON Schema is held against them by a test.
#pragma once

#include <cstddef>
#include <cstdint>

namespace umsim::loading {

inline constexpr std::uint64_t kMostCpus = 64;
inline constexpr std::size_t kMostProcesses = 100;
inline constexpr std::size_t kMostThreads = 1000;
inline constexpr std::size_t kMostSchedulers = 100;
inline constexpr std::size_t kMostLists = 100;
inline constexpr std::size_t kMostObjects = 100;
inline constexpr std::uint64_t kMostQueueDepth = 64;
inline constexpr std::uint64_t kMostTransfers = 1000;
inline constexpr std::size_t kMostEvents = 1000;
inline constexpr std::size_t kMostInstructions = 1000;  // of one program
inline constexpr std::size_t kMostQueues = 16;          // of one scheduler
inline constexpr std::uint64_t kMostRepeats = 65'535;
inline constexpr std::uint64_t kMostOccurrences = 1'000'000;
inline constexpr std::uint64_t kMostStates = 1'000'000'000'000;
inline constexpr std::uint64_t kMostPreemptions = 100;
inline constexpr std::size_t kMostFamilies = 100;
inline constexpr std::size_t kMostRaces = 100;
inline constexpr std::size_t kMostProperties = 100;
inline constexpr std::uint64_t kMostCounted = 250;  // by a property: events, or patterns of an
                                                    // order
inline constexpr std::uint64_t kMostWhole = 9'007'199'254'740'991;  // 2^53-1: every JSON tool keeps
                                                                    // it
inline constexpr std::size_t kLongestName = 32;

// Cycles of one step or memory access in a machine profile.
inline constexpr std::uint64_t kMostCostCycles = 1'000'000;
inline constexpr std::uint64_t kLeastLineBytes = 8;
inline constexpr std::uint64_t kMostLineBytes = 4096;

}  // namespace umsim::loading

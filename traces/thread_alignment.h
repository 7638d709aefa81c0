// thread_alignment: which events of a thread in one trace are which of the same thread in another.
//
// Two events are the same when they are of one kind, reported by the same step about the same
// things, with the same new value. When and on which CPU does not count, nor what the old value
// was. Two that are the same and stand at most kFarthest of the thread's own events away from each
// other have changed places with what is between them. Of the rest, between two that are the same,
// those belong together too that have the same effect by another step, and then those that the same
// step has reported about something else or with another value.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "traces/vocabulary/event.h"

namespace umsim {

// An event of a trace and where it stands there.
struct Placed {
  const Event* event;
  std::uint32_t position;
};

struct EventPair {
  std::uint32_t left = 0;  // positions in the traces
  std::uint32_t right = 0;
  bool changed = false;  // another step, object or value
};

struct ThreadPairs {
  std::vector<EventPair> pairs;  // in order of both
  std::vector<EventPair> moved;  // the same, in another order than those
  bool shortest = true;          // no other alignment has more that are the same in one order
};

// How many events that are the same may lie between the two places of one that has moved. Loops
// report the same again and again: what stands further away is taken for another time round.
inline constexpr std::uint32_t kFarthest = 16;

// Both must name things by the same indices (traces/shared_names.h).
[[nodiscard]] ThreadPairs align_thread(std::span<const Placed> left, std::span<const Placed> right);

}  // namespace umsim

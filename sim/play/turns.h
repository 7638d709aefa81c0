// Turns: who goes next when nobody has said so.
//
// CPUs take turns, the one behind the CPU that went last first: one that runs a thread takes the
// interrupt that it is asked to take, or runs its next step; an idle one gets the thread that has
// been ready for longest. What comes from outside (waits that end, time-outs, events, timers), and
// the end of a quantum, comes when no CPU can do anything, or when kPatience choices have been made
// without it, each kind in its turn.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "models/machine/transition.h"

namespace umsim::play {

// A CPU that only looks whether something has come must not look for ever.
inline constexpr std::size_t kPatience = 100;

// What turns depend on of the choices that were made, in their order.
struct TurnsTaken {
  std::optional<Choice> from_outside;  // the last that was no step and no dispatch
  std::size_t quiet = 0;               // how many choices there have been since
  CpuId cpu;                           // that went last; none when none has

  void add(const Choice& made);
};

// next_in_turn() gives one of the choices that the state offers, of which there must be one. It
// depends on the state and on the choices that led there, and on nothing else.
[[nodiscard]] Choice next_in_turn(const Machine& machine, std::span<const Choice> enabled,
                                  const TurnsTaken& taken);

}  // namespace umsim::play

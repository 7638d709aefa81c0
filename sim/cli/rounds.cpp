#include "sim/cli/rounds.h"

#include <algorithm>
#include <vector>

#include "sim/explore/orbits.h"
#include "sim/schedule/replay.h"

namespace umsim {
namespace {

std::vector<std::byte> key_of(const System& system, const Machine& machine) {
  const Layout layout(system);
  explore::Orbits orbits(system, layout, {.cpus = true, .threads = false});
  Image copy(system, layout);  // CPUs are sorted in it
  std::ranges::copy(machine.block(), copy.bytes().begin());
  std::vector<std::byte> key(orbits.key_bytes());
  orbits.pack(copy.machine(), key);
  return key;
}

}  // namespace

bool leads_back(const System& system, std::span<const ScheduledChoice> choices, std::size_t cycle) {
  Replay replay(system);
  const std::size_t begin = choices.size() - cycle;
  std::vector<std::byte> before;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    if (i == begin) before = key_of(system, replay.machine());
    replay.make(choices[i]);
  }
  return key_of(system, replay.machine()) == before;
}

}  // namespace umsim

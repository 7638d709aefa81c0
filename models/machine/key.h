// The search's key: the part of a state that can still matter, packed to bits.
//
// Dead fields are left out, register copies are reduced to fresh or stale, counters that only invariants need to their
// difference, and the ready order is no part of it. `unpack_key` gives a representative state to step from: a step
// from an image and the same step from its unpacked key lead to equal keys.
#pragma once

#include <cstddef>
#include <span>

#include "models/machine/image.h"

namespace umsim {

// Bytes of every key of this system.
[[nodiscard]] std::size_t key_bytes(const System& system, const Layout& layout);

// Writes the key of the state; `key` must have key_bytes() bytes.
void pack_key(const Machine& machine, std::span<std::byte> key);

// Makes `machine` the representative state of the key.
void unpack_key(std::span<const std::byte> key, const Machine& machine);

}  // namespace umsim

// The invariants: one function for each INV row, asserted after every step of every run and every
// interleaving.
#pragma once

#include <span>
#include <string_view>

#include "models/machine/image.h"

namespace umsim {

struct Invariant {
  std::string_view id;        // "INV-1"
  std::string_view sentence;  // what a violation means, for a message
  bool (*holds)(const Machine&);
};

[[nodiscard]] std::span<const Invariant> all_invariants();

// The first invariant that the state breaks, or null.
[[nodiscard]] const Invariant* broken_invariant(const Machine& machine);

}  // namespace umsim

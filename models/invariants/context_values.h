// What the kernel takes from contexts, which are user memory (ENTRY-12).
#pragma once

#include "models/machine/image.h"

namespace umsim {

// No trap frame, no staging area and no CPU in user mode has a wild instruction or stack pointer:
// only saved contexts have, where programs write them.
[[nodiscard]] bool no_wild_pointer_taken(const Machine& machine);

// No CPU watches an address outside of user memory.
[[nodiscard]] bool no_kernel_address_watched(const Machine& machine);

}  // namespace umsim

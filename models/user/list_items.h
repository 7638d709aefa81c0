// What a user-mode scheduler does with its completion list: take the items, walk them.
#pragma once

#include "models/machine/execution.h"

namespace umsim {

// LIST-6: all items of the list at once, and the event with them (decision 0007); they become the
// chain of the primary on whose stack the CPU is. False when there are none.
[[nodiscard]] bool take_items(Execution& execution, ListId id);

// The first item of the chain, which moves on; the chain must not be empty.
[[nodiscard]] ThreadId next_item(Execution& execution);

}  // namespace umsim

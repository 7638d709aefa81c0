// Workers that nobody can run any more, by name (EXIT-6).
#pragma once

#include <string>

#include "models/machine/image.h"

namespace umsim {

// "; stranded, since every primary of S has ended: W1 W2", for each scheduler that has some; empty
// when none has.
[[nodiscard]] std::string stranded_text(const Machine& machine);

}  // namespace umsim

// alignment_words: what an alignment of two traces comes to, in sentences.
//
//   W1 and P1 do something else.
//   Of 53 and 55 events 30 are the same, 12 are the same but for time, CPU or cause, ...
//   The first in another order: P2 takes list S.list (#7) comes later in the second trace (#9),
//   behind P1 finds list S.list empty (#8).
#pragma once

#include <string>
#include <vector>

#include "traces/alignment.h"

namespace umsim {

[[nodiscard]] std::vector<std::string> alignment_sentences(const Alignment& alignment);

}  // namespace umsim

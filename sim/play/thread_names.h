// What a thread of a machine is called in texts.
#pragma once

#include <string>

#include "models/machine/image.h"
#include "traces/phrases.h"

namespace umsim::play {

// "-" for none.
[[nodiscard]] inline std::string name_of_thread(const Machine& machine, ThreadId thread) {
  return Phrases(machine.system()).thread(thread.value);
}

}  // namespace umsim::play

// Exit codes: what a script can rely on, the same for every verb.
#pragma once

#include <cstdint>

namespace umsim {

enum class ExitCode : std::uint8_t {
  fine = 0,
  violated = 1,    // a property was violated, or an expectation failed
  bad_input = 2,   // bad usage, a bad file, or output that cannot be written
  incomplete = 3,  // a budget ran out: there is no verdict
  defect = 4,      // an assertion of umsim failed
  interrupted = 130
};

}  // namespace umsim

// Exit codes: what a script can rely on, the same for every verb.
#pragma once

#include <cstdint>
#include <initializer_list>

namespace umsim {

enum class ExitCode : std::uint8_t {
  fine = 0,
  violated = 1,    // a property was violated, or an expectation failed
  bad_input = 2,   // bad usage, a bad file, or output that cannot be written
  incomplete = 3,  // a budget ran out: there is no verdict
  defect = 4,      // an assertion of umsim failed
  interrupted = 130
};

// The one that counts for both: a violation weighs more than a verdict that is missing.
[[nodiscard]] constexpr ExitCode worse(ExitCode one, ExitCode other) {
  for (const ExitCode code :
       {ExitCode::interrupted, ExitCode::violated, ExitCode::bad_input, ExitCode::incomplete}) {
    if (one == code || other == code) return code;
  }
  return ExitCode::fine;
}

}  // namespace umsim

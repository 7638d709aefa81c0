// The verbs of the command line. Each is described and implemented in the file of its name.
#pragma once

#include "sim/cli/arguments.h"

namespace umsim {

[[nodiscard]] const VerbSpec& run_verb();
[[nodiscard]] const VerbSpec& check_verb();
[[nodiscard]] const VerbSpec& validate_verb();
[[nodiscard]] const VerbSpec& play_verb();
[[nodiscard]] const VerbSpec& list_verb();
[[nodiscard]] const VerbSpec& flow_verb();
[[nodiscard]] const VerbSpec& view_verb();
[[nodiscard]] const VerbSpec& diff_verb();
[[nodiscard]] const VerbSpec& stats_verb();
[[nodiscard]] const VerbSpec& explain_verb();
[[nodiscard]] const VerbSpec& demo_verb();

}  // namespace umsim

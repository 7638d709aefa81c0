// The command line as a whole: finds the verb, and turns every way in which a verb can end into an
// exit code and a message.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sim/cli/console.h"
#include "sim/cli/exit_code.h"

namespace umsim {

// run_command_line runs `umsim WORDS...`.
ExitCode run_command_line(const std::vector<std::string>& words, Console& console);

// end_of_verb calls `body`, and reports what it throws as `name`'s: mistakes of the user, output
// that cannot be written, and defects of umsim.
ExitCode end_of_verb(const std::string& name, const std::function<ExitCode()>& body,
                     Console& console);

}  // namespace umsim

// Schedule files as verbs use them: read from a path or standard input, and written whole or not at
// all.
#pragma once

#include <string>
#include <string_view>

#include "sim/cli/console.h"
#include "sim/schedule/schedule.h"

namespace umsim {

// read_schedule_at throws UsageError when the file cannot be read or is no schedule.
[[nodiscard]] Schedule read_schedule_at(const std::string& path);

// write_schedule_at writes to console.out when the path is -. Throws OutputError.
void write_schedule_at(const std::string& path, const Schedule& schedule, Console& console);

// keep_schedule does so with what was found. Where it cannot be written the verb says that and
// gives false: what was found is worth telling all the same.
[[nodiscard]] bool keep_schedule(const std::string& path, const Schedule& schedule,
                                 std::string_view verb, Console& console);

// Where a schedule goes when nobody says where: NAME.schedule.json in the current folder.
[[nodiscard]] std::string default_schedule_path(const std::string& scenario_name);

}  // namespace umsim

#include "sim/cli/forced_schedule.h"

#include <algorithm>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "sim/cli/arguments.h"
#include "sim/cli/places.h"
#include "sim/cli/scenario_files.h"
#include "sim/cli/schedule_io.h"
#include "sim/cli/schedule_words.h"
#include "sim/scenario/text.h"
#include "sim/schedule/replay.h"
#include "traces/names.h"

namespace umsim {
namespace {

ProtocolProfile profile_of(const Schedule& schedule, const std::string& path) {
  if (schedule.profile.empty()) return ProtocolProfile::patent;
  const auto profile = parse_name<ProtocolProfile>(schedule.profile);
  if (profile) return *profile;
  throw UsageError(fmt::format("{} does not fit: no profile is called {}", path,
                               loading::quoted(schedule.profile)));
}

// A schedule that breaks a property of all interleavings is held against that, and nothing else.
void expect_what_was_found(const Schedule& schedule, Scenario& scenario) {
  const std::vector<Expectation>& properties = scenario.check.properties;
  const auto broken = std::ranges::find_if(properties, [&](const Expectation& property) {
    return schedule.found.rfind(
               fmt::format("{}: {};", kProperty, text_of(scenario.system, property)), 0) == 0;
  });
  if (broken != properties.end()) scenario.expectations = {*broken};
}

}  // namespace

ForcedSchedule read_forced(const std::string& path, Scenario& scenario,
                           std::optional<ProtocolProfile> asked, std::string_view verb,
                           Console& console) {
  ForcedSchedule forced{read_schedule_at(path), {}};
  const ProtocolProfile profile = profile_of(forced.schedule, path);
  if (asked && *asked != profile) {
    throw UsageError(fmt::format("{} is of the profile {}, and --profile says {}", path,
                                 name_of(profile), name_of(*asked)));
  }
  select_profile(scenario, profile);
  scenario.system.knock_outs |= knock_outs_named(forced.schedule.knock_out);
  expect_what_was_found(forced.schedule, scenario);
  const std::string name = scenario_name(scenario.source.path);
  if (forced.schedule.scenario != name) {
    console.err << fmt::format("umsim {}: note: {} is of scenario {}, not of {}\n", verb, path,
                               forced.schedule.scenario, name);
  }
  auto found = find_choices(scenario.system, forced.schedule.choices);
  if (const auto* message = std::get_if<std::string>(&found)) {
    throw UsageError(fmt::format("{} does not fit: {}", path, *message));
  }
  forced.choices = std::get<std::vector<ScheduledChoice>>(std::move(found));
  return forced;
}

}  // namespace umsim

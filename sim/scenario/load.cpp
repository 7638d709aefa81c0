#include "sim/scenario/load.h"

#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "sim/scenario/json_reader.h"
#include "sim/scenario/load_profile.h"
#include "sim/scenario/read_raw.h"
#include "sim/scenario/resolve.h"
#include "sim/scenario/source_file.h"
#include "sim/scenario/vary.h"

namespace umsim {

namespace {

// Stands in for a profile that could not be read, so that the rest of the scenario can still be
// checked.
MachineProfile placeholder_profile() {
  MachineProfile profile;
  profile.clock_mhz = 1000;
  return profile;
}

MachineProfile profile_for(const loading::RawScenario& raw, const loading::ProfileFolders& folders,
                           loading::Problems& problems, std::vector<Diagnostic>& of_file) {
  const loading::Text standard{std::string(loading::kDefaultProfile), raw.machine.where};
  const loading::Text& name = raw.machine.profile ? *raw.machine.profile : standard;
  return loading::load_profile(name, folders, problems, of_file).value_or(placeholder_profile());
}

}  // namespace

namespace {

// The first hint of the worker at one of a scheduler that its own does not help out, or none.
ThreadId foreign_hint(const System& system, ThreadId worker) {
  const ThreadSpec& thread = system.thread(worker);
  for (const Instruction& instruction : system.programs[thread.program.at()].instructions) {
    const ThreadId hint = instruction.hint;
    if (hint.valid() && !system.help_out(thread.scheduler, system.thread(hint).scheduler)) {
      return hint;
    }
  }
  return {};
}

}  // namespace

std::optional<std::string> why_not_under(const System& system, ProtocolProfile profile) {
  if (profile != ProtocolProfile::windows) return std::nullopt;
  for (std::size_t i = 0; i < system.workers; ++i) {
    const ThreadId hint = foreign_hint(system, ThreadId(i));
    if (!hint.valid()) continue;
    return fmt::format(
        "under windows {} cannot name {} in a yield: a worker follows the list of the primary that "
        "runs it, and would come to a scheduler that does not know it",
        system.threads[i].name, system.thread(hint).name);
  }
  return std::nullopt;
}

void select_profile(Scenario& scenario, ProtocolProfile profile) {
  if (scenario.system.profile == profile) return;
  scenario.system.profile = profile;
  if (!scenario.windows) return;
  scenario.expectations.swap(scenario.windows->expectations);
  std::swap(scenario.check, scenario.windows->check);
}

LoadResult read_scenario(SourceFile source, const LoadOptions& options) {
  LoadResult result;
  loading::Problems problems(source);
  std::vector<Diagnostic> of_profile;
  Scenario scenario;
  const auto document = loading::read_json(source, problems);
  auto raw = document ? loading::read_raw(*document, problems) : std::nullopt;
  if (raw) {
    if (options.variation) loading::vary(*options.variation, *raw);
    const auto folder = std::filesystem::path(source.path).parent_path().string();
    scenario.machine = profile_for(*raw, {options.machines_folder, folder}, problems, of_profile);
    loading::resolve(*raw, options, problems, scenario);
  }
  result.diagnostics = problems.sorted();
  result.diagnostics.insert(result.diagnostics.end(), of_profile.begin(), of_profile.end());
  if (!result.diagnostics.empty()) return result;
  scenario.source = std::move(source);
  result.scenario = std::move(scenario);
  return result;
}

LoadResult load_scenario(const std::string& path, const LoadOptions& options) {
  auto source = loading::read_source_file(path);
  if (auto* error = std::get_if<Diagnostic>(&source)) {
    LoadResult result;
    result.diagnostics.push_back(std::move(*error));
    return result;
  }
  return read_scenario(std::get<SourceFile>(std::move(source)), options);
}

}  // namespace umsim

// Scenario files: the words behind a verb as scenarios, with every mistake reported at once.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/cli/arguments.h"
#include "sim/cli/console.h"
#include "sim/scenario/load.h"

namespace umsim {

struct ScenarioFile {
  std::string path;
  std::string typed;  // what the user can type for it: the path, or a shipped scenario's name
};

struct LoadedFile {
  ScenarioFile file;
  LoadResult result;
};

// expand_files gives the files that the words name: a file, - for standard input, a folder for the
// *.json files in it, or the name of a shipped scenario. Throws UsageError when that are none.
[[nodiscard]] std::vector<ScenarioFile> expand_files(const std::vector<std::string>& words);

// load_file reads one of them.
[[nodiscard]] LoadedFile load_file(const ScenarioFile& file);

// load_files reads all of them and writes what is wrong to `console.err`. With a profile each is
// made one of that profile.
[[nodiscard]] std::vector<LoadedFile> load_files(
    const std::vector<ScenarioFile>& files, Console& console,
    const std::optional<ProtocolProfile>& profile = std::nullopt);

[[nodiscard]] bool all_loaded(const std::vector<LoadedFile>& files);

// Every diagnostic of all files, in order.
[[nodiscard]] std::vector<Diagnostic> diagnostics_of(const std::vector<LoadedFile>& files);

// knock_outs_named gives the safeguards of these names; throws UsageError for a name that is none.
[[nodiscard]] KnockOuts knock_outs_named(const std::vector<std::string>& names);

// The profile of that name, if there is one; throws UsageError for a name that is none.
[[nodiscard]] std::optional<ProtocolProfile> profile_named(const std::optional<std::string>& name);

// How a schedule calls the profile: "windows", or nothing for the patent's.
[[nodiscard]] std::string profile_word(ProtocolProfile profile);

// The same as one would type it: " --profile windows", or nothing for none.
[[nodiscard]] std::string profile_option(const std::optional<ProtocolProfile>& profile);

// " under windows"; nothing for the patent's profile, which needs no mention.
[[nodiscard]] std::string under_profile(const System& system);

// The names of the safeguards that are switched off.
[[nodiscard]] std::vector<std::string> knock_out_words(const KnockOuts& knock_outs);

// The same as one would type them: " --knock-out second-lock-test", or nothing.
[[nodiscard]] std::string knock_out_options(const KnockOuts& knock_outs);

}  // namespace umsim

// load_profile: a machine profile from its file.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/diagnostics.h"
#include "sim/scenario/machine_profile.h"
#include "sim/scenario/problems.h"
#include "sim/scenario/raw.h"

namespace umsim::loading {

inline constexpr std::string_view kDefaultProfile = "desktop-2008";

// Where profiles are looked for: by name in one folder, by path beside the scenario.
struct ProfileFolders {
  std::string machines;
  std::string scenario;
};

// Finds and reads the profile that a scenario names; `name` is a name such as "desktop-2008", or a
// path that ends in .json. What is wrong with the name goes to `problems`, what is wrong with the
// file to `of_file`.
std::optional<MachineProfile> load_profile(const Text& name, const ProfileFolders& folders,
                                           Problems& problems, std::vector<Diagnostic>& of_file);

// read_profile reads a profile's text.
std::optional<MachineProfile> read_profile(const SourceFile& source,
                                           std::vector<Diagnostic>& errors);

}  // namespace umsim::loading

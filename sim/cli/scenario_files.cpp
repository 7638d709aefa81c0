#include "sim/cli/scenario_files.h"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "sim/cli/places.h"
#include "sim/scenario/names.h"
#include "sim/scenario/source_file.h"
#include "sim/scenario/text.h"
#include "traces/names.h"

namespace umsim {
namespace {

using loading::knock_out_names;
using loading::position_of;
using loading::printable;

namespace fs = std::filesystem;

bool looks_like_a_name(const std::string& word) {
  return word.find('/') == std::string::npos && fs::path(word).extension() != ".json";
}

std::vector<ScenarioFile> files_in(const std::string& folder) {
  std::vector<ScenarioFile> files;
  for (const std::string& path : json_files(folder)) files.push_back({path, path});
  if (files.empty()) {
    throw UsageError(fmt::format("the folder {} has no *.json file in it", printable(folder)));
  }
  return files;
}

std::vector<ScenarioFile> files_of(const std::string& word) {
  std::error_code error;
  if (word == "-" || fs::is_regular_file(word, error)) return {{word, word}};
  if (fs::is_directory(word, error)) return files_in(word);
  if (fs::exists(word, error) || !looks_like_a_name(word)) return {{word, word}};
  if (const auto shipped = find_shipped(word)) return {{*shipped, word}};
  std::vector<std::string> names;
  for (const ShippedScenario& scenario : shipped_scenarios()) names.push_back(scenario.name);
  throw UsageError(
      fmt::format("{} is no file, no folder and no shipped scenario{}", loading::quoted(word),
                  loading::guess_text(word, names, "umsim list shows the shipped ones")));
}

LoadResult read_standard_input(const LoadOptions& options) {
  SourceFile source{"-", std::string(std::istreambuf_iterator<char>(std::cin), {})};
  if (source.text.size() <= loading::kLargestFile) return read_scenario(std::move(source), options);
  Diagnostic too_large;
  too_large.file = "-";
  too_large.message = "is larger than 4 MB";
  LoadResult result;
  result.diagnostics.push_back(std::move(too_large));
  return result;
}

}  // namespace

std::vector<ScenarioFile> expand_files(const std::vector<std::string>& words) {
  if (words.empty()) {
    throw UsageError("which scenario? Give a file, a folder, or a name that umsim list shows");
  }
  if (std::count(words.begin(), words.end(), "-") > 1) {
    throw UsageError("standard input (-) can be read only once");
  }
  std::vector<ScenarioFile> files;
  for (const std::string& word : words) {
    const std::vector<ScenarioFile> more = files_of(word);
    files.insert(files.end(), more.begin(), more.end());
  }
  return files;
}

LoadedFile load_file(const ScenarioFile& file) {
  const LoadOptions options = options_for_model(machines_folder());
  return {file,
          file.path == "-" ? read_standard_input(options) : load_scenario(file.path, options)};
}

std::vector<LoadedFile> load_files(const std::vector<ScenarioFile>& files, Console& console,
                                   const std::optional<ProtocolProfile>& profile) {
  std::vector<LoadedFile> loaded;
  for (const ScenarioFile& file : files) {
    loaded.push_back(load_file(file));
    LoadResult& result = loaded.back().result;
    console.err << format_diagnostics(result.diagnostics, console.colour_err);
    if (!result.ok() || !profile) continue;
    const auto why_not = why_not_under(result.scenario->system, *profile);
    if (why_not) throw UsageError(fmt::format("{}: {}", file.path, *why_not));
    select_profile(*result.scenario, *profile);
  }
  return loaded;
}

bool all_loaded(const std::vector<LoadedFile>& files) {
  return std::all_of(files.begin(), files.end(),
                     [](const LoadedFile& file) { return file.result.ok(); });
}

std::vector<Diagnostic> diagnostics_of(const std::vector<LoadedFile>& files) {
  std::vector<Diagnostic> all;
  for (const LoadedFile& file : files) {
    all.insert(all.end(), file.result.diagnostics.begin(), file.result.diagnostics.end());
  }
  return all;
}

KnockOuts knock_outs_named(const std::vector<std::string>& names) {
  KnockOuts knock_outs;
  for (const std::string& name : names) {
    const auto position = position_of(name, knock_out_names());
    if (!position) {
      throw UsageError(fmt::format(
          "no safeguard is called {}{}", loading::quoted(name),
          loading::guess_text(name, loading::words(knock_out_names()),
                              "umsim check --knock-outs and docs/knock-outs.md name them all")));
    }
    knock_outs.set(*position);
  }
  return knock_outs;
}

std::optional<ProtocolProfile> profile_named(const std::optional<std::string>& name) {
  if (!name) return std::nullopt;
  const auto profile = parse_name<ProtocolProfile>(*name);
  if (profile) return profile;
  const auto known = loading::words(loading::protocol_profile_names());
  throw UsageError(fmt::format("--profile must be {}, not {}{}", fmt::join(known, " or "),
                               loading::quoted(*name), loading::guess_text(*name, known)));
}

std::string profile_word(ProtocolProfile profile) {
  return profile == ProtocolProfile::patent ? "" : std::string(name_of(profile));
}

std::string profile_option(const std::optional<ProtocolProfile>& profile) {
  return profile ? fmt::format(" --profile {}", name_of(*profile)) : "";
}

std::string under_profile(const System& system) {
  const std::string word = profile_word(system.profile);
  return word.empty() ? "" : " under " + word;
}

std::vector<std::string> knock_out_words(const KnockOuts& knock_outs) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < knock_outs.size(); ++i) {
    if (knock_outs.test(i)) names.emplace_back(knock_out_names()[i]);
  }
  return names;
}

std::string knock_out_options(const KnockOuts& knock_outs) {
  if (knock_outs.none()) return {};
  return fmt::format(" --knock-out {}", fmt::join(knock_out_words(knock_outs), ","));
}

}  // namespace umsim

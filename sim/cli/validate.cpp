// umsim validate: reads scenarios and reports everything that is wrong with them.
#include <fmt/format.h>

#include "sim/cli/results.h"
#include "sim/cli/scenario_files.h"
#include "sim/cli/verbs.h"

namespace umsim {
namespace {

ExitCode print_json(const std::vector<LoadedFile>& files, ExitCode code, Console& console) {
  Json result = result_of("validate", code);
  result["files"] = Json::array();
  for (const LoadedFile& file : files) {
    Json entry = {{"file", file.file.path}, {"valid", file.result.ok()}};
    if (file.result.ok()) entry["title"] = file.result.scenario->title;
    entry["diagnostics"] = as_json(file.result.diagnostics);
    result["files"].push_back(std::move(entry));
  }
  return print_result(result, console);
}

ExitCode validate(const Arguments& arguments, Console& console) {
  const std::vector<LoadedFile> files = load_files(expand_files(arguments.words()), console);
  const ExitCode code = all_loaded(files) ? ExitCode::fine : ExitCode::bad_input;
  if (arguments.has("json")) return print_json(files, code, console);
  std::size_t valid = 0;
  for (const LoadedFile& file : files) {
    if (file.result.ok()) {
      ++valid;
      console.out << fmt::format("{}: valid: {}\n", file.file.path, file.result.scenario->title);
    } else {
      console.out << fmt::format("{}: not valid\n", file.file.path);
    }
  }
  if (files.size() > 1) {
    console.out << fmt::format("{} of {} scenarios are valid\n", valid, files.size());
  }
  return code;
}

}  // namespace

const VerbSpec& validate_verb() {
  static constexpr VerbSpec kVerb{
      "validate",
      "Reads scenarios and reports everything that is wrong with them.",
      "validate FILE...|FOLDER [options]",
      "A FOLDER stands for all *.json files in it, - for standard input.",
      {},
      "umsim validate lab3.json",
      validate};
  return kVerb;
}

}  // namespace umsim

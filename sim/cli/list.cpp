// umsim list: the scenarios that come with umsim, and what each shows.
#include <algorithm>

#include <fmt/format.h>

#include "sim/cli/layout.h"
#include "sim/cli/places.h"
#include "sim/cli/results.h"
#include "sim/cli/scenario_files.h"
#include "sim/cli/verbs.h"
#include "traces/names.h"

namespace umsim {
namespace {

struct Listed {
  ShippedScenario shipped;
  LoadedFile file;
};

std::vector<Listed> load_all(Console& console) {
  std::vector<Listed> all;
  for (ShippedScenario& shipped : shipped_scenarios()) {
    LoadedFile file = load_file({shipped.path, shipped.name});
    console.err << format_diagnostics(file.result.diagnostics, console.colour_err);
    all.push_back({std::move(shipped), std::move(file)});
  }
  return all;
}

Json entry_of(const Listed& listed) {
  Json entry = {{"name", listed.shipped.name},
                {"folder", listed.shipped.folder},
                {"file", listed.shipped.path}};
  if (listed.file.result.ok()) {
    const Scenario& scenario = *listed.file.result.scenario;
    entry["figure"] = scenario.figure;
    entry["title"] = scenario.title;
    entry["description"] = scenario.description;
    entry["covers"] = scenario.covers;
    entry["protocol"] = name_of(scenario.system.profile);
    entry["windows"] = nullptr;
    if (scenario.windows) entry["windows"] = scenario.windows->differs;
    entry["check"] = scenario.check.expect == Verdict::holds ? "holds" : "violated";
  }
  return entry;
}

ExitCode print_json(const std::vector<Listed>& all, ExitCode code, Console& console) {
  Json result = result_of("list", code);
  result["folder"] = scenarios_folder();
  result["scenarios"] = Json::array();
  for (const Listed& listed : all) result["scenarios"].push_back(entry_of(listed));
  return print_result(result, console);
}

// The list has what somebody needs who chooses; the ids that are covered stand below each title.
void print_text(const std::vector<Listed>& all, Console& console) {
  std::size_t width = 0;
  for (const Listed& listed : all) width = std::max(width, listed.shipped.name.size());
  std::string folder;
  for (const Listed& listed : all) {
    if (!listed.file.result.ok()) continue;
    if (listed.shipped.folder != folder) {
      console.out << fmt::format("{}{}\n", folder.empty() ? "" : "\n", listed.shipped.folder);
      folder = listed.shipped.folder;
    }
    const Scenario& scenario = *listed.file.result.scenario;
    console.out << fmt::format("  {:<{}}  {:<7}  {}\n", listed.shipped.name, width, scenario.figure,
                               scenario.title);
    if (!scenario.covers.empty()) {
      const std::size_t indent = 2 + width + 2 + 7 + 2;  // below the title
      console.out << indented("", fmt::format("covers {}", fmt::join(scenario.covers, " ")), indent,
                              console.width);
    }
  }
  console.out << "\numsim run NAME simulates one, umsim check NAME tries all its interleavings.\n";
}

ExitCode list(const Arguments& arguments, Console& console) {
  if (!arguments.words().empty()) {
    throw UsageError("lists all shipped scenarios and takes no name");
  }
  const std::vector<Listed> all = load_all(console);
  if (all.empty()) {
    console.err << fmt::format(
        "umsim list: no scenarios in {}; UMSIM_SCENARIOS names their folder\n", scenarios_folder());
  }
  const bool good = !all.empty() && std::all_of(all.begin(), all.end(), [](const Listed& listed) {
    return listed.file.result.ok();
  });
  const ExitCode code = good ? ExitCode::fine : ExitCode::bad_input;
  if (arguments.has("json")) return print_json(all, code, console);
  if (!all.empty()) print_text(all, console);
  return code;
}

}  // namespace

const VerbSpec& list_verb() {
  static constexpr VerbSpec kVerb{"list",
                                  "Lists the scenarios that come with umsim and what each shows.",
                                  "list [options]",
                                  "",
                                  {},
                                  "umsim list",
                                  list};
  return kVerb;
}

}  // namespace umsim

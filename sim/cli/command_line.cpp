#include "sim/cli/command_line.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <new>

#include <fmt/format.h>

#include "models/machine/internal_error.h"
#include "sim/cli/interrupt.h"
#include "sim/cli/results.h"
#include "sim/cli/verbs.h"
#include "sim/explore/spill_file.h"
#include "sim/scenario/scenario.h"
#include "sim/scenario/text.h"
#include "sim/schedule/schedule.h"
#include "traces/output.h"
#include "umsim/version.h"

namespace umsim {
namespace {

using loading::did_you_mean;
using loading::guess_text;
using loading::printable;

using Words = std::vector<std::string>;

// In the order of the help.
std::array<const VerbSpec*, 11> all_verbs() {
  return {&run_verb(),  &check_verb(),   &play_verb(), &validate_verb(), &list_verb(), &flow_verb(),
          &view_verb(), &explain_verb(), &diff_verb(), &stats_verb(),    &demo_verb()};
}

const VerbSpec* find_verb(const std::string& name) {
  const auto verbs = all_verbs();
  const auto* const found = std::find_if(verbs.begin(), verbs.end(),
                                         [&](const VerbSpec* verb) { return verb->name == name; });
  return found == verbs.end() ? nullptr : *found;
}

std::string welcome() {
  return fmt::format(
      "umsim {}: a simulator of user-mode scheduling (UMS)\n\n"
      "Start here:\n"
      "  umsim demo          runs the patent's FIG. 2 cycle and tells what happens\n"
      "  umsim list          lists the scenarios that come with umsim\n"
      "  umsim run NAME      simulates one, step by step under simulated time\n"
      "  umsim check NAME    tries every interleaving of its steps\n"
      "  umsim play NAME     lets you walk through it, forward and back, and choose who goes next\n"
      "  umsim flow FIG15    shows the protocol's steps as the code has them\n\n"
      "umsim --help lists all verbs, umsim VERB --help says more about one.\n",
      kProgramVersion);
}

std::string help() {
  std::string text = "Usage: umsim VERB [FILE...] [options]\n\nVerbs:\n";
  for (const VerbSpec* verb : all_verbs()) {
    text += fmt::format("  {:<10}{}\n", verb->name, verb->summary);
  }
  return text +
         "\numsim VERB --help says more about one; umsim --version prints versions.\n\n"
         "Exit codes: 0 fine; 1 a property was violated or an expectation failed; 2 bad usage or\n"
         "bad input; 3 a budget ran out, no verdict; 4 a defect of umsim; 130 interrupted.\n";
}

ExitCode print_version(const Words& words, Console& console) {
  const bool json = std::find(words.begin(), words.end(), "--json") != words.end();
  if (json) {
    Json result = result_of("version", ExitCode::fine);
    result["umsim"] = kProgramVersion;
    result["scenario_format"] = kScenarioVersion;
    result["trace_format"] = kTraceVersion;
    result["schedule_format"] = kScheduleVersion;
    return print_result(result, console);
  }
  console.out << fmt::format(
      "umsim {}\nscenario format {}\ntrace format {}\nschedule format {}\nresult format {}\n",
      kProgramVersion, kScenarioVersion, kTraceVersion, kScheduleVersion, kResultVersion);
  return ExitCode::fine;
}

ExitCode refuse_verb(const std::string& typed, Console& console) {
  Words names;
  for (const VerbSpec* verb : all_verbs()) names.emplace_back(verb->name);
  const bool option = typed.rfind('-', 0) == 0;
  console.err << fmt::format("umsim: there is no {} {}", option ? "option" : "verb",
                             option ? printable(typed) : loading::quoted(typed));
  std::error_code error;
  const bool file = !option && std::filesystem::exists(typed, error);
  console.err << guess_text(
                     typed, option ? Words{"--help", "--version"} : names,
                     file ? did_you_mean("umsim run " + typed) : "umsim --help lists the verbs")
              << "\n";
  return ExitCode::bad_input;
}

ExitCode run_verb_named(const Words& words, Console& console) {
  const VerbSpec* verb = find_verb(words.front());
  if (verb == nullptr) return refuse_verb(words.front(), console);
  const Arguments arguments = parse_arguments(*verb, Words(words.begin() + 1, words.end()));
  if (arguments.has("help")) {
    console.out << help_text(*verb);
    return ExitCode::fine;
  }
  return verb->run(arguments, console);
}

// `umsim help VERB` is `umsim VERB --help`.
ExitCode dispatch(Words words, Console& console) {
  if (words.empty()) {
    console.out << welcome();
    return ExitCode::fine;
  }
  if (words.front() == "help" && words.size() == 2) words = {words[1], "--help"};
  const std::string& first = words.front();
  if (first == "--help" || first == "-h" || first == "help") {
    console.out << help();
    return ExitCode::fine;
  }
  if (first == "--version" || first == "version") return print_version(words, console);
  return run_verb_named(words, console);
}

void report_defect(const std::string& name, std::string_view what, Console& console) {
  console.err << fmt::format(
      "{}: internal error: {}\n"
      "This is a defect of umsim, not of what you gave it. Please send the command line, the\n"
      "scenario and schedule files that it names, and the output of umsim --version.\n",
      name, what);
}

}  // namespace

ExitCode end_of_verb(const std::string& name, const std::function<ExitCode()>& body,
                     Console& console) {
  try {
    return body();
  } catch (const UsageError& error) {
    console.err << fmt::format("{}: {}\n", name, error.what());
    return ExitCode::bad_input;
  } catch (const explore::SpillError& error) {
    console.err << fmt::format("{}: --spill: {}\n", name, error.what());
    return ExitCode::bad_input;
  } catch (const OutputError& error) {
    // That nothing can be written to standard output is said at the end, of whatever it is noticed.
    if (console.out) console.err << fmt::format("{}: {}\n", name, error.what());
    return ExitCode::bad_input;
  } catch (const Interrupted&) {
    console.err << fmt::format("{}: interrupted\n", name);
    return ExitCode::interrupted;
  } catch (const std::bad_alloc&) {
    console.err << fmt::format("{}: out of memory\n", name);
    return ExitCode::incomplete;
  } catch (const std::exception& error) {
    report_defect(name, error.what(), console);
    return ExitCode::defect;
  }
}

ExitCode run_command_line(const Words& words, Console& console) {
  const bool has_verb = !words.empty() && find_verb(words.front()) != nullptr;
  const std::string name = has_verb ? "umsim " + words.front() : "umsim";
  const ExitCode code = end_of_verb(
      name, [&] { return dispatch(words, console); }, console);
  console.out.flush();
  if (!console.out && code != ExitCode::interrupted) {
    console.err << fmt::format("{}: cannot write to standard output\n", name);
    return ExitCode::bad_input;
  }
  return code;
}

}  // namespace umsim

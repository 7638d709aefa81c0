// umsim play: somebody walks through a run, forward and back, and chooses what goes next.
#include <iostream>

#include <fmt/format.h>
#include <unistd.h>

#include "models/machine/internal_error.h"
#include "sim/cli/interrupt.h"
#include "sim/cli/layout.h"
#include "sim/cli/places.h"
#include "sim/cli/play_lines.h"
#include "sim/cli/play_player.h"
#include "sim/cli/results.h"
#include "sim/cli/scenario_files.h"
#include "sim/cli/schedule_words.h"
#include "sim/cli/values.h"
#include "sim/cli/verbs.h"
#include "sim/scenario/text.h"
#include "traces/names.h"
#include "traces/output.h"
#include "umsim/version.h"

namespace umsim {
namespace {

constexpr OptionSpec kOptions[] = {
    {"schedule", "FILE", "begins with the choices of a schedule file ahead"},
    {"profile", "NAME", "follows the patent or the documented API: patent or windows"},
    {"knock-out", "NAME", "switches a safeguard off", true},
    {"width", "N", "characters of a line (default the terminal's, or 100)"}};

// How far ahead a run is made before anybody has chosen anything.
constexpr std::uint64_t kMostStepsAhead = 100'000;

ScenarioFile file_of(const Arguments& arguments) {
  const std::vector<ScenarioFile> files = expand_files(arguments.words());
  if (files.size() != 1) throw UsageError("plays one scenario at a time");
  if (files.front().path == "-" || arguments.value("schedule") == "-") {
    throw UsageError("standard input has the commands, and nothing else can be read from it");
  }
  return files.front();
}

// What a timed run does; nothing when the machine does not survive it.
std::vector<ScheduledChoice> ahead_of(const Scenario& scenario) {
  timed::Options options;
  options.max_steps = kMostStepsAhead;
  auto course = run_apart(scenario, options);
  return course ? std::move(course->choices) : std::vector<ScheduledChoice>{};
}

PlaySetup set_up(Scenario& scenario, const Arguments& arguments, const Console& console) {
  PlaySetup setup;
  setup.scenario = &scenario;
  setup.width = line_width(arguments, console);
  scenario.system.knock_outs |= knock_outs_named(arguments.values("knock-out"));
  return setup;
}

std::string welcome(const PlaySetup& setup, const ScenarioFile& file, const Arguments& arguments) {
  const std::vector<std::string> without = knock_out_words(setup.scenario->system.knock_outs);
  std::string text = fmt::format(
      "umsim {} play {}, seed {}{}{}{}{}\n", kProgramVersion, loading::printable(file.typed),
      setup.scenario->seed, under_profile(setup.scenario->system),
      without.empty() ? "" : ", without ", fmt::join(without, " "),
      setup.forced ? ", schedule " + loading::printable(*arguments.value("schedule")) : "");
  if (!setup.scenario->title.empty()) {
    text += indented("", loading::printable(setup.scenario->title), 0, setup.width);
  }
  if (setup.forced) {
    const std::string& found = setup.forced->schedule.found;
    const std::string lies = fmt::format(
        "The schedule's {} lie ahead{}.", counted(setup.forced->choices.size(), "choice"),
        found.empty() ? "" : "; they lead to " + loading::printable(found));
    text += indented("", lies, 0, setup.width);
  } else if (!setup.ahead.empty()) {
    text += fmt::format("The {} that umsim run makes lie ahead.\n",
                        counted(setup.ahead.size(), "choice"));
  } else {
    text += "The machine does not survive what umsim run makes; CPUs take turns.\n";
  }
  return text + "s goes a step forward, b back; choices shows what may come; help says more.\n";
}

// The next line. While one is edited signals do what they do to every program (Ctrl-C is a key
// then); at any other time they stop a command on a terminal, and the whole play elsewhere.
std::optional<std::string> next_line(Player& player, PlayLines& lines) {
  const std::string prompt = player.prompt();
  if (!lines.is_terminal()) {
    if (interrupt_requested().load()) throw Interrupted();
    return lines.next(prompt);
  }
  stop_watching_for_interrupt();
  auto line = lines.next(prompt);
  watch_for_interrupt();
  return line && line->empty() ? player.again() : line;
}

void talk(Player& player, PlayLines& lines, Console& console) {
  watch_for_interrupt();
  for (std::size_t number = 1; !player.is_over(); ++number) {
    console.out.flush();
    const auto line = next_line(player, lines);
    if (!line) {
      if (lines.is_terminal()) console.out << "\n";
      return;
    }
    if (*line == kGivenUp) continue;
    try {
      player.obey(*line);
    } catch (const UsageError& error) {
      if (!lines.is_terminal()) {
        throw UsageError(fmt::format("line {} of the commands: {}", number, error.what()));
      }
      console.err << error.what() << "\n";
    } catch (const OutputError& error) {
      if (!lines.is_terminal()) throw;
      console.err << error.what() << "\n";
    }
  }
}

// Of what lies ahead of the place where the play ends it says nothing.
ExitCode verdict_of(const Player& player) {
  return player.found() ? ExitCode::violated : ExitCode::fine;
}

ExitCode tell_end(const Player& player, const PlaySetup& setup, Console& console) {
  if (const auto found = player.found()) {
    console.out << indented("", "The play ends with something broken: " + *found, 0, setup.width);
  }
  return verdict_of(player);
}

ExitCode print_end(Player& player, const ScenarioFile& file, const PlaySetup& setup,
                   Console& console) {
  Json result = result_of("play", verdict_of(player));
  const play::Session& session = player.session();
  const auto cycles = player.clock().time_at(session, session.position());
  result["file"] = file.path;
  result["scenario"] = scenario_name(file.path);
  result["protocol"] = name_of(setup.scenario->system.profile);
  result["knock_outs"] = knock_out_words(setup.scenario->system.knock_outs);
  result["position"] = session.position();
  result["cycles"] = cycles ? Json(*cycles) : Json(nullptr);
  const auto found = player.found();
  result["found"] = found ? Json(*found) : Json(nullptr);
  result["choices"] = Json::array();
  for (const ScheduleEntry& entry : player.schedule().choices) {
    result["choices"].push_back(sentence_of(entry));
  }
  return print_result(result, console);
}

ExitCode play_scenario(const Arguments& arguments, Console& console) {
  const ScenarioFile file = file_of(arguments);
  const auto profile = profile_named(arguments.value("profile"));
  std::vector<LoadedFile> files = load_files({file}, console, profile);
  if (!all_loaded(files)) {
    if (arguments.has("json")) return print_bad_files("play", diagnostics_of(files), console);
    return ExitCode::bad_input;
  }
  Scenario scenario = std::move(*files.front().result.scenario);
  PlaySetup setup = set_up(scenario, arguments, console);
  if (const auto path = arguments.value("schedule")) {
    setup.forced = read_forced(*path, scenario, profile, "play", console);
    setup.ahead = setup.forced->choices;
  } else {
    setup.ahead = ahead_of(scenario);
  }
  const bool json = arguments.has("json");
  Console talking{json ? console.err : console.out, console.err};
  talking.colour_out = json ? console.colour_err : console.colour_out;
  talking.out << welcome(setup, file, arguments);
  Player player(setup, talking);
  const bool is_terminal = !json && isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1;
  const std::unique_ptr<PlayLines> lines =
      is_terminal
          ? terminal_lines([&](const std::string& line) { return player.completions(line); })
          : std::make_unique<StreamLines>(std::cin, talking.out);
  talk(player, *lines, talking);
  const ExitCode code = tell_end(player, setup, talking);
  return json ? print_end(player, file, setup, console) : code;
}

}  // namespace

const VerbSpec& play_verb() {
  static constexpr VerbSpec kVerb{
      "play",
      "Walks through a run, forward and back, and lets you choose what goes next.",
      "play FILE [options]",
      "FILE is a scenario file or the name of a shipped scenario (umsim list). Commands come from "
      "the terminal, or from standard input, a line each; help lists them.",
      kOptions,
      "umsim play fig11-smallest-lock-race",
      play_scenario};
  return kVerb;
}

}  // namespace umsim

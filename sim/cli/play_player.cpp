#include "sim/cli/play_player.h"

#include <algorithm>
#include <sstream>
#include <utility>

#include <fmt/format.h>

#include "sim/cli/arguments.h"
#include "sim/cli/interrupt.h"
#include "sim/cli/layout.h"
#include "sim/cli/places.h"
#include "sim/cli/scenario_files.h"
#include "sim/play/state_text.h"
#include "sim/scenario/text.h"
#include "sim/schedule/replay.h"
#include "traces/names.h"

namespace umsim {
namespace {

using Words = Player::Words;

// Words are parted by blanks; a # begins a comment.
Words words_in(const std::string& line) {
  std::istringstream stream(line.substr(0, line.find('#')));
  Words words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

void keep_those_that_begin(Words& words, const std::string& start) {
  std::erase_if(words, [&](const std::string& word) { return word.rfind(start, 0) != 0; });
  std::ranges::sort(words);
  words.erase(std::unique(words.begin(), words.end()), words.end());
}

}  // namespace

std::span<const Player::Command> Player::commands() {
  static constexpr Command kCommands[] = {
      {"step", "s", "[N] [GRAIN]", "goes N steps forward", &Player::step, true},
      {"back", "b", "[N] [GRAIN]", "goes N steps back", &Player::back, true},
      {"grain", "g", "[GRAIN]", "says what a step is: step, event, switch or lock", &Player::grain},
      {"continue", "c", "", "goes on up to a watch point, what is broken, or the end",
       &Player::go_on, true},
      {"reverse", "r", "", "goes back to the last watch point, or to the start", &Player::go_back,
       true},
      {"goto", "go", "PLACE", "goes to a place: a number, a time such as 20us, start or end",
       &Player::go_to},
      {"ahead", "a", "[N]", "shows what lies ahead, without going there", &Player::ahead},
      {"made", "m", "[N]", "shows the choices that were made last", &Player::made},
      {"choices", "ch", "", "shows what may happen next; * is what a step makes", &Player::choices},
      {"choose", "x", "WHAT", "makes a choice: its number, or words of it such as CPU1 or W1",
       &Player::choose},
      {"undo", "u", "", "takes the last choose back, and goes to where it was", &Player::undo},
      {"redo", "re", "", "makes it again", &Player::redo},
      {"watch", "w", "THING [is VALUE]",
       "stops when W1, lock W1, a list or queue changes or comes to be so, before a step, behind a "
       "kind of event; with if THING is VALUE behind it only where that holds",
       &Player::watch},
      {"watches", "ws", "", "lists the watch points", &Player::watches},
      {"unwatch", "uw", "N|all", "takes watch points away", &Player::unwatch},
      {"where", "wh", "[CPU|THREAD]", "shows the step that comes next among its neighbours",
       &Player::where},
      {"state", "st", "[NAME...]", "shows the machine, or some of it in detail", &Player::state},
      {"trace", "t", "[N|PATH [FORMAT]]",
       "shows the last N events, or writes all so far as umsim run --trace does", &Player::trace},
      {"why", "y", "[THREAD]", "says what a thread does and how it came to that", &Player::why},
      {"explain", "e", "WORD", "says what a step, a behaviour or a kind of event is",
       &Player::explain},
      {"save", "sa", "PATH", "writes the choices so far as a schedule", &Player::save},
      {"help", "h", "[COMMAND]", "shows this", &Player::help},
      {"quit", "q", "", "ends the play", &Player::quit}};
  return kCommands;
}

// A name, its short form, or any beginning that only one name has; watch is no beginning of
// watches.
const Player::Command& Player::command_named(const std::string& typed) {
  const std::string word = typed == "run" ? "continue" : typed == "?" ? "help" : typed;
  const Command* begins = nullptr;
  Words names;
  Words possible;
  for (const Command& command : commands()) {
    if (command.name == word || command.letter == word) return command;
    names.emplace_back(command.name);
    if (command.name.substr(0, word.size()) != word) continue;
    const bool is_longer = begins != nullptr && command.name.starts_with(begins->name);
    if (is_longer) continue;
    possible.emplace_back(command.name);
    begins = &command;
  }
  if (possible.size() == 1) return *begins;
  if (!possible.empty()) {
    throw UsageError(
        fmt::format("{} could be {}", loading::quoted(typed), loading::joined(possible, " or ")));
  }
  throw UsageError(fmt::format("there is no command {}{}", loading::quoted(typed),
                               loading::guess_text(typed, names, "help lists them")));
}

Player::Player(PlaySetup setup, Console& console)
    : setup_(std::move(setup)),
      console_(console),
      session_(*setup_.scenario, setup_.ahead),
      clock_(*setup_.scenario),
      words_(*setup_.scenario, setup_.width) {}

std::string Player::prompt() {
  const auto cycles = clock_.time_at(session_, session_.position());
  std::string text = with_commas(session_.position());
  if (cycles) text += fmt::format(" at {} ns", with_commas(header().nanoseconds(*cycles)));
  const auto next = session_.next();
  if (next && next->choice.cpu.valid()) text += ", " + cpu_name(next->choice.cpu);
  if (next && !next->choice.cpu.valid()) text += ",";
  if (next) text += " " + loading::printable(session_.name(next->choice).name);
  return text + "> ";
}

void Player::obey(const std::string& line) {
  const Words words = words_in(line);
  if (words.empty()) return;
  const Command& command = command_named(words.front());
  const Words rest(words.begin() + 1, words.end());
  if (command.arguments.empty() && !rest.empty()) {
    throw UsageError(fmt::format("{} takes nothing behind it", command.name));
  }
  (this->*command.run)(rest);
  again_ = command.repeats ? line : "";
}

void Player::help(const Words& words) {
  if (!words.empty()) {
    const Command& command = command_named(words.front());
    console_.out << fmt::format("{}{}{}", command.name, command.arguments.empty() ? "" : " ",
                                command.arguments);
    if (!command.letter.empty()) console_.out << fmt::format("  (short: {})", command.letter);
    console_.out << "\n" << indented("  ", command.help, 2, setup_.width);
    return;
  }
  for (const Command& command : commands()) {
    const std::string usage = fmt::format("{} {}", command.name, command.arguments);
    console_.out << indented(fmt::format("  {:<4}{:<26}", command.letter, usage), command.help, 32,
                             setup_.width);
  }
  console_.out << "Any beginning of a command that only one has will do. GRAIN is step, event, "
                  "switch or lock.\n";
}

void Player::quit(const Words& /*words*/) { over_ = true; }

play::Reach Player::reach() const { return {.interrupt = &interrupt_requested()}; }

Player::Words Player::names_of_things() const {
  Words names;
  for (const play::StateGroup& group : play::state_of(session_.machine())) {
    for (const play::StateLine& line : group.lines) names.push_back(line.name);
  }
  return names;
}

// Every word that can stand behind a command and these words.
Player::Words Player::words_behind(std::string_view command, const Words& before) const {
  if (command == "step" || command == "back" || command == "grain") return grain_words();
  if (command == "goto") return {"start", "end"};
  if (command == "unwatch") return {"all"};
  if (command == "help") return names_of_commands();
  if (command == "state" || command == "why" || command == "where") return names_of_things();
  if (command == "watch") return play::next_words_of_watch(setup_.scenario->system, before);
  Words words;
  if (command == "explain") words = play::watchable_words(setup_.scenario->system);
  if (command == "choose") {
    for (const ScheduleEntry& entry : entries()) {
      for (std::string& word : words_of(entry)) words.push_back(std::move(word));
    }
  }
  return words;
}

Player::Words Player::names_of_commands() {
  Words names;
  for (const Command& command : commands()) names.emplace_back(command.name);
  return names;
}

Player::Words Player::completions(const std::string& line) const {
  const bool new_word = line.empty() || line.back() == ' ';
  const Words words = words_in(line);
  const std::string start = new_word ? "" : words.empty() ? line : words.back();
  Words known;
  if (words.size() + (new_word ? 1 : 0) < 2) {
    known = names_of_commands();
  } else {
    try {
      const auto end = words.end() - (new_word ? 0 : 1);
      known = words_behind(command_named(words.front()).name, {words.begin() + 1, end});
    } catch (const UsageError&) {
      return {};
    }
  }
  keep_those_that_begin(known, start);
  return known;
}

std::optional<std::string> Player::found() const {
  if (const auto finding = session_.finding_so_far()) {
    return words_.of_finding(*finding, session_);
  }
  if (collapse_.empty()) return std::nullopt;
  return collapse_text(collapse_);
}

Schedule Player::schedule() const {
  const auto made = session_.course().made();
  const bool is_what_was_given = setup_.forced && std::ranges::equal(made, setup_.forced->choices);
  if (is_what_was_given) return setup_.forced->schedule;
  Schedule schedule;
  schedule.scenario = scenario_name(setup_.scenario->source.path);
  schedule.knock_out = knock_out_words(setup_.scenario->system.knock_outs);
  schedule.profile = profile_word(setup_.scenario->system.profile);
  if (const auto finding = session_.finding_so_far()) {
    schedule.found = words_.of_finding(*finding, session_);
  }
  schedule.choices = name_choices(setup_.scenario->system, made);
  return schedule;
}

std::size_t number_in(const std::string& typed, std::size_t least, std::string_view what) {
  constexpr std::size_t kMostDigits = 15;
  std::string digits = typed;
  std::erase(digits, ',');  // as places are shown
  const bool is_number = !digits.empty() && digits.size() <= kMostDigits &&
                         digits.find_first_not_of("0123456789") == std::string::npos;
  if (!is_number || std::stoull(digits) < least) {
    throw UsageError(fmt::format("{} must be a whole number from {} on, not {}", what, least,
                                 loading::quoted(typed)));
  }
  return std::stoull(digits);
}

std::string collapse_text(const std::string& why) {
  return "what comes next leads to a state that the machine cannot handle: " + why;
}

}  // namespace umsim

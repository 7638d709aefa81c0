// The commands of a play that go somewhere, choose, and set watch points.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "models/machine/transition.h"
#include "sim/cli/arguments.h"
#include "sim/cli/layout.h"
#include "sim/cli/play_player.h"
#include "sim/scenario/quantity.h"
#include "sim/scenario/text.h"
#include "traces/names.h"

namespace umsim {
namespace {

using play::Grain;
using play::Motion;
using play::Stop;

constexpr std::array<std::string_view, 4> kGrains{"step", "event", "switch", "lock"};
static_assert(kGrains.size() == static_cast<std::size_t>(Grain::lock) + 1);

struct Distance {
  std::size_t count = 1;
  Grain grain = Grain::step;
};

Grain read_grain(const std::string& word) {
  if (const auto grain = grain_named(word)) return *grain;
  throw UsageError(fmt::format("{} is no grain: step, event, switch or lock{}",
                               loading::quoted(word), loading::guess_text(word, grain_words())));
}

// "3 switch", in any order.
Distance read_distance(const Player::Words& words, Grain grain) {
  Distance distance{1, grain};
  if (words.size() > 2) throw UsageError("takes a number and a grain, such as 3 switch");
  for (const std::string& word : words) {
    const bool digits = word.find_first_not_of("0123456789,") == std::string::npos;
    if (digits) {
      distance.count = number_in(word, 1, "how far");
    } else {
      distance.grain = read_grain(word);
    }
  }
  if (words.size() == 2 && distance.grain == grain && !grain_named(words[0]) &&
      !grain_named(words[1])) {
    throw UsageError("takes one number, and a grain");
  }
  return distance;
}

}  // namespace

std::optional<Grain> grain_named(const std::string& word) {
  std::optional<Grain> found;
  for (std::size_t i = 0; i < kGrains.size(); ++i) {
    const bool begins = !word.empty() && kGrains.at(i).substr(0, word.size()) == word;
    if (kGrains.at(i) == word) return static_cast<Grain>(i);
    if (begins && found) return std::nullopt;
    if (begins) found = static_cast<Grain>(i);
  }
  return found;
}

std::vector<std::string> grain_words() { return {kGrains.begin(), kGrains.end()}; }

void Player::step(const Words& words) {
  const Distance distance = read_distance(words, grain_);
  tell(session_.forward(distance.grain, distance.count, reach()));
}

void Player::back(const Words& words) {
  const Distance distance = read_distance(words, grain_);
  tell(session_.back(distance.grain, distance.count));
}

void Player::grain(const Words& words) {
  if (words.size() > 1) throw UsageError("takes one grain: step, event, switch or lock");
  if (!words.empty()) grain_ = read_grain(words.front());
  console_.out << fmt::format("a step is {}\n",
                              grain_ == Grain::step       ? "one choice of the machine"
                              : grain_ == Grain::switches ? "up to the next switch of threads"
                              : grain_ == Grain::lock     ? "up to the next change of a UMS lock"
                                                          : "up to the next event");
}

void Player::go_on(const Words& /*words*/) { tell(session_.run(reach())); }

void Player::go_back(const Words& /*words*/) {
  if (session_.watches().empty()) {
    throw UsageError(
        "reverse goes back to a watch point, and there is none; goto start goes to "
        "the start");
  }
  tell(session_.run_back(reach()));
}

std::size_t Player::place_named(const std::string& typed) {
  if (typed == "start") return 0;
  if (typed == "end") return session_.course().line().size();
  if (typed.find_first_not_of("0123456789,") == std::string::npos) {
    return number_in(typed, 0, "a place");
  }
  const auto quantity = loading::parse_quantity(typed);
  if (std::holds_alternative<loading::QuantityError>(quantity)) {
    throw UsageError(fmt::format("{} is no place: a number, a time such as 20us, start or end{}",
                                 loading::quoted(typed),
                                 loading::guess_text(typed, {"start", "end"})));
  }
  return clock_.position_at(session_, loading::cycles_of(std::get<loading::Quantity>(quantity),
                                                         setup_.scenario->machine.clock_mhz));
}

void Player::go_to(const Words& words) {
  if (words.size() != 1) throw UsageError("goto takes one place: a number, a time, start or end");
  play::Motion motion = session_.go_to(place_named(words.front()), reach());
  motion.not_told = 0;
  while (motion.told.size() > 1) motion.told.pop_front();
  tell(motion);
}

std::vector<ScheduleEntry> Player::entries() const {
  std::vector<ScheduleEntry> entries;
  for (const Choice& choice : session_.enabled()) entries.push_back(session_.name(choice));
  return entries;
}

std::size_t Player::pick(const std::vector<ScheduleEntry>& entries, const Words& words) const {
  if (entries.empty()) throw UsageError("nothing can happen any more");
  const bool number =
      words.size() == 1 && words[0].find_first_not_of("0123456789") == std::string::npos;
  if (number) {
    const std::size_t at = number_in(words[0], 1, "a choice");
    if (at <= entries.size()) return at - 1;
    throw UsageError(
        fmt::format("there are only {}; choices lists them", counted(entries.size(), "choice")));
  }
  Words known;
  std::vector<std::size_t> fit;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const Words own = words_of(entries[i]);
    known.insert(known.end(), own.begin(), own.end());
    const bool fits = std::ranges::all_of(
        words, [&](const std::string& word) { return std::ranges::find(own, word) != own.end(); });
    if (fits) fit.push_back(i);
  }
  if (fit.size() == 1) return fit.front();
  const std::string typed = loading::joined(words, " ");
  if (fit.empty()) {
    throw UsageError(fmt::format("no choice is {}{}", loading::quoted(typed),
                                 words.size() == 1 ? loading::guess_text(typed, known) : ""));
  }
  Words numbers;
  for (const std::size_t at : fit) numbers.push_back(std::to_string(at + 1));
  throw UsageError(fmt::format("{} could be choice {}; choices lists them", loading::quoted(typed),
                               loading::joined(numbers, " or ")));
}

void Player::choose(const Words& words) {
  if (words.empty()) {
    throw UsageError("choose takes a number, or words of a choice; choices lists them");
  }
  if (const auto finding = session_.finding(); finding && finding->invariant != nullptr) {
    throw UsageError("an invariant is broken here, and nothing goes on; back goes back");
  }
  tell(session_.choose(session_.enabled()[pick(entries(), words)]));
}

void Player::undo(const Words& /*words*/) {
  const auto motion = session_.undo();
  if (!motion) throw UsageError("there is no choose to undo");
  tell(*motion);
}

void Player::redo(const Words& /*words*/) {
  const auto motion = session_.redo();
  if (!motion) throw UsageError("there is no choose to do again");
  tell(*motion);
}

void Player::watch(const Words& words) {
  if (words.empty()) return watches(words);
  auto read = play::read_watch(setup_.scenario->system, words);
  if (const auto* why = std::get_if<std::string>(&read)) throw UsageError(*why);
  session_.add(std::get<play::Watch>(std::move(read)));
  watches({});
}

void Player::watches(const Words& /*words*/) {
  for (std::size_t i = 0; i < session_.watches().size(); ++i) {
    const play::Watch& watch = session_.watches()[i];
    const std::string number = fmt::format("  watch {}  ", i + 1);
    console_.out << indented(number, watch.seen(session_.machine()), number.size(), setup_.width);
  }
  console_.out << "  a broken invariant or property always stops\n";
}

void Player::unwatch(const Words& words) {
  if (words.size() != 1) throw UsageError("unwatch takes the number of a watch point, or all");
  if (words.front() == "all") {
    session_.remove_all();
    return watches({});
  }
  const std::size_t at = number_in(words.front(), 1, "a watch point");
  if (at > session_.watches().size()) {
    throw UsageError(fmt::format("there is no watch point {}; watches lists them", at));
  }
  session_.remove(at - 1);
  watches({});
}

void Player::tell(const Motion& motion) {
  if (motion.not_told != 0) {
    console_.out << fmt::format("        … {} before these\n", counted(motion.not_told, "step"));
  }
  for (const play::Told& told : motion.told) console_.out << words_.of_told(told);
  collapse_ = motion.collapse;
  tell_stop(motion);
  if (const auto finding = session_.finding()) tell_broken(words_.of_finding(*finding, session_));
  tell_next();
}

void Player::tell_broken(const std::string& what) {
  const std::string text = indented("broken  ", what, 8, setup_.width);
  console_.out << (console_.colour_out ? fmt::format("\x1b[1;31m{}\x1b[0m", text) : text);
}

void Player::tell_stop(const Motion& motion) {
  switch (motion.why) {
    case Stop::arrived:
    case Stop::broken:
    case Stop::end: return;
    case Stop::start: console_.out << "start   there is nothing before\n"; return;
    case Stop::watch: {
      const play::Watch& watch = session_.watches()[motion.watch];
      console_.out << indented(fmt::format("watch {} ", motion.watch + 1),
                               watch.told(motion.values.first, motion.values.second), 8,
                               setup_.width);
      return;
    }
    case Stop::collapse: tell_broken(collapse_text(motion.collapse)); return;
    case Stop::limit:
      console_.out << fmt::format("limit   {} at a time; the same command goes on\n",
                                  counted(reach().choices, "choice"));
      return;
    case Stop::interrupted: console_.out << "stopped by Ctrl-C\n"; return;
  }
}

void Player::tell_next() {
  const auto finding = session_.finding();
  const auto next = session_.next();
  if (finding && finding->invariant != nullptr) return;
  if (!next) {
    console_.out << (all_ended(session_.machine())
                         ? "end     nothing can happen any more: every thread has ended\n"
                         : "end     nothing can happen any more\n");
    return;
  }
  console_.out << words_.of_choice("next", next->choice, session_.name(next->choice),
                                   session_.machine());
}

}  // namespace umsim

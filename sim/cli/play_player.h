// Player: the commands of a play. A line in, text out; where lines come from, and what happens to a
// line that makes no sense, is the verb's affair (play.cpp).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/cli/console.h"
#include "sim/cli/forced_schedule.h"
#include "sim/cli/play_clock.h"
#include "sim/cli/play_words.h"
#include "sim/play/session.h"
#include "sim/scenario/scenario.h"
#include "traces/sink.h"

namespace umsim {

struct PlaySetup {
  const Scenario* scenario = nullptr;
  std::vector<ScheduledChoice> ahead;
  std::optional<ForcedSchedule> forced;  // what `ahead` comes from, if not from a timed run
  std::size_t width = kDefaultWidth;
};

class Player {
 public:
  using Words = std::vector<std::string>;

  struct Command {
    std::string_view name;
    std::string_view letter;     // the short form; may be empty
    std::string_view arguments;  // "[N] [GRAIN]"
    std::string_view help;
    void (Player::*run)(const Words& words);
    bool repeats = false;  // an empty line on a terminal does it again
  };

  Player(PlaySetup setup, Console& console);

  // Where the play is and who goes next: "57 22,466 ns CPU0 P1> ".
  [[nodiscard]] std::string prompt();

  // obey() does what the line says; throws UsageError or OutputError when it cannot. Nothing has
  // changed then.
  void obey(const std::string& line);
  [[nodiscard]] bool is_over() const { return over_; }

  // What an empty line on a terminal means: the last command, if it went somewhere.
  [[nodiscard]] const std::string& again() const { return again_; }

  // What the last word of the line, which may be empty, could be.
  [[nodiscard]] Words completions(const std::string& line) const;

  [[nodiscard]] const play::Session& session() const { return session_; }
  [[nodiscard]] PlayClock& clock() { return clock_; }
  // What is wrong where the play is, was broken on the way there, or comes of what it has tried to
  // do next; in words.
  [[nodiscard]] std::optional<std::string> found() const;
  // The choices made, and what they lead to.
  [[nodiscard]] Schedule schedule() const;

 private:
  // Going somewhere: play_motions.cpp.
  void step(const Words& words);
  void back(const Words& words);
  void grain(const Words& words);
  void go_on(const Words& words);
  void go_back(const Words& words);
  void go_to(const Words& words);
  void choose(const Words& words);
  void undo(const Words& words);
  void redo(const Words& words);
  void watch(const Words& words);
  void watches(const Words& words);
  void unwatch(const Words& words);
  // Looking: play_looks.cpp.
  void ahead(const Words& words);
  void made(const Words& words);
  void choices(const Words& words);
  void where(const Words& words);
  void state(const Words& words);
  void trace(const Words& words);
  void why(const Words& words);
  void explain(const Words& words);
  void save(const Words& words);
  // Here: play_player.cpp.
  void help(const Words& words);
  void quit(const Words& words);

  [[nodiscard]] static std::span<const Command> commands();
  [[nodiscard]] static const Command& command_named(const std::string& typed);
  [[nodiscard]] play::Reach reach() const;
  [[nodiscard]] std::size_t place_named(const std::string& typed);
  [[nodiscard]] std::size_t pick(const std::vector<ScheduleEntry>& entries,
                                 const Words& words) const;
  [[nodiscard]] std::vector<ScheduleEntry> entries() const;
  [[nodiscard]] CpuId cpu_named(const Words& words) const;
  [[nodiscard]] Words names_of_things() const;
  [[nodiscard]] static Words names_of_commands();
  [[nodiscard]] Words words_behind(std::string_view command, const Words& before) const;
  [[nodiscard]] TraceHeader header() const;
  [[nodiscard]] std::string why_text(ThreadId thread);
  void tell(const play::Motion& motion);
  void tell_broken(const std::string& what);
  void tell_stop(const play::Motion& motion);
  void tell_next();
  void show_line(std::size_t begin, std::size_t end);
  void show_events(std::size_t count);
  void refuse_place_taken(const std::string& path, std::string_view what) const;
  void write_trace(const std::string& path, const std::string& format);

  PlaySetup setup_;
  Console& console_;
  play::Session session_;
  PlayClock clock_;
  PlayWords words_;
  play::Grain grain_ = play::Grain::step;
  std::string again_;
  std::string collapse_;  // what the last motion could not make
  bool over_ = false;
};

// The grain of that name, if there is one, and the names of all.
[[nodiscard]] std::optional<play::Grain> grain_named(const std::string& word);
[[nodiscard]] std::vector<std::string> grain_words();

// A number from `least` on; throws UsageError that calls it `what`.
[[nodiscard]] std::size_t number_in(const std::string& typed, std::size_t least,
                                    std::string_view what);

// What is said of a choice that the machine does not survive.
[[nodiscard]] std::string collapse_text(const std::string& why);

}  // namespace umsim

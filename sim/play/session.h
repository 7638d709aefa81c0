// Session: somebody's walk through a run, without any input or output.
//
// It begins with a line of choices ahead: what a timed run does, or a schedule. Going forward makes
// them, and behind their end goes on by turns (turns.h); choosing something else replaces what lies
// ahead, and can be undone. Where it stops, and why, is in the Motion that every command gives.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/invariants/invariants.h"
#include "sim/play/course.h"
#include "sim/play/watch.h"

namespace umsim::play {

// What a step of the walk is: every choice, or only those that report an event, switch threads or
// change a UMS lock. A step of the machine is atomic, and so all that it reports is one step.
enum class Grain : std::uint8_t { step, event, switches, lock };

enum class Stop : std::uint8_t {
  arrived,
  start,     // there is nothing before
  end,       // nothing can happen any more
  broken,    // Session::finding() says what
  watch,     // Motion::watch
  collapse,  // Motion::collapse: what comes next is none that the machine survives
  limit,     // so many choices have been made for one command
  interrupted
};

// A choice that was made, and what it reported.
struct Told {
  std::size_t number = 0;  // from 1
  ScheduleEntry entry;
  StepRef step;  // of a step
  std::vector<Event> events;
};

struct Motion {
  Stop why = Stop::arrived;
  std::size_t from = 0;
  std::size_t to = 0;
  std::size_t watch = 0;                            // the position among Session::watches()
  std::pair<std::string, std::string> values = {};  // of the watch, before and after
  std::string collapse = {};
  std::deque<Told> told = {};  // the last choices that count for the grain
  std::size_t not_told = 0;    // and how many of them there were before these
};

// What is wrong with the place that the walk is at: one of these.
struct Finding {
  const Invariant* invariant = nullptr;
  std::optional<std::size_t> property;  // of the observer
  bool deadlock = false;
};

// How far one command may go.
struct Reach {
  std::size_t choices = 100'000;
  const std::atomic<bool>* interrupt = nullptr;  // may be null
};

class Session {
 public:
  // As those of Course.
  Session(const Scenario& scenario, std::vector<ScheduledChoice> ahead);

  [[nodiscard]] const Course& course() const { return course_; }
  [[nodiscard]] std::size_t position() const { return course_.position(); }
  [[nodiscard]] Machine machine() const { return course_.machine(); }
  [[nodiscard]] std::optional<Finding> finding() const;
  // The same, or the first property that was broken on the way here.
  [[nodiscard]] std::optional<Finding> finding_so_far() const;

  [[nodiscard]] std::vector<Choice> enabled() const;
  // What forward() makes next; none when nothing can happen.
  [[nodiscard]] std::optional<ScheduledChoice> next() const;
  // A choice by its names; it must be possible here.
  [[nodiscard]] ScheduleEntry name(const Choice& choice) const;

  // So many steps of that grain. Forward it stops before at what is broken and at watch points, and
  // never goes past an invariant that is broken. Back is exactly where forward had stopped.
  Motion forward(Grain grain, std::size_t count, const Reach& reach);
  Motion back(Grain grain, std::size_t count);

  // Up to the next watch point, to what is broken, or to the end; back to the last watch point.
  Motion run(const Reach& reach);
  Motion run_back(const Reach& reach);

  // To the place behind so many choices, past watch points.
  Motion go_to(std::size_t position, const Reach& reach);

  // Makes that choice, which must be possible, instead of what lies ahead.
  Motion choose(const Choice& choice);
  // Nothing when there is no choice to undo, or to do again.
  std::optional<Motion> undo();
  std::optional<Motion> redo();

  [[nodiscard]] const std::vector<Watch>& watches() const { return watches_; }
  void add(Watch watch) { watches_.push_back(std::move(watch)); }
  void remove(std::size_t position);
  void remove_all() { watches_.clear(); }

 private:
  // A place, and what is to lie ahead of it instead.
  struct Edit {
    std::size_t position;
    std::vector<ScheduledChoice> ahead;
  };

  [[nodiscard]] bool counts(Grain grain, std::size_t choice) const;
  [[nodiscard]] bool is_stop(Grain grain, std::size_t position) const;
  [[nodiscard]] bool may_go_on(Motion& motion) const;
  bool advance(Motion& motion);
  bool tell(Grain grain, Motion& motion) const;
  void tell_last(Motion& motion) const;
  Motion walk(Grain grain, std::size_t count, bool by_watches, const Reach& reach);
  void look();
  [[nodiscard]] std::optional<std::size_t> stopping_watch(Motion& motion);
  [[nodiscard]] std::optional<std::size_t> last_stop_between(std::size_t begin, std::size_t end,
                                                             Motion& motion);
  Edit exchange(Edit edit);

  Course course_;
  std::vector<Watch> watches_;
  std::vector<std::string> values_;  // of the watches, where the walk is
  Told last_;                        // the choice that was made last
  std::vector<Edit> done_;
  std::vector<Edit> undone_;
};

}  // namespace umsim::play

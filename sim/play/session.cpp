#include "sim/play/session.h"

#include <algorithm>

#include "sim/play/turns.h"

namespace umsim::play {
namespace {

constexpr std::size_t kMostTold = 12;

bool is_interrupted(const Reach& reach) {
  return reach.interrupt != nullptr && reach.interrupt->load(std::memory_order_relaxed);
}

}  // namespace

Session::Session(const Scenario& scenario, std::vector<ScheduledChoice> ahead)
    : course_(scenario, std::move(ahead)) {}

std::vector<Choice> Session::enabled() const {
  std::vector<Choice> choices;
  enabled_choices(machine(), choices);
  return choices;
}

std::optional<ScheduledChoice> Session::next() const {
  if (position() < course_.line().size()) return course_.line()[position()];
  const std::vector<Choice> choices = enabled();
  if (choices.empty()) return std::nullopt;
  return ScheduledChoice{next_in_turn(machine(), choices, course_.turns_taken()), kAllCycles};
}

ScheduleEntry Session::name(const Choice& choice) const {
  return course_.replay().name({choice, kAllCycles});
}

std::optional<Finding> Session::finding() const {
  Finding finding;
  finding.invariant = broken_invariant(machine());
  if (finding.invariant != nullptr) return finding;
  finding.property = course_.broken_property();
  if (!finding.property && enabled().empty()) {
    finding.deadlock = !course_.observer().may_end(machine());
    if (!finding.deadlock) {
      finding.property = course_.observer().at_end(machine(), course_.memory());
    }
  }
  if (!finding.property && !finding.deadlock) return std::nullopt;
  return finding;
}

std::optional<Finding> Session::finding_so_far() const {
  if (auto here = finding()) return here;
  for (std::size_t i = 0; i < position(); ++i) {
    if (const auto broken = course_.mark(i).broken) return Finding{.property = *broken};
  }
  return std::nullopt;
}

bool Session::counts(Grain grain, std::size_t choice) const {
  const Mark& mark = course_.mark(choice);
  switch (grain) {
    case Grain::step: return true;
    case Grain::event: return mark.events != 0;
    case Grain::switches: return mark.switches;
    case Grain::lock: return mark.locks;
  }
  return true;
}

bool Session::is_stop(Grain grain, std::size_t position) const {
  return position == 0 || counts(grain, position - 1);
}

void Session::look() {
  values_.clear();
  for (const Watch& watch : watches_) values_.push_back(watch.value(machine()));
}

// The first watch that stops at the choice that was made last; all values are those of here then.
std::optional<std::size_t> Session::stopping_watch(Motion& motion) {
  std::optional<std::size_t> stops;
  const Machine here = machine();
  const Watch::Made made{course_.made().back().choice, here, course_.events()};
  for (std::size_t i = 0; i < watches_.size(); ++i) {
    std::string value = watches_[i].value(here);
    if (!stops && watches_[i].stops(made, values_[i], value)) {
      stops = i;
      motion.values = {values_[i], value};
    }
    values_[i] = std::move(value);
  }
  return stops;
}

// Behind a broken invariant nothing goes on. False then, and says so in the motion.
bool Session::may_go_on(Motion& motion) const {
  if (broken_invariant(machine()) == nullptr) return true;
  motion.why = Stop::broken;
  return false;
}

// Makes the next choice. False when it could not, and says why in the motion.
bool Session::advance(Motion& motion) {
  const auto choice = next();
  if (!choice) {
    motion.why = finding() ? Stop::broken : Stop::end;
    return false;
  }
  const bool is_new = position() == course_.line().size();
  if (is_new) course_.replace_ahead({*choice});
  Told told{position() + 1, course_.replay().name(*choice), {}, {}};
  if (choice->choice.kind == ChoiceKind::step) {
    told.step = next_step(machine(), choice->choice.cpu);
  }
  if (const auto collapse = course_.make_next()) {
    if (is_new) course_.replace_ahead({});
    motion.why = Stop::collapse;
    motion.collapse = *collapse;
    return false;
  }
  told.events.assign(course_.events().begin(), course_.events().end());
  last_ = std::move(told);
  motion.to = position();
  return true;
}

// The choice that was made last counts for the grain, and is told.
bool Session::tell(Grain grain, Motion& motion) const {
  if (!counts(grain, position() - 1)) return false;
  motion.told.push_back(last_);
  if (motion.told.size() > kMostTold) {
    motion.told.pop_front();
    ++motion.not_told;
  }
  return true;
}

Motion Session::walk(Grain grain, std::size_t count, bool by_watches, const Reach& reach) {
  Motion motion{.from = position(), .to = position()};
  if (!may_go_on(motion)) return motion;
  look();
  std::size_t steps = 0;
  for (std::size_t made = 0; steps < count; ++made) {
    if (made == reach.choices) {
      motion.why = Stop::limit;
      break;
    }
    if (is_interrupted(reach)) {
      motion.why = Stop::interrupted;
      break;
    }
    if (!advance(motion)) break;
    steps += tell(grain, motion) ? 1U : 0U;
    const auto watch = by_watches ? stopping_watch(motion) : std::nullopt;
    if (finding()) {
      motion.why = Stop::broken;
    } else if (watch) {
      motion.why = Stop::watch;
      motion.watch = *watch;
    }
    if (motion.why != Stop::arrived) {
      tell_last(motion);
      break;
    }
  }
  return motion;
}

// Whatever the grain, the choice at which the walk has stopped is told.
void Session::tell_last(Motion& motion) const {
  if (motion.told.empty() || motion.told.back().number != position()) motion.told.push_back(last_);
}

Motion Session::forward(Grain grain, std::size_t count, const Reach& reach) {
  return walk(grain, count, true, reach);
}

Motion Session::run(const Reach& reach) {
  return walk(Grain::event, std::numeric_limits<std::size_t>::max(), true, reach);
}

Motion Session::back(Grain grain, std::size_t count) {
  Motion motion{.from = position(), .to = position()};
  for (; count > 0 && motion.to > 0; --count) {
    do {
      --motion.to;
    } while (!is_stop(grain, motion.to));
  }
  course_.go_to(motion.to);
  if (count > 0) motion.why = Stop::start;
  return motion;
}

// The last place from `begin` on and before `end` at which a watch stops.
std::optional<std::size_t> Session::last_stop_between(std::size_t begin, std::size_t end,
                                                      Motion& motion) {
  std::optional<std::size_t> last;
  course_.go_to(begin);
  look();
  while (position() + 1 < end) {
    course_.make_again();
    Motion here;
    if (const auto watch = stopping_watch(here)) {
      last = position();
      motion.watch = *watch;
      motion.values = here.values;
    }
  }
  return last;
}

Motion Session::run_back(const Reach& reach) {
  Motion motion{.why = Stop::start, .from = position()};
  std::optional<std::size_t> found;
  std::size_t end = position();
  while (end > 0 && !found && !watches_.empty()) {
    if (is_interrupted(reach)) {
      course_.go_to(end);
      motion.why = Stop::interrupted;
      motion.to = end;
      return motion;
    }
    const std::size_t begin = (end - 1) / kBetweenKept * kBetweenKept;
    found = last_stop_between(begin, end, motion);
    // The place where the next part begins is the last of this one.
    end = begin == 0 ? 0 : begin + 1;
  }
  if (found) motion.why = Stop::watch;
  motion.to = found.value_or(0);
  course_.go_to(motion.to);
  return motion;
}

Motion Session::go_to(std::size_t position, const Reach& reach) {
  if (position > course_.position()) {
    const std::size_t from = course_.position();
    course_.go_to(std::min(position - 1, course_.visited()));  // the last choice is told
    Motion motion = walk(Grain::step, position - course_.position(), false, reach);
    motion.from = from;
    return motion;
  }
  Motion motion{.from = course_.position(), .to = position};
  course_.go_to(position);
  return motion;
}

// Goes there and replaces what lies ahead; gives the edit that undoes this.
Session::Edit Session::exchange(Edit edit) {
  course_.go_to(edit.position);
  return {edit.position, course_.replace_ahead(std::move(edit.ahead))};
}

Motion Session::choose(const Choice& choice) {
  Motion motion{.from = position(), .to = position()};
  if (!may_go_on(motion)) return motion;
  const auto ahead = next();
  const bool is_ahead = ahead && ahead->choice == choice;
  if (!is_ahead) done_.push_back(exchange({position(), {{choice, kAllCycles}}}));
  if (!advance(motion)) {
    if (!is_ahead) {
      exchange(std::move(done_.back()));
      done_.pop_back();
    }
    return motion;
  }
  if (!is_ahead) undone_.clear();
  if (finding()) motion.why = Stop::broken;
  motion.told.push_back(last_);
  return motion;
}

std::optional<Motion> Session::undo() {
  if (done_.empty()) return std::nullopt;
  Motion motion{.from = position()};
  undone_.push_back(exchange(std::move(done_.back())));
  done_.pop_back();
  motion.to = position();
  return motion;
}

std::optional<Motion> Session::redo() {
  if (undone_.empty()) return std::nullopt;
  Motion motion{.from = position()};
  done_.push_back(exchange(std::move(undone_.back())));
  undone_.pop_back();
  advance(motion);
  motion.told.push_back(last_);
  return motion;
}

void Session::remove(std::size_t position) {
  watches_.erase(watches_.begin() + static_cast<std::ptrdiff_t>(position));
}

}  // namespace umsim::play

#include "sim/play/course.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "models/machine/internal_error.h"

namespace umsim::play {
namespace {

class EventList final : public Reporter {
 public:
  explicit EventList(std::vector<Event>& events) : events_(&events) {}
  void report(const Event& event) override { events_->push_back(event); }

 private:
  std::vector<Event>* events_;
};

bool is_switch(const Event& event) {
  switch (event.kind) {
    case EventKind::thread_switch:
    case EventKind::ums_switch:
    case EventKind::ums_yield:
    case EventKind::directed_switch: return true;
    default: return false;
  }
}

Mark mark_of(const std::vector<Event>& events, std::optional<std::size_t> broken) {
  constexpr std::size_t kMost = std::numeric_limits<std::uint16_t>::max();
  require(events.size() <= kMost, "one choice reports more events than can be counted");
  const auto is_lock = [](const Event& event) { return event.kind == EventKind::lock_transition; };
  return {static_cast<std::uint16_t>(events.size()), std::ranges::any_of(events, is_switch),
          std::ranges::any_of(events, is_lock),
          broken ? std::optional(static_cast<std::uint16_t>(*broken)) : std::nullopt};
}

}  // namespace

Course::Course(const Scenario& scenario, std::vector<ScheduledChoice> ahead)
    : replay_(scenario.system),
      observer_(explore::what_must_hold(scenario.check.properties)),
      may_collapse_(scenario.system.knock_outs.any()),
      memory_(observer_.bytes()),
      line_(std::move(ahead)) {
  keep();
}

void Course::keep() { kept_.push_back({replay_.save(), memory_, turns_}); }

// The last kept state from which a choice leads to that place, so that what the choice reported is
// known there.
std::size_t Course::kept_before(std::size_t position) const {
  const std::size_t last = position == 0 ? 0 : (position - 1) / kBetweenKept;
  return std::min(last, kept_.size() - 1);
}

void Course::restore(std::size_t kept) {
  replay_.restore(kept_[kept].state);
  memory_ = kept_[kept].memory;
  turns_ = kept_[kept].turns;
  position_ = kept * kBetweenKept;
  events_.clear();
  broken_.reset();
}

std::optional<std::string> Course::make_next() {
  require(position_ < line_.size(), "there is no next choice to make");
  const ScheduledChoice next = line_[position_];
  events_.clear();
  EventList list(events_);
  explore::Watcher watcher(observer_, memory_, &list);
  try {
    watcher.before(machine(), next.choice);
    replay_.make(next, &watcher);
  } catch (const InternalError& error) {
    if (!may_collapse_) throw;
    const std::size_t here = position_;
    restore(kept_before(here));
    go_to(here);
    return error.what();
  }
  broken_ = watcher.broken();
  turns_.add(next.choice);
  ++position_;
  if (marks_.size() < position_) marks_.push_back(mark_of(events_, broken_));
  if (position_ == kept_.size() * kBetweenKept) keep();
  return std::nullopt;
}

void Course::make_again() {
  const auto collapse = make_next();
  require(!collapse, "a choice that was made once cannot be made again");
}

void Course::go_to(std::size_t position) {
  const std::size_t kept = kept_before(position);
  if (position < position_ || kept * kBetweenKept > position_) restore(kept);
  while (position_ < position) make_again();
}

std::vector<ScheduledChoice> Course::replace_ahead(std::vector<ScheduledChoice> ahead) {
  const auto here = line_.begin() + static_cast<std::ptrdiff_t>(position_);
  std::vector<ScheduledChoice> before(here, line_.end());
  line_.erase(here, line_.end());
  line_.insert(line_.end(), ahead.begin(), ahead.end());
  if (marks_.size() > position_) marks_.resize(position_);
  const std::size_t kept = position_ / kBetweenKept + 1;
  if (kept_.size() > kept)
    kept_.erase(kept_.begin() + static_cast<std::ptrdiff_t>(kept), kept_.end());
  return before;
}

}  // namespace umsim::play

#include "traces/part_sink.h"

#include <utility>

#include "traces/names.h"

namespace umsim {

bool PartSink::Trigger::reaches(const Event& event) {
  if (moment_->time_cycles) return event.time_cycles >= *moment_->time_cycles;
  const bool is_one =
      moment_->kind ? event.kind == *moment_->kind : step_label(event).starts_with(moment_->step);
  if (is_one) ++seen_;
  return is_one && seen_ == moment_->occurrence;
}

bool PartSink::Trigger::is_past(const Event& event) const {
  return moment_->time_cycles && event.time_cycles > *moment_->time_cycles;
}

PartSink::PartSink(std::unique_ptr<Sink> next, const TextOutput& output, TracePart part)
    : next_(std::move(next)),
      output_(&output),
      last_(part.last),
      from_(std::move(part.from)),
      to_(std::move(part.to)) {}

PartSink::~PartSink() {
  try {
    hand_on_kept();
  } catch (const OutputError&) {  // NOLINT(bugprone-empty-catch): the run has failed already
  }
}

void PartSink::begin(const TraceHeader& header) {
  next_->begin(header);
  if (output_->is_full()) {
    throw OutputError("the budget of the trace is too small: its header alone takes more");
  }
}

void PartSink::event(const Event& event) {
  if (!lets_through(event)) {
    // What is kept comes before it; behind the window nothing is written any more.
    if (window_ == Window::before) next_->skip(event);
  } else if (last_) {
    keep(event);
  } else {
    hand_on(event);
  }
}

bool PartSink::lets_through(const Event& event) {
  if (window_ == Window::before) {
    if (from_.waits_for_something() && !from_.reaches(event)) return false;
    window_ = Window::open;
  }
  if (window_ == Window::closed || !to_.waits_for_something()) return window_ == Window::open;
  if (to_.is_past(event)) {
    window_ = Window::closed;
    return false;
  }
  const bool is_last = !to_.is_a_time() && to_.reaches(event);
  window_ = is_last ? Window::closed : Window::open;
  return true;
}

void PartSink::keep(const Event& event) {
  kept_.push_back(event);
  if (kept_.size() > *last_) {
    next_->skip(kept_.front());
    kept_.pop_front();
  }
}

void PartSink::hand_on(const Event& event) {
  if (output_->is_full()) return;
  next_->event(event);
  if (!output_->is_full()) ++written_;
}

void PartSink::hand_on_kept() {
  while (!kept_.empty()) {
    const Event event = kept_.front();
    kept_.pop_front();
    hand_on(event);
  }
}

void PartSink::end() {
  hand_on_kept();
  next_->end();
}

}  // namespace umsim

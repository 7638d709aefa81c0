#include "traces/recorder.h"

#include <utility>

#include "models/machine/internal_error.h"

namespace umsim {

Recorder::Recorder(TraceHeader header)
    : header_(std::move(header)), pairing_(*header_.system), causes_(*header_.system) {}

void Recorder::add(Sink& sink) {
  require(!open_, "a sink was added to a trace that has begun");
  sinks_.push_back(&sink);
}

void Recorder::begin() {
  require(!open_ && last_id_ == 0, "a trace was begun twice");
  open_ = true;
  for (Sink* sink : sinks_) {
    sink->begin(header_);
  }
}

void Recorder::set_time(std::uint64_t cycles) {
  require(cycles >= now_cycles_, "the time of a trace went back");
  now_cycles_ = cycles;
}

void Recorder::report(const Event& event) {
  require(open_, "an event was reported outside of a trace");
  Event complete = event;
  complete.time_cycles = now_cycles_;
  complete.id = ++last_id_;
  complete.cause = causes_.of(complete);
  causes_.note(complete);
  // Sinks first: the event that breaks the pairing is the one that the reader of the trace wants to
  // see.
  for (Sink* sink : sinks_) {
    sink->event(complete);
  }
  pairing_.check(complete);
}

void Recorder::report_step(CpuId cpu, ThreadId thread, StepRef row) {
  Event event;
  event.kind = EventKind::step;
  event.cpu = cpu;
  event.thread = thread;
  event.step = row;
  report(event);
}

void Recorder::end() {
  require(open_, "a trace was ended that has not begun");
  open_ = false;
  for (Sink* sink : sinks_) {
    sink->end();
  }
}

}  // namespace umsim

#include "traces/jsonl_sink.h"

namespace umsim {

JsonlSink::JsonlSink(TextOutput& output) : lines_(output) {}

void JsonlSink::begin(const TraceHeader& header) {
  format_.emplace(header);
  format_->append_header(lines_.text());
  lines_.end_line();
}

void JsonlSink::event(const Event& event) {
  if (!before_.empty()) write_before();
  format_->append_event(lines_.text(), event);
  lines_.end_line();
}

void JsonlSink::write_before() {
  for (const Event& event : before_.take()) {
    format_->append_event(lines_.text(), event, true);
    lines_.end_line();
  }
}

void JsonlSink::end() { lines_.finish(); }

}  // namespace umsim

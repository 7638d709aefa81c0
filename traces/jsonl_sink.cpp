#include "traces/jsonl_sink.h"

namespace umsim {

JsonlSink::JsonlSink(TextOutput& output) : lines_(output) {}

void JsonlSink::begin(const TraceHeader& header) {
  format_.emplace(header);
  format_->append_header(lines_.text());
  lines_.end_line();
}

void JsonlSink::event(const Event& event) {
  format_->append_event(lines_.text(), event);
  lines_.end_line();
}

void JsonlSink::end() { lines_.finish(); }

}  // namespace umsim

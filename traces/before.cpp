#include "traces/before.h"

#include <algorithm>

namespace umsim {

void Before::note(const Event& event) {
  switch (event.kind) {
    case EventKind::step:
    case EventKind::interrupt:
    case EventKind::preempt:
    case EventKind::switch_failed:
    case EventKind::context_read:
    case EventKind::context_changed:
    case EventKind::api_return:
    case EventKind::io_request:
    case EventKind::tlb_shootdown:
    case EventKind::tlb_flush:
    case EventKind::debug_registers_refused:
    case EventKind::adoption:
    case EventKind::invalid_thread:
    case EventKind::context_touched:
    case EventKind::context_written:
    case EventKind::context_sanitised:
    case EventKind::invalid_context: return;
    default: latest_.insert_or_assign(About(event), event);
  }
}

std::vector<Event> Before::take() {
  std::vector<Event> events;
  events.reserve(latest_.size());
  for (const auto& [about, event] : latest_) events.push_back(event);
  latest_.clear();
  std::ranges::sort(events, {}, &Event::id);
  return events;
}

}  // namespace umsim

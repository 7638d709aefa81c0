#include "models/machine/execution.h"

namespace umsim {

void Execution::report(EventKind kind, ThreadId thread, std::uint16_t object,
                       std::uint64_t old_value, std::uint64_t new_value) const {
  if (reporter_ == nullptr) [[likely]] {
    return;
  }
  Event event;
  event.kind = kind;
  event.step = step;
  event.cpu = cpu_id;
  event.thread = thread;
  event.object = object;
  event.old_value = old_value;
  event.new_value = new_value;
  reporter_->report(event);
}

}  // namespace umsim

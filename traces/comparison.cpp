#include "traces/comparison.h"

namespace umsim {

Comparison::Comparison(const TraceHeader& left, const TraceHeader& right, bool times)
    : left_(&left), right_(&right), times_(times), names_(*left.system, *right.system) {}

bool Comparison::same(const Event& left, const Event& right) const {
  return same_time(left, right) && left.id == right.id && left.cause == right.cause &&
         left.kind == right.kind && left.step == right.step && left.cpu == right.cpu &&
         left.thread == right.thread && left.object == right.object &&
         left.old_value == right.old_value && left.new_value == right.new_value;
}

bool Comparison::same_time(const Event& left, const Event& right) const {
  return !times_ ||
         (left.time_cycles == right.time_cycles &&
          left_->nanoseconds(left.time_cycles) == right_->nanoseconds(right.time_cycles));
}

// Who acts. Of a lock's transition that is who changes it.
std::size_t Comparison::history_of(const Event& event) const {
  const std::size_t threads = names_.threads();
  const bool acts = event.kind == EventKind::lock_transition && event.object < threads;
  const std::size_t thread = acts ? event.object : event.thread.at();
  return event.cpu.valid() && thread < threads ? thread : threads;
}

}  // namespace umsim

// Prints a trace with an event of every kind, once with everything and once with nothing there, for
// the test of the JSON Schema.
#include <cstdio>
#include <string>

#include "tests/traces/samples.h"
#include "traces/kinds.h"

namespace {

using namespace umsim;

// Where the kind allows it, what the event refers to is not there.
Event with_nothing(Event event) {
  const KindInfo& kind = kind_info(event.kind);
  event.cpu = CpuId();
  event.thread = ThreadId();
  event.cause = 0;
  if (event.kind == EventKind::lock_transition || event.kind == EventKind::upcall ||
      event.kind == EventKind::unpark) {
    event.object = samples::kNone;
  }
  for (auto [meaning, value] :
       {std::pair{kind.old_value, &event.old_value}, std::pair{kind.new_value, &event.new_value}}) {
    if (meaning == ValueMeaning::thread) {
      *value = samples::kNone;
    } else if (meaning == ValueMeaning::lock) {
      *value = samples::lock_word(ThreadId(), 0);
    } else {
      *value = 0;
    }
  }
  return event;
}

}  // namespace

int main() {
  System system = samples::small_system();
  system.knock_outs.set(static_cast<std::size_t>(KnockOut::atomic_claim));
  system.knock_outs.set(static_cast<std::size_t>(KnockOut::release_cid_at_park));
  std::vector<Event> events = samples::one_of_each_kind();
  for (const Event& event : samples::one_of_each_kind()) {
    events.push_back(with_nothing(event));
  }
  const std::string text = samples::jsonl_text(samples::header_for(system), events);
  return std::fputs(text.c_str(), stdout) < 0 ? 1 : 0;
}

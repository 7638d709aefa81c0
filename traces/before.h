// Before: of the events that a trace leaves out, those that bring whoever follows it to the state
// in which its part begins.
//
// They are the latest of each kind about each thing: what an event says of the state is said once
// more, or otherwise, by the next of its kind about the same CPU, thread and object, so that the
// earlier ones are not needed. However long the run is, they are as many as there are kinds and
// things.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <vector>

#include "traces/vocabulary/event.h"

namespace umsim {

// What an event is about; events of one kind about the same replace each other.
struct About {
  EventKind kind = EventKind::step;
  CpuId cpu;
  ThreadId thread;
  std::uint16_t object = Index<void>::kNone;

  explicit About(const Event& event)
      : kind(event.kind), cpu(event.cpu), thread(event.thread), object(event.object) {}
  friend constexpr auto operator<=>(const About&, const About&) = default;
};

class Before {
 public:
  // Events that say nothing of the state are not kept.
  void note(const Event& event);

  [[nodiscard]] bool empty() const { return latest_.empty(); }

  // take gives the events in their order, and begins anew.
  [[nodiscard]] std::vector<Event> take();

 private:
  std::map<About, Event> latest_;
};

}  // namespace umsim

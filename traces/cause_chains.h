// CauseChains: the last causes of what has happened, kept as a trace goes by.
//
// The cause of an event is the latest of its kind about some CPU, thread and object, or the latest
// of its CPU (traces/causes.h), so that only the latest events about each need to be kept, each
// with the few that led to it. However long the trace is, they are as many as there are kinds and
// things.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "traces/before.h"
#include "traces/vocabulary/event.h"

namespace umsim {

class CauseChains {
 public:
  // How many causes of each event are kept at most.
  explicit CauseChains(std::size_t most) : most_(most) {}

  // note gives the causes of the event, the nearest first, and keeps it for those that follow.
  std::vector<Event> note(const Event& event);

 private:
  struct Told {
    Event event;
    std::vector<Event> causes;
  };

  std::size_t most_;
  std::map<About, std::uint64_t> latest_;  // ids
  std::map<std::uint64_t, Told> told_;     // by id
};

}  // namespace umsim

// What can be reached in a system: before which steps its threads can come to stand, and by what
// shortest way a choice comes up.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "models/machine/transition.h"
#include "sim/explore/search.h"

namespace umsim::explore {

// A thread that is about to run a step: in user mode the one on whose user stack the CPU is, in
// kernel mode the kernel's current thread.
struct ReachedPlace {
  ThreadId thread;
  StepRef step;
  friend bool operator==(const ReachedPlace&, const ReachedPlace&) = default;
};

struct ReachedPlaces {
  std::vector<ReachedPlace> places;  // by thread, then by step
  Stop stop = Stop::none;            // anything else: there may be more
};

// reached_places() explores every state of the system, in single steps and with one thread.
// Of the options count the budgets and `interrupt`.
[[nodiscard]] ReachedPlaces reached_places(const System& system, const SearchOptions& options);

struct ShortestWay {
  std::optional<std::vector<Choice>> choices;  // from the initial state; the last is looked for
  Stop stop = Stop::none;                      // anything else: nothing is said if there is none
};

// shortest_way() looks for a choice for which `is_looked_for` holds, in the state in which it can
// be made (CPUs have other numbers there than in the choices that are given back). No way has fewer
// steps. It does not look behind violations.
[[nodiscard]] ShortestWay shortest_way(
    const System& system, const std::function<bool(const Machine&, const Choice&)>& is_looked_for,
    const SearchOptions& options);

}  // namespace umsim::explore

// Course: what comes of a placed event in one run: the way to it, and from there a fixed order
// (sim/explore/fixed_order.h). It says which steps of FIGS. 8 to 10, 13 and 14 are passed, where
// the event is served, and how all ends.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "sim/cli/placement_events.h"
#include "sim/explore/fixed_order.h"
#include "traces/vocabulary/event.h"

namespace umsim {

struct Course {
  std::string path;    // "W1: FIG13 D1 D2 B1 end; P1: FIG14 D7 D8 B4"; empty: none of the figures
  std::string served;  // "torn off", "on the idle kernel portion"; empty where nothing is to serve
  std::size_t blocked_upcalls = 0;  // of the whole run
  std::size_t yield_upcalls = 0;
  std::string end;  // "all ended", or where the threads are that have not

  friend bool operator==(const Course&, const Course&) = default;
};

// Runs the choices of `way`, the last of which is the event, and then all that follows. Of an APC
// the path has the steps that serve it, and those of the primary that is asked for it; of a fault
// all steps of the kernel portion that takes it, until it is left; of an interrupt its own.
[[nodiscard]] Course follow_event(const PlacedScenario& placed, const std::vector<Choice>& way,
                                  ThreadId to);

// "FIG14.B4.integer" as "FIG14" and "B4": parts of a step are not told apart, steps with a name of
// their own are ("FIG14.D8.answer").
struct ShortLabel {
  std::string figure;
  std::string step;
};
[[nodiscard]] ShortLabel short_label(std::string_view label);

}  // namespace umsim

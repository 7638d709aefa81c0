// Schedule: what happens in a run, one choice after the other, said by names instead of indices.
//
// An entry names the thread and the label of the step that it runs, so a schedule stays good as
// long as the flow that it goes through is unchanged, whatever happens to other tables. It is a
// value: how it stands in a file is said in schedule_file.h, how choices become entries and back in
// replay.h. It knows neither engine.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/machine/execution.h"
#include "models/machine/transition.h"

namespace umsim {

inline constexpr int kScheduleVersion = 1;

struct ScheduleEntry {
  ChoiceKind kind = ChoiceKind::step;
  CpuId cpu;                          // of a step, a dispatch and an interrupt; none otherwise
  std::string name;                   // the thread, or of an arrival the APC
  std::string step;                   // of a step: the row's label
  std::uint32_t occurrence = 1;       // of a step: which time the thread runs it, from 1; a compute
                                      // instruction counts when it is done
  std::uint64_t cycles = kAllCycles;  // of a compute instruction: how much of it is done now

  friend bool operator==(const ScheduleEntry&, const ScheduleEntry&) = default;
};

struct Schedule {
  std::string scenario;                // the scenario's name, without folder and ending
  std::vector<std::string> knock_out;  // safeguards that are switched off, by their names
  std::string profile;                 // the protocol's, by its name; may be empty: the patent's
  std::string found;                   // what the choices lead to; may be empty
  std::size_t cycle = 0;               // how many choices, at the end, can go round for ever
  std::vector<ScheduleEntry> choices;

  friend bool operator==(const Schedule&, const Schedule&) = default;
};

// A choice as an engine makes it: `cycles` limits how much of a compute instruction is done.
struct ScheduledChoice {
  Choice choice;
  std::uint64_t cycles = kAllCycles;

  friend bool operator==(const ScheduledChoice&, const ScheduledChoice&) = default;
};

}  // namespace umsim

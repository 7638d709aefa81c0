// Scenario: a scenario file with every name resolved, every default filled in, every time in
// cycles.
//
// The engines and the command line work from this and never see JSON. What is simulated stands in
// `system` (models/machine/system.h); the rest says on which machine, with which events from
// outside, and what must come of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "models/machine/system.h"
#include "sim/scenario/diagnostics.h"
#include "sim/scenario/expectation.h"
#include "sim/scenario/fairness_kind.h"
#include "sim/scenario/machine_profile.h"

namespace umsim {

inline constexpr int kScenarioVersion = 1;

// At any moment: `check` tries every one; a timed run takes its start.
struct AnyTime {};

// At a moment of simulated time. `check` knows no time and tries every moment, as with AnyTime.
struct AtTime {
  std::uint64_t cycles = 0;
};

// At its place (ApcSpec::place): in a run the first time that its occurrence allows.
struct AtPlace {};

using Moment = std::variant<AnyTime, AtTime, AtPlace>;

// When system.apcs[apc] comes. Scenario::events has exactly one for each APC, in
// the order of ApcId.
struct AsyncEvent {
  ApcId apc;
  Moment moment;
  SourcePosition position;
};

struct RunOptions {
  std::optional<std::uint64_t> stop_at_cycles;  // the run ends here, and that is no failure; none:
                                                // when all is quiet
};

enum class Verdict : std::uint8_t { holds, violated };

// A family of placements: each kind of event, once before each of the steps.
struct PlacementFamily {
  std::vector<std::string> labels;  // as the file has them: "FIG15"
  std::vector<StepRef> steps;       // the rows that carry them, each once
  ThreadId to;                      // the worker to which APCs go
};

// A row of the race matrix: where an event finds the worker `places.to`. The matrix varies the
// machine and how many workers there are like that one.
struct RaceCase {
  PlacementFamily places;
  ThreadId of;  // whose steps these are: the thread that is about to run them
};

struct CheckOptions {
  Verdict expect = Verdict::holds;
  std::string invariant;  // if violated: the one that must break; empty: any
  KnockOuts catches;      // without any one of these the search must find a violation
  KnockOuts redundant;    // without any one of these it must hold all the same
  std::vector<PlacementFamily> placements;
  std::vector<RaceCase> races;
  std::uint64_t max_states = 5'000'000;
  std::optional<std::uint32_t> preemptions;  // none: any number; the verdict is complete only then
  std::vector<Expectation> properties;       // what must hold in all interleavings
  FairnessKind fairness = FairnessKind::strong;
};

// What a scenario of the patent's profile says of itself under the windows profile.
struct WindowsDifference {
  std::string differs;  // a sentence
  std::vector<Expectation> expectations;
  CheckOptions check;
};

struct Scenario {
  SourceFile source;  // for messages that point into it
  std::string title;
  std::string description;
  std::string figure;                    // "FIG. 2", or empty
  std::vector<std::string> covers;       // behaviour ids, each once
  std::vector<std::string> differences;  // what it does otherwise than its source, a sentence each
  std::uint64_t seed = 1;
  System system;
  // Where the steps of the schedulers' procedures stand; empty for a scheduler with a policy.
  std::vector<std::vector<SourcePosition>> procedures;
  MachineProfile machine;
  std::vector<AsyncEvent> events;
  std::vector<Expectation> expectations;
  RunOptions run;
  CheckOptions check;
  std::optional<WindowsDifference> windows;  // none: nothing that anybody looks at differs
};

// Why the system makes no sense under that profile, or nothing. Under windows a worker follows the
// list of the primary that runs it (LIST-12): a hint must not lead it to a scheduler that does not
// know it.
[[nodiscard]] std::optional<std::string> why_not_under(const System& system,
                                                       ProtocolProfile profile);

// Makes the scenario one of that profile: with what it expects under it. It must make sense there.
void select_profile(Scenario& scenario, ProtocolProfile profile);

}  // namespace umsim

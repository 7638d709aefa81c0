// resolve: RawScenario to Scenario: looks up names, fills in defaults, makes cycles of times, and
// adds a problem for whatever does not make sense.
#pragma once

#include <vector>

#include "sim/scenario/load.h"
#include "sim/scenario/name_table.h"
#include "sim/scenario/problems.h"
#include "sim/scenario/raw.h"
#include "sim/scenario/scenario.h"

namespace umsim::loading {

// What the parts of the resolver share.
struct Resolver {
  const RawScenario& raw;
  const LoadOptions& options;
  Problems& problems;
  Scenario& scenario;  // its machine profile must be filled in

  NameTable names;
  std::vector<const RawThread*> threads;  // by ThreadId
  // False: a name was not found, so it proves nothing that something else is not used.
  bool lists_found = true;
  bool programs_found = true;
  bool schedulers_found = true;
  bool processes_found = true;

  [[nodiscard]] System& system() const { return scenario.system; }
  [[nodiscard]] std::uint64_t cycles(const Time& time) const {
    return cycles_of(time.value, scenario.machine.clock_mhz);
  }
};

// Fills `scenario` but for source and machine profile. It is complete only when no problem was
// added.
void resolve(const RawScenario& raw, const LoadOptions& options, Problems& problems,
             Scenario& scenario);

// The parts, each in a file of its own, in the order in which they have to run.
void resolve_processes(Resolver& resolver);
void resolve_threads(Resolver& resolver);
void resolve_objects(Resolver& resolver);
void resolve_tebs(Resolver& resolver);
void resolve_programs(Resolver& resolver);
// The procedures that schedulers bring; the threads must be resolved.
void resolve_procedures(Resolver& resolver);
// Adds a problem for each event that would end a primary whose procedure nobody could be heir to;
// the events must be resolved.
void check_endings(Resolver& resolver);

// A call of the user-mode API in a program, with the length that its class needs as default.
ApiRequest resolve_call(Resolver& resolver, const RawStep& step);
void resolve_events(Resolver& resolver);
void resolve_debug_registers(Resolver& resolver);
// What the file says of placements; where it says nothing, `check` stays as it is.
void resolve_placements(Resolver& resolver, const RawCheck& raw, CheckOptions& check);
// What is expected of a run.
[[nodiscard]] std::vector<Expectation> resolve_expectations(Resolver& resolver,
                                                            const std::vector<RawExpectation>& raw);
// What must hold in all interleavings.
[[nodiscard]] std::vector<Expectation> resolve_properties(Resolver& resolver,
                                                          const std::vector<RawExpectation>& raw);

// The process of that name; without a name the first one. None: a problem was added.
ProcessId process_of(Resolver& resolver, const std::optional<Text>& name);
// Adds a problem for whatever reaches from one process into another; the threads must be resolved.
void check_processes(Resolver& resolver);

// The address that debug registers are to have; 0, and a problem, when the text is none.
std::uint64_t debug_address(Resolver& resolver, const Text& text);

// Fills in what a step says of its object.
void resolve_object_step(Resolver& resolver, const RawStep& step, Instruction& instruction);
// Adds a problem when the thread's process cannot use the step's object. `use` is where the program
// is named, or null when it stands in the thread.
void check_object_step(Resolver& resolver, const RawStep& step, ThreadId thread, const Where* use);
// Adds problems for objects that nobody uses and waits that never end; all programs must be
// resolved.
void check_objects(Resolver& resolver);

// The rows that carry the label, or a longer one that begins with it; none, and a problem, when
// there is no such label.
std::vector<StepRef> resolve_step(Resolver& resolver, const Text& label);

// Adds a problem when there are more than `most`.
template <class T>
void check_limit(Problems& problems, const std::vector<T>& things, std::size_t most,
                 std::string_view what) {
  if (things.size() <= most) return;
  problems.add(things[most].where,
               "a scenario has at most " + std::to_string(most) + " " + std::string(what));
}

}  // namespace umsim::loading

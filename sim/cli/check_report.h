// CheckReport: what the search says about one scenario, in names, and whether that is what the
// scenario expects. Text and JSON are made of this and nothing else.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/cli/check_bounded.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/results.h"
#include "sim/cli/scenario_files.h"
#include "sim/explore/model_search.h"
#include "sim/scenario/scenario.h"
#include "sim/schedule/schedule.h"

namespace umsim {

// The shortest counterexample that was found.
struct Counterexample {
  explore::Fault fault = explore::Fault::violation;
  std::string invariant;  // "INV-5", "INV-15" for progress; empty when the model broke down
  std::string text;       // "INV-5: in user mode ..."; "found" of the schedule
  std::vector<ScheduleEntry> entries;
  std::vector<std::uint32_t> lines = {};  // of each entry: where the scenario has the procedure's
                                          // step, or 0
  std::uint64_t preemptions = 0;  // how often it turns away from a CPU that could have gone on
  bool fewest = false;            // nothing as short has fewer
  bool shortest = false;          // nothing breaks in fewer steps
  bool cut_short = false;         // to look for fewer steps would have gone beyond the limits
  std::size_t cycle = 0;          // how many entries, at the end, go round for ever
  std::string property = {};      // "never preempt (thread W1)"; empty when it breaks none of these
};

struct CheckReport {
  ScenarioFile file;
  std::string name;
  const Scenario* scenario = nullptr;
  Verdict expected = Verdict::holds;
  std::string expected_invariant;  // may be empty
  explore::SearchResult result;
  FairnessKind fairness = FairnessKind::none;  // that was asked for
  std::optional<Counterexample> counterexample;
  std::optional<BoundedFigures> bounded;     // some interleavings were searched, and not all
  std::vector<std::string> unreached;        // what the scenario is about, and never happens
  std::optional<std::string> schedule_path;  // the counterexample was written there
  std::optional<std::string> checkpoint;     // the search that has stopped was written there
  std::optional<std::string> resumed_from;   // the search began there
  bool output_lost = false;                  // schedule or checkpoint could not be written
  ExitCode code = ExitCode::fine;            // of this scenario alone
};

// What is worst decides; a violation weighs more than a verdict that is missing.
[[nodiscard]] ExitCode code_of(const std::vector<CheckReport>& reports);

// What a scenario is to be held against: its own expectation, or, where safeguards are knocked out
// on the command line, that everything holds.
struct CheckExpectation {
  Verdict verdict = Verdict::holds;
  std::string invariant;
  bool must_reach = false;  // what is to happen sometimes must happen in some interleaving
};

// How a scenario is to be searched.
struct CheckSearch {
  explore::ModelSearchOptions options = {};
  Bounds bounds = {};
  bool fewest_preemptions = false;  // of a counterexample, among those of its length
};

// search_scenario explores all interleavings of the scenario, or those that the bounds ask for.
[[nodiscard]] CheckReport search_scenario(const Scenario& scenario, const ScenarioFile& file,
                                          const CheckSearch& search,
                                          const CheckExpectation& expectation);

// The counterexample as a schedule.
[[nodiscard]] Schedule schedule_of(const CheckReport& report);

// True for a violation that the scenario expects.
[[nodiscard]] bool violated_as_expected(const CheckReport& report);

// The outcome, with the scenario's name before it and the figures of the search behind it.
[[nodiscard]] std::string check_text(const CheckReport& report);

// "violated: INV-5: in user mode ...: in 9 steps", "holds, all interleavings", ...
[[nodiscard]] std::string outcome_text(const CheckReport& report);

// The counterexample as columns, a CPU each, and what it comes to.
[[nodiscard]] std::string counterexample_text(const CheckReport& report, std::size_t width);

// What it comes to for all scenarios together.
[[nodiscard]] std::string check_total(const std::vector<CheckReport>& reports);

// "holds", "violated", "vacuous" (it holds, but never reaches what it is about) or "incomplete".
[[nodiscard]] std::string_view verdict_word(const CheckReport& report);

[[nodiscard]] Json check_json(const std::vector<CheckReport>& reports, ExitCode code);

}  // namespace umsim

#include "sim/cli/check_report.h"

#include <algorithm>

#include <fmt/format.h>

#include "models/machine/internal_error.h"
#include "models/machine/routines.h"
#include "models/machine/transition.h"
#include "sim/cli/places.h"
#include "sim/cli/scenario_files.h"
#include "sim/cli/schedule_words.h"
#include "sim/cli/stranded.h"
#include "sim/explore/bounded_paths.h"
#include "sim/explore/model_search.h"
#include "sim/explore/preemptions.h"
#include "sim/explore/witness.h"
#include "sim/schedule/replay.h"

namespace umsim {
namespace {

using explore::Fault;

std::vector<ScheduledChoice> whole_choices(const std::vector<Choice>& choices) {
  std::vector<ScheduledChoice> scheduled;
  std::transform(choices.begin(), choices.end(), std::back_inserter(scheduled),
                 [](const Choice& choice) {
                   return ScheduledChoice{choice, kAllCycles};
                 });
  return scheduled;
}

std::string deadlock_after(const System& system, const std::vector<ScheduledChoice>& choices) {
  Replay replay(system);
  for (const ScheduledChoice& choice : choices) replay.make(choice);
  std::string names;
  for (std::size_t i = 0; i < system.threads.size(); ++i) {
    if (replay.machine().kthread(ThreadId(i)).state != ThreadState::ended) {
      names += (names.empty() ? "" : " ") + system.threads[i].name;
    }
  }
  return deadlock_text(replay.machine(), names) + stranded_text(replay.machine());
}

std::string lost_goal_text(const System& system, const std::vector<ScheduledChoice>& choices,
                           const std::string& sentence) {
  Replay replay(system);
  for (const ScheduledChoice& choice : choices) replay.make(choice);
  return fmt::format("{}: {}{}", kLostGoal, sentence, stranded_text(replay.machine()));
}

// The line of the procedure's step that the choice runs; 0 when it runs none.
std::uint32_t line_of(const Scenario& scenario, const Machine& machine, const Choice& choice) {
  if (choice.kind != ChoiceKind::step) return 0;
  const StepRef step = next_step(machine, choice.cpu);
  if (step.routine != static_cast<std::uint8_t>(RoutineId::procedure)) return 0;
  const Control& control = machine.cpu(choice.cpu).registers.control;
  const SchedulerId scheduler = machine.system().thread(control.stack_owner).scheduler;
  return scenario.procedures[scheduler.at()][control.position].line;
}

std::vector<std::uint32_t> lines_of(const Scenario& scenario,
                                    const std::vector<ScheduledChoice>& choices) {
  std::vector<std::uint32_t> lines;
  Replay replay(scenario.system);
  for (const ScheduledChoice& choice : choices) {
    lines.push_back(line_of(scenario, replay.machine(), choice.choice));
    replay.make(choice);
  }
  return lines;
}

Counterexample describe(const Scenario& scenario, const explore::Observer& observer,
                        const explore::ModelFinding& finding) {
  const System& system = scenario.system;
  const auto choices = whole_choices(finding.choices);
  Counterexample example;
  example.fault = finding.fault;
  example.entries = name_choices(system, choices);
  example.lines = lines_of(scenario, choices);
  example.preemptions = explore::preemptions_of(system, finding.choices);
  switch (finding.fault) {
    case Fault::violation:
      example.invariant = finding.invariant == nullptr ? "" : finding.invariant->id;
      example.text = finding.invariant == nullptr
                         ? std::string(kCollapse)
                         : fmt::format("{}: {}", finding.invariant->id, finding.sentence);
      if (finding.property) {
        example.property = text_of(system, observer.property(*finding.property));
        example.text = fmt::format("{}: {}", kProperty, finding.sentence);
      }
      break;
    case Fault::deadlock:
      example.invariant = kLostGoal;
      example.text = deadlock_after(system, choices);
      break;
    case Fault::lost_goal:
      example.invariant = kLostGoal;
      example.text = lost_goal_text(system, choices, finding.sentence);
      break;
    case Fault::ring:
    case Fault::starvation:
      example.invariant = kLostGoal;
      example.text = fmt::format("{}: {}", kLostGoal, finding.sentence);
      example.cycle = finding.cycle;
      break;
  }
  return example;
}

ExitCode code_of(const CheckReport& report) {
  switch (report.result.verdict) {
    case explore::Verdict::holds:
      return report.expected == Verdict::holds && report.unreached.empty() ? ExitCode::fine
                                                                           : ExitCode::violated;
    case explore::Verdict::violated:
      return violated_as_expected(report) ? ExitCode::fine : ExitCode::violated;
    case explore::Verdict::incomplete:
      return report.result.stop == explore::Stop::interrupted ? ExitCode::interrupted
                                                              : ExitCode::incomplete;
  }
  return ExitCode::defect;
}

// A verdict that all holds says little when what the scenario is about never happens.
void look_for_what_it_is_about(CheckReport& report, const explore::ModelSearchOptions& options) {
  for (const Expectation& property : report.scenario->check.properties) {
    const bool sometimes = std::holds_alternative<Sometimes>(property.what);
    if (!sometimes || report.result.verdict != explore::Verdict::holds) continue;
    const explore::Witness witness = explore::look_for(report.scenario->system, property, options);
    if (witness.found) continue;
    if (witness.stop == explore::Stop::none) {
      report.unreached.push_back(text_of(report.scenario->system, property));
    } else {
      report.result.verdict = explore::Verdict::incomplete;
      report.result.stop = witness.stop;
    }
  }
}

explore::ModelResult search_as_asked(CheckReport& report, const Bounds& bounds,
                                     const explore::ModelSearchOptions& options) {
  if (bounds.mode == BoundedMode::none) {
    return explore::search_model(report.scenario->system, options);
  }
  BoundedSearch search = search_bounded(*report.scenario, bounds, options);
  report.bounded = search.figures;
  return std::move(search.found);
}

// To look for fewer preemptions is worth no more than this.
explore::ModelSearchOptions few_of(explore::ModelSearchOptions options) {
  constexpr std::uint64_t kMostStates = 1'000'000;
  options.max_states = std::min(options.max_states, kMostStates);
  return options;
}

}  // namespace

ExitCode code_of(const std::vector<CheckReport>& reports) {
  ExitCode code = ExitCode::fine;
  for (const CheckReport& report : reports) {
    code = worse(code, report.code);
    if (report.output_lost) code = worse(code, ExitCode::bad_input);
  }
  return code;
}

bool violated_as_expected(const CheckReport& report) {
  return report.counterexample && report.expected == Verdict::violated &&
         (report.expected_invariant.empty() ||
          report.expected_invariant == report.counterexample->invariant);
}

CheckReport search_scenario(const Scenario& scenario, const ScenarioFile& file,
                            const CheckSearch& search, const CheckExpectation& expectation) {
  CheckReport report;
  report.file = file;
  report.name = scenario_name(file.path);
  report.scenario = &scenario;
  report.expected = expectation.verdict;
  report.expected_invariant = expectation.invariant;
  explore::ModelSearchOptions options = search.options;
  options.observer = explore::Observer(explore::what_must_hold(scenario.check.properties));
  explore::ModelResult found = search_as_asked(report, search.bounds, options);
  report.result = std::move(found.search);
  report.fairness = options.fairness;
  if (!found.findings.empty()) {
    explore::ModelFinding& finding = found.findings.front();
    const bool is_step = is_step_fault(finding);
    const bool fewest = search.fewest_preemptions && finding.is_shortest && is_step &&
                        explore::fewest_preemptions(scenario.system, finding, few_of(options));
    report.counterexample = describe(scenario, options.observer, finding);
    report.counterexample->fewest = fewest;
    report.counterexample->shortest = finding.is_shortest;
    report.counterexample->cut_short =
        is_step && !finding.is_shortest && search.bounds.mode == BoundedMode::none;
  }
  if (expectation.must_reach && expectation.verdict == Verdict::holds) {
    look_for_what_it_is_about(report, search.options);
  }
  report.code = code_of(report);
  return report;
}

Schedule schedule_of(const CheckReport& report) {
  require(report.counterexample.has_value(), "a schedule was asked of a check that found nothing");
  const System& system = report.scenario->system;
  return {report.name,
          knock_out_words(system.knock_outs),
          profile_word(system.profile),
          report.counterexample->text,
          report.counterexample->cycle,
          report.counterexample->entries};
}

}  // namespace umsim

// The verdict of a check as text.
#include <algorithm>

#include <fmt/format.h>

#include "sim/cli/check_report.h"
#include "sim/cli/layout.h"
#include "sim/cli/scenario_files.h"

namespace umsim {
namespace {

std::string why_incomplete(const CheckReport& report) {
  switch (report.result.stop) {
    case explore::Stop::state_budget: return "the state budget is used up (--max-states)";
    case explore::Stop::memory_budget: return "the memory budget is used up (--memory)";
    case explore::Stop::disk_full: return "there is no more room on the disk (--spill)";
    case explore::Stop::interrupted: return "interrupted";
    case explore::Stop::bounded: return report.bounded ? covered_text(*report.bounded) : "";
    case explore::Stop::none: break;
  }
  return "not every state was judged";
}

std::string expected_violation(const CheckReport& report) {
  return report.expected_invariant.empty()
             ? "a violation"
             : fmt::format("a violation of {}", report.expected_invariant);
}

std::string none_left_out(const CheckReport& report) {
  return report.bounded ? fmt::format(": more than {} lead to nothing new",
                                      counted(report.bounded->bounds.preemptions, "preemption"))
                        : "";
}

// What is said of all runs is said of those that never end, unless nobody has looked at them.
std::string not_judged(const CheckReport& report) {
  if (report.result.cycles_judged) return "";
  return report.fairness == FairnessKind::none
             ? "; runs that never end are not judged (--fairness)"
             : "; runs that never end are not judged: the scenario has too many threads and events";
}

std::string length_of(const Counterexample& example) {
  const std::size_t steps = example.entries.size();
  return example.cycle == 0
             ? fmt::format("in {}{}", counted(steps, "step"),
                           example.cut_short ? ", perhaps not the fewest" : "")
             : fmt::format("after {}, in {} again and again",
                           counted(steps - example.cycle, "step"), counted(example.cycle, "step"));
}

bool made_runs(const CheckReport& report) {
  return report.bounded && report.bounded->bounds.mode != BoundedMode::preemptions;
}

std::string vacuous(const CheckReport& report) {
  return fmt::format(
      "vacuous: nothing breaks, but in no interleaving happens what the scenario is "
      "about: {}",
      fmt::join(report.unreached, "; "));
}

// A search with a bound on preemptions knows no depth.
std::string figures(const CheckReport& report) {
  const explore::Statistics& statistics = report.result.statistics;
  const bool bounded = report.bounded && !report.bounded->complete;
  const double seconds = std::max(statistics.seconds, 1e-6);
  const double speed = static_cast<double>(statistics.expanded) / seconds;
  return fmt::format(
      "{}, {}, {}{:.2f} s, {} states/s, {:.0f} bytes/state{}", counted(statistics.states, "state"),
      counted(statistics.transitions, "transition"),
      bounded ? "" : fmt::format("depth {}, ", with_commas(statistics.depth)), statistics.seconds,
      with_commas(static_cast<std::size_t>(speed)), statistics.bytes_per_state(),
      statistics.spilled == 0 ? ""
                              : fmt::format(", {:.0f} spilled", statistics.spilled_per_state()));
}

std::size_t number_of(const std::vector<CheckReport>& reports, ExitCode code) {
  return static_cast<std::size_t>(
      std::count_if(reports.begin(), reports.end(),
                    [&](const CheckReport& report) { return report.code == code; }));
}

}  // namespace

std::string outcome_text(const CheckReport& report) {
  switch (report.result.verdict) {
    case explore::Verdict::holds:
      if (!report.unreached.empty()) return vacuous(report);
      return report.expected == Verdict::holds
                 ? "holds, all interleavings" + none_left_out(report) + not_judged(report)
                 : fmt::format("holds, all interleavings, but the scenario expects {}",
                               expected_violation(report));
    case explore::Verdict::incomplete: return "incomplete: " + why_incomplete(report);
    case explore::Verdict::violated: break;
  }
  const Counterexample& example = *report.counterexample;
  const std::string found = fmt::format("{}: {}", example.text, length_of(example));
  if (violated_as_expected(report)) return "violated, as the scenario expects: " + found;
  if (report.expected == Verdict::violated) {
    return fmt::format("violated: {}, but the scenario expects {}", found,
                       expected_violation(report));
  }
  return "violated: " + found;
}

std::string check_text(const CheckReport& report) {
  const auto without = knock_out_words(report.scenario->system.knock_outs);
  return fmt::format(
      "{}{}{}{}: {}\n  {}\n", report.name, under_profile(report.scenario->system),
      without.empty() ? "" : " without ", fmt::join(without, " "), outcome_text(report),
      made_runs(report) ? runs_text(*report.bounded, report.result.statistics) : figures(report));
}

std::string check_total(const std::vector<CheckReport>& reports) {
  const auto violated =
      static_cast<std::size_t>(std::count_if(reports.begin(), reports.end(), violated_as_expected));
  const std::size_t fine = number_of(reports, ExitCode::fine);
  std::string text = fmt::format("{}: {} as expected", counted(reports.size(), "scenario"), fine);
  if (violated != 0) text += fmt::format(" ({} violated on purpose)", violated);
  const std::size_t wrong = number_of(reports, ExitCode::violated);
  if (wrong != 0) text += fmt::format(", {} not as expected", wrong);
  const std::size_t open = reports.size() - fine - wrong;
  if (open != 0) text += fmt::format(", {} not decided", open);
  return text + "\n";
}

}  // namespace umsim

// The verdict of a run: which expectations failed, what was violated, and the exit code.
#include <algorithm>

#include <fmt/format.h>

#include "models/machine/image.h"
#include "sim/cli/layout.h"
#include "sim/cli/rounds.h"
#include "sim/cli/run_report.h"
#include "sim/cli/scenario_files.h"
#include "sim/cli/schedule_words.h"
#include "sim/cli/stranded.h"
#include "sim/schedule/replay.h"

namespace umsim {
namespace {

using timed::StopReason;

// A thread that rests for good is as it should be when the scenario says so.
bool rests_as_expected(const RunReport& report, ThreadId thread) {
  const auto& expectations = report.scenario->expectations;
  const FinalState state = report.result.threads[thread.at()].final_state;
  return std::any_of(expectations.begin(), expectations.end(), [&](const Expectation& expectation) {
    const auto* final = std::get_if<Final>(&expectation.what);
    return final != nullptr && final->thread == thread && final->state == state;
  });
}

std::string threads_that_rest(const RunReport& report) {
  std::string names;
  for (std::size_t i = 0; i < report.result.threads.size(); ++i) {
    const bool ended = report.result.threads[i].state == ThreadState::ended;
    if (!ended && !rests_as_expected(report, ThreadId(i))) {
      names += (names.empty() ? "" : " ") + report.scenario->system.threads[i].name;
    }
  }
  return names;
}

// What `ask` says of the state at the end.
template <class Ask>
auto at_end(const RunReport& report, Ask ask) {
  std::vector<std::byte> block = report.result.image;
  const Layout layout(report.scenario->system);
  return ask(Machine(report.scenario->system, layout, block));
}

bool is_over(const RunReport& report) {
  return at_end(report, [](const Machine& machine) {
    std::vector<Choice> choices;
    enabled_choices(machine, choices);
    return choices.empty();
  });
}

bool is_stuck(const RunReport& report) {
  return is_over(report) &&
         !at_end(report, [](const Machine& machine) { return all_ended(machine); });
}

// The property that is held against the run can break before its end.
bool breaks_before(const RunReport& report) {
  const auto& expectations = report.scenario->expectations;
  const auto* count = expectations.empty() ? nullptr : std::get_if<Count>(&expectations[0].what);
  return !expectations.empty() && (std::holds_alternative<Never>(expectations[0].what) ||
                                   (count != nullptr && count->at_most != UINT64_MAX));
}

std::string where_of(const RunReport& report) {
  const timed::Result& result = report.result;
  const std::uint64_t ns = nanoseconds(result.last_cycles, report.scenario->machine.clock_mhz);
  return fmt::format("at {} ns, choice {}: {}", with_commas(ns), with_commas(result.choices),
                     sentence_of(schedule_of(report).choices.back()));
}

void judge_expectations(RunReport& report, std::span<const Event> events) {
  report.judged = true;
  report.failures = check_expectations(*report.scenario, events, report.result.final_states());
}

bool begins_with(const std::string& text, std::string_view start) {
  return text.rfind(start, 0) == 0;
}

// The state behind the last so many choices is the one before them.
void judge_cycle(RunReport& report, std::size_t cycle) {
  const std::vector<ScheduledChoice> choices = timed::as_choices(report.result.log);
  if (!leads_back(report.scenario->system, choices, cycle)) return;
  report.violation = RunViolation{
      report.found, fmt::format("the last {} lead back to where they begin, and can go on for ever",
                                counted(cycle, "choice"))};
  report.reproduced = true;
}

// A run that follows a schedule is held against what the schedule says that it finds, and against
// nothing else: what the scenario expects need not hold in every interleaving. That something can
// never happen any more, or that a cycle is fair, only check can judge; what it found is believed.
void judge_schedule_end(RunReport& report, std::span<const Event> events, std::size_t cycle) {
  const bool breaks_property =
      begins_with(report.found, kProperty) && (is_over(report) || breaks_before(report));
  if (begins_with(report.found, kExpectation) || breaks_property) {
    judge_expectations(report, events);
    report.reproduced = !report.failures.empty();
  } else if (cycle != 0) {
    judge_cycle(report, cycle);
  } else if (begins_with(report.found, kLostGoal) ||
             (begins_with(report.found, kDeadlock) && is_stuck(report))) {
    report.violation = RunViolation{report.found, "in the state in which the schedule ends"};
    report.reproduced = true;
  }
}

void judge_end(RunReport& report, std::span<const Event> events,
               const std::optional<Replayed>& replayed) {
  switch (report.result.stop) {
    case StopReason::broken_invariant: {
      const Invariant& broken = *report.result.broken;
      report.violation =
          RunViolation{fmt::format("{}: {}", broken.id, broken.sentence), where_of(report)};
      report.reproduced = report.found.rfind(fmt::format("{}:", broken.id), 0) == 0;
      return;
    }
    case StopReason::deadlock: {
      const std::string names = threads_that_rest(report);
      if (!names.empty()) {
        const auto text = [&](const Machine& machine) {
          return deadlock_text(machine, names) + stranded_text(machine);
        };
        report.violation = RunViolation{at_end(report, text), ""};
      }
      judge_expectations(report, events);
      return;
    }
    case StopReason::all_ended:
    case StopReason::stop_time:
    case StopReason::schedule_end:
      if (replayed) {
        judge_schedule_end(report, events, replayed->cycle);
      } else {
        judge_expectations(report, events);
      }
      return;
    case StopReason::time_budget:
    case StopReason::step_budget:
    case StopReason::schedule_refused: return;
  }
}

ExitCode code_of(const RunReport& report) {
  const StopReason stop = report.result.stop;
  if (report.violation || !report.failures.empty()) return ExitCode::violated;
  if (stop == StopReason::schedule_refused) return ExitCode::bad_input;
  const bool budget = stop == StopReason::time_budget || stop == StopReason::step_budget;
  return budget ? ExitCode::incomplete : ExitCode::fine;
}

}  // namespace

void judge_run(RunReport& report, std::span<const Event> events,
               const std::optional<Replayed>& replayed) {
  report.found = replayed ? replayed->found : "";
  judge_end(report, events, replayed);
  report.code = code_of(report);
}

void note_collapse(RunReport& report, const std::string& what,
                   const std::optional<Replayed>& replayed) {
  report.found = replayed ? replayed->found : "";
  report.violation = RunViolation{fmt::format("{}: {}", kCollapse, what), ""};
  report.reproduced = begins_with(report.found, kCollapse);
  report.code = ExitCode::violated;
}

Schedule schedule_of(const RunReport& report) {
  Schedule schedule;
  schedule.scenario = report.name;
  schedule.knock_out = knock_out_words(report.scenario->system.knock_outs);
  schedule.profile = profile_word(report.scenario->system.profile);
  if (report.violation) {
    schedule.found = report.violation->text;
  } else if (!report.failures.empty()) {
    schedule.found = fmt::format("{}: {}", kExpectation, report.failures.front().message);
  }
  const std::vector<ScheduledChoice> choices = timed::as_choices(report.result.log);
  schedule.choices = name_choices(report.scenario->system, choices);
  return schedule;
}

std::string_view word_of(StopReason reason) {
  switch (reason) {
    case StopReason::all_ended: return "all_ended";
    case StopReason::deadlock: return "deadlock";
    case StopReason::stop_time: return "stop_time";
    case StopReason::time_budget: return "time_budget";
    case StopReason::step_budget: return "step_budget";
    case StopReason::broken_invariant: return "broken_invariant";
    case StopReason::schedule_end: return "schedule_end";
    case StopReason::schedule_refused: return "schedule_refused";
  }
  return "";
}

}  // namespace umsim

// The summary of a run: a dozen lines that tell what became of it, and what to type next.
#include <array>

#include <fmt/format.h>

#include "sim/cli/layout.h"
#include "sim/cli/run_report.h"
#include "sim/cli/scenario_files.h"
#include "sim/cli/schedule_words.h"
#include "sim/scenario/names.h"

namespace umsim {
namespace {

using loading::final_state_names;

using timed::StopReason;

// One line: what it is about, and what there is to say.
std::string line(std::string_view about, std::string_view text) {
  constexpr std::size_t kIndent = 11;
  return indented(about, text, kIndent, kDefaultWidth);
}

// The same for what one copies: a command or a path is never broken.
std::string command(std::string_view about, std::string_view text) {
  return fmt::format("{:<11}{}\n", about, text);
}

std::string time_text(const RunReport& report, std::uint64_t cycles) {
  return fmt::format("{} ns ({})",
                     with_commas(nanoseconds(cycles, report.scenario->machine.clock_mhz)),
                     counted(cycles, "cycle"));
}

std::string how_it_ended(const RunReport& report) {
  switch (report.result.stop) {
    case StopReason::all_ended: return "all threads have ended";
    case StopReason::deadlock: return "nothing can happen any more";
    case StopReason::stop_time: return "at the time at which the scenario stops";
    case StopReason::time_budget: return "out of time (--max-time): no verdict";
    case StopReason::step_budget: return "out of steps (--max-steps): no verdict";
    case StopReason::broken_invariant: return "at a violation";
    case StopReason::schedule_end: return "at the end of the schedule";
    case StopReason::schedule_refused: return report.result.refusal;
  }
  return "";
}

std::string end_text(const RunReport& report) {
  return line("ended", fmt::format("{}: {}, {}", how_it_ended(report),
                                   time_text(report, report.result.end_cycles),
                                   counted(report.result.steps, "step")));
}

// "terminated: W1 W2 P1; parked: W3".
std::string threads_text(const RunReport& report) {
  constexpr std::size_t kMostNames = 12;
  constexpr auto kStates = static_cast<std::size_t>(FinalState::count_);
  std::array<std::vector<std::string>, kStates> names;
  for (std::size_t i = 0; i < report.result.threads.size(); ++i) {
    const auto state = static_cast<std::size_t>(report.result.threads[i].final_state);
    names.at(state).push_back(report.scenario->system.threads[i].name);
  }
  std::string text;
  for (std::size_t state = 0; state < kStates; ++state) {
    const std::vector<std::string>& of_state = names.at(state);
    if (of_state.empty()) continue;
    const bool few = of_state.size() <= kMostNames;
    text += fmt::format(
        "{}{}: {}", text.empty() ? "" : "; ", final_state_names()[state],
        few ? fmt::format("{}", fmt::join(of_state, " ")) : counted(of_state.size(), "thread"));
  }
  return line("threads", text);
}

std::string counts_text(const RunReport& report) {
  const auto number = [&](EventKind kind, std::string_view noun, std::string_view plural = {}) {
    return counted(report.result.count(kind), noun, plural);
  };
  return line(
      "counts",
      fmt::format("{}, {}, {}, {}, {}, {}",
                  number(EventKind::ums_switch, "UMS switch", "UMS switches"),
                  number(EventKind::directed_switch, "directed switch", "directed switches"),
                  number(EventKind::ums_yield, "yield"),
                  number(EventKind::kernel_entry, "kernel entry", "kernel entries"),
                  number(EventKind::apc_queued, "APC"), number(EventKind::preempt, "preemption")));
}

// LOCK-8, ENTRY-10, ENTRY-12: what user code did that does not cooperate.
std::string flagged_text(const RunReport& report) {
  const std::uint64_t touched = report.result.count(EventKind::context_touched);
  const std::uint64_t invalid = report.result.count(EventKind::invalid_thread);
  const std::uint64_t written = report.result.count(EventKind::context_written);
  if (touched + invalid + written == 0) return {};
  std::string text = fmt::format(
      "{}, {}",
      counted(touched, "context touched without its lock", "contexts touched without their lock"),
      counted(invalid, "invalid-thread exception"));
  if (written != 0) {
    text = fmt::format(
        "{}, {}", counted(written, "context written over", "contexts written over"),
        counted(report.result.count(EventKind::invalid_context), "invalid-context exception"));
  }
  return line("flagged", fmt::format("{}; user code did not cooperate", text));
}

std::string missing_apcs(const RunReport& report) {
  std::string text;
  for (const ApcId apc : report.result.missing_apcs) {
    text += line("note", fmt::format("{} never arrived: its moment did not come",
                                     report.scenario->system.apcs[apc.at()].name));
  }
  return text;
}

std::string expectations_text(const RunReport& report) {
  const std::size_t all = report.scenario->expectations.size();
  const std::string invariants =
      report.violation
          ? ""
          : fmt::format("{} held after every step", counted(all_invariants().size(), "invariant"));
  const std::string both = all == 0 || invariants.empty() ? "" : "; ";
  const std::string expectations =
      all == 0 ? ""
      : !report.judged
          ? fmt::format("{} not judged", counted(all, "expectation"))
          : fmt::format("{} of {} met", all - report.failures.size(), counted(all, "expectation"));
  const std::string text = expectations + both + invariants;
  return text.empty() ? "" : line("expected", text);
}

std::string replay_text(const RunReport& report) {
  if (!report.reproduced) {
    return fmt::format("not reproduced: the schedule says that it finds {}", report.found);
  }
  return report.found.rfind(kLostGoal, 0) == 0
             ? "followed to its end; that it is so there only check can tell"
             : "reproduced what the schedule says that it finds";
}

std::string violation_text(const RunReport& report) {
  std::string text;
  if (report.violation) {
    text += line("violated", report.violation->text);
    if (!report.violation->where.empty()) text += line("", report.violation->where);
  }
  if (!report.found.empty()) text += line("schedule", replay_text(report));
  if (report.schedule_path) text += command("schedule", *report.schedule_path);
  return text;
}

std::string next_text(const RunReport& report, const RunRequest& request) {
  const std::string file =
      request.file.typed + profile_option(request.profile) + knock_out_options(request.knock_outs);
  const auto& schedule = request.schedule ? request.schedule : report.schedule_path;
  if (schedule && !request.steps) {
    return command("next",
                   fmt::format("umsim run {} --schedule {} --columns --steps", file, *schedule));
  }
  if (schedule) return command("next", fmt::format("umsim run {}   (without the schedule)", file));
  if (report.code == ExitCode::incomplete) {
    return command("next", fmt::format("umsim run {}   (with a larger budget)", file));
  }
  if (report.code == ExitCode::fine) {
    return command("next", fmt::format("umsim check {}   (every interleaving)", file));
  }
  return command("next", fmt::format("umsim run {} --columns --steps", file));
}

// Of a trace that is not whole: how much of the run it has.
std::string part_text(const RunReport& report, const WrittenTrace& trace) {
  if (trace.events == report.events) return {};
  return fmt::format(", {} of {} events{}", trace.events, report.events,
                     trace.full ? ": the budget is used up" : "");
}

}  // namespace

std::string run_text(const RunReport& report, const RunRequest& request) {
  const bool collapsed = report.result.threads.empty();
  std::string text = violation_text(report);
  if (!collapsed) {
    text += end_text(report) + threads_text(report) + counts_text(report) + flagged_text(report);
    if (!request.schedule) text += missing_apcs(report) + expectations_text(report);
  }
  text += line("digest", fmt::format("{} of {}", report.digest, counted(report.events, "event")));
  for (std::size_t i = 0; i < request.traces.size(); ++i) {
    const TraceRequest& trace = request.traces[i];
    text += command("trace", fmt::format("{} ({}{})", trace.path, trace.format->name,
                                         part_text(report, report.traces[i])));
  }
  return text + next_text(report, request);
}

}  // namespace umsim

// Placements as text: a table a family, and under it what its numbers and letters stand for.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "models/machine/routines.h"
#include "sim/cli/check_placements.h"
#include "sim/cli/layout.h"
#include "sim/cli/placement_table.h"

namespace umsim {
namespace {

std::string heading(const PlacementReport& report) {
  return fmt::format("{}{}: an event at every step of {}, APCs to {}\n", report.name,
                     under_profile(report.scenario->system), fmt::join(report.family->labels, ", "),
                     report.scenario->system.thread(report.family->to).name);
}

// "A", "B", ...: the columns' heads.
std::string head_of(std::size_t column) {
  return std::string(1, static_cast<char>('A' + static_cast<char>(column)));
}

std::string grid(const PlacementTable& table) {
  std::size_t steps = 4;
  std::size_t thread = 6;
  std::size_t cell = 1;
  for (const TableRow& row : table.rows) {
    steps = std::max(steps, steps_text(row.steps).size());
    thread = std::max(thread, row.thread.size());
    for (const std::string& text : row.cells) cell = std::max(cell, text.size());
  }
  std::string text = fmt::format("  {:<{}}  {:<{}}", "step", steps, "thread", thread);
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    text += fmt::format("  {:>{}}", head_of(i), cell);
  }
  text += "\n";
  for (const TableRow& row : table.rows) {
    text += fmt::format("  {:<{}}  {:<{}}", steps_text(row.steps), steps, row.thread, thread);
    for (const std::string& word : row.cells) text += fmt::format("  {:>{}}", word, cell);
    text += "\n";
  }
  return text;
}

std::string column_legend(const PlacementTable& table, std::size_t width) {
  std::string text;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    text += indented(fmt::format("  {}  ", head_of(i)),
                     fmt::format("{}", fmt::join(table.columns[i], ", ")), 5, width);
  }
  return text;
}

std::string letter_legend(const PlacementReport& report, std::size_t width) {
  std::string text;
  for (const WhyNot why :
       {WhyNot::kernel_mode, WhyNot::no_interrupts, WhyNot::never, WhyNot::undecided}) {
    const bool used = std::any_of(report.rows.begin(), report.rows.end(), [&](const auto& row) {
      return std::any_of(row.placements.begin(), row.placements.end(),
                         [&](const Placement& placement) { return placement.why == why; });
    });
    if (used) text += indented(fmt::format("  {}  ", letter_of(why)), meaning_of(why), 5, width);
  }
  return text;
}

std::string sentence_of(const Course& course) {
  std::string text = course.served.empty() ? "" : course.served + "; ";
  text += course.path.empty() ? "-" : course.path;
  return fmt::format("{}; upcalls: {} blocked, {} yield; {}", text, course.blocked_upcalls,
                     course.yield_upcalls, course.end);
}

std::string course_legend(const PlacementReport& report, std::size_t width) {
  std::string text;
  for (std::size_t i = 0; i < report.courses.size(); ++i) {
    text += indented(fmt::format("  {:>2}  ", i + 1), sentence_of(report.courses[i]), 6, width);
  }
  return text;
}

std::string unreached(const PlacementReport& report, std::size_t width) {
  std::map<std::string, std::string> by_reason;
  for (const UnreachedStep& step : report.unreached) {
    std::string& labels = by_reason[step.why];
    labels += (labels.empty() ? "" : " ") + std::string(step_at(step.step).label);
  }
  std::string text;
  for (const auto& [why, labels] : by_reason) {
    text += indented("  not reached: ", fmt::format("{} ({})", labels, why), 15, width);
  }
  return text;
}

// What does not hold, with the event as one would write it into the scenario.
std::string faults(const PlacementReport& report) {
  std::string text;
  for (const PlacementRow& row : report.rows) {
    for (std::size_t i = 0; i < row.placements.size(); ++i) {
      const auto& check = row.placements[i].check;
      if (!check || check->code == ExitCode::fine) continue;
      text += fmt::format(
          "  {} before {} of {}: {}\n", report.kinds[i].name, step_at(row.place.step).label,
          report.scenario->system.thread(row.place.thread).name, outcome_text(*check));
    }
  }
  return text;
}

std::string family_text(const PlacementReport& report, std::size_t width) {
  std::string text = heading(report);
  if (report.base.code != ExitCode::fine) {
    return text + fmt::format("  the scenario by itself: {}\n", outcome_text(report.base));
  }
  if (!report.complete) text += "  a budget ran out before every step was found\n";
  const PlacementTable table = table_of(report);
  return text + grid(table) + column_legend(table, width) + letter_legend(report, width) +
         course_legend(report, width) + unreached(report, width) + faults(report);
}

}  // namespace

std::string placements_text(const std::vector<PlacementReport>& reports, std::size_t width) {
  std::string text;
  for (const PlacementReport& report : reports) text += family_text(report, width) + "\n";
  const PlacementTotals totals = totals_of(reports);
  text += fmt::format("{}: {} at {}, {}: {} hold", counted(totals.families, "family", "families"),
                      counted(totals.placed, "race placement"), counted(totals.steps, "step"),
                      counted(totals.courses, "course"), with_commas(totals.hold));
  if (totals.violated != 0) text += fmt::format(", {} violated", with_commas(totals.violated));
  if (totals.undecided != 0) text += fmt::format(", {} undecided", with_commas(totals.undecided));
  return text + fmt::format(" ({})\n", counted(totals.states, "state"));
}

}  // namespace umsim

// The race matrix as text: a line for each kind of event and number of CPUs.
#include <fmt/format.h>

#include "models/machine/routines.h"
#include "sim/cli/check_races.h"
#include "sim/cli/layout.h"

namespace umsim {
namespace {

std::string heading(const RaceReport& report) {
  const System& system = report.scenario->system;
  return fmt::format(
      "{}{}: {}\n  {} before {}, APCs to {}; states, seconds and verdict of each\n", report.name,
      under_profile(system), report.scenario->title, system.thread(report.race->of).name,
      fmt::join(report.race->places.labels, ", "), system.thread(report.race->places.to).name);
}

std::string cell_text(const RaceCell& cell) {
  if (cell.verdict == RaceVerdict::cannot) return fmt::format("{:>26}", "-");
  return fmt::format("{:>9} {:>6.2f} {:<9}", with_commas(cell.states), cell.seconds,
                     word_of(cell.verdict));
}

// Of a kind that cannot come there one line is enough.
bool is_told(const RaceCell& cell) { return cell.verdict == RaceVerdict::cannot && cell.cpus != 1; }

// What does not hold, with the machine on which it does not.
std::string faults(const RaceReport& report) {
  std::string text;
  for (const RaceCell& cell : report.cells) {
    if (cell.verdict == RaceVerdict::vacuous) {
      text += fmt::format("  {} with {} and {}: no interleaving has it there\n", cell.kind.name,
                          counted(cell.cpus, "CPU"), counted(cell.workers, "worker"));
    } else if (!cell.text.empty()) {
      text += fmt::format("  {} with {} and {}: {}\n", cell.kind.name, counted(cell.cpus, "CPU"),
                          counted(cell.workers, "worker"), cell.text);
    }
  }
  return text;
}

}  // namespace

std::string race_text(const RaceReport& report) {
  std::string text = heading(report);
  text += fmt::format("  {:<20} {:>4}", "event", "CPUs");
  for (std::size_t i = 1; i <= kMostRaceWorkers; ++i) {
    text += fmt::format("  {:>26}", counted(i, "worker"));
  }
  std::string line;
  for (const RaceCell& cell : report.cells) {
    if (is_told(cell)) continue;
    if (cell.workers == 1) {
      text += line + "\n";
      line = fmt::format("  {:<20} {:>4}", cell.kind.name, cell.cpus);
    }
    line += "  " + cell_text(cell);
  }
  text += line + "\n";
  std::string trimmed;
  for (const char letter : text) {
    if (letter == '\n') trimmed.erase(trimmed.find_last_not_of(' ') + 1);
    trimmed += letter;
  }
  return trimmed + faults(report) + "\n";
}

std::string races_total(const std::vector<RaceReport>& reports) {
  const RaceTotals totals = totals_of(reports);
  std::string text = fmt::format("{}: {}: {} hold", counted(totals.cases, "race case"),
                                 counted(totals.cells, "cell"), with_commas(totals.hold));
  if (totals.violated != 0) text += fmt::format(", {} violated", with_commas(totals.violated));
  if (totals.vacuous != 0) text += fmt::format(", {} vacuous", with_commas(totals.vacuous));
  if (totals.undecided != 0) text += fmt::format(", {} undecided", with_commas(totals.undecided));
  if (totals.cannot != 0) text += fmt::format(", {} cannot be", with_commas(totals.cannot));
  return text + fmt::format(" ({}, {:.1f} s)\n", counted(totals.states, "state"), totals.seconds);
}

}  // namespace umsim

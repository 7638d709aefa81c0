#include "sim/cli/placement_table.h"

#include <fmt/format.h>

#include "models/machine/routines.h"

namespace umsim {
namespace {

std::vector<std::string> column(const PlacementReport& report, std::size_t kind) {
  std::vector<std::string> cells;
  for (const PlacementRow& row : report.rows) cells.push_back(cell_text(row.placements[kind]));
  return cells;
}

// Of each column the position of its first kind.
std::vector<std::size_t> merge_columns(const PlacementReport& report, PlacementTable& table) {
  std::vector<std::size_t> firsts;
  std::vector<std::vector<std::string>> columns;
  for (std::size_t kind = 0; kind < report.kinds.size(); ++kind) {
    const std::vector<std::string> cells = column(report, kind);
    std::size_t at = 0;
    while (at < columns.size() && columns[at] != cells) ++at;
    if (at == columns.size()) {
      columns.push_back(cells);
      table.columns.emplace_back();
      firsts.push_back(kind);
    }
    table.columns[at].emplace_back(report.kinds[kind].name);
  }
  return firsts;
}

}  // namespace

std::string letter_of(WhyNot why) {
  switch (why) {
    case WhyNot::comes: return "";
    case WhyNot::kernel_mode: return "k";
    case WhyNot::no_interrupts: return "i";
    case WhyNot::never: return "n";
    case WhyNot::undecided: return "?";
  }
  return "";
}

std::string meaning_of(WhyNot why) {
  switch (why) {
    case WhyNot::comes: return "";
    case WhyNot::kernel_mode: return "kernel mode: no fault of the scenario's comes there";
    case WhyNot::no_interrupts: return "interrupts are off before this step";
    case WhyNot::never: return "no interleaving has the event there";
    case WhyNot::undecided: return "a budget ran out before the event was found there";
  }
  return "";
}

std::string cell_text(const Placement& placement) {
  if (!placement.check) return letter_of(placement.why);
  std::string number = std::to_string(placement.course + 1);
  switch (placement.check->result.verdict) {
    case explore::Verdict::holds: return number;
    case explore::Verdict::violated: return number + "!";
    case explore::Verdict::incomplete: return number + "?";
  }
  return number;
}

PlacementTable table_of(const PlacementReport& report) {
  PlacementTable table;
  const std::vector<std::size_t> firsts = merge_columns(report, table);
  for (const PlacementRow& row : report.rows) {
    const std::string label(step_at(row.place.step).label);
    TableRow next{report.scenario->system.thread(row.place.thread).name, {label}, {}};
    for (const std::size_t kind : firsts) next.cells.push_back(cell_text(row.placements[kind]));
    const bool same = !table.rows.empty() && table.rows.back().thread == next.thread &&
                      table.rows.back().cells == next.cells;
    if (same) {
      table.rows.back().steps.push_back(label);
    } else {
      table.rows.push_back(std::move(next));
    }
  }
  return table;
}

std::string steps_text(const std::vector<std::string>& steps) {
  return steps.size() == 1 ? steps.front() : fmt::format("{} to {}", steps.front(), steps.back());
}

}  // namespace umsim

// A counterexample as columns: which CPU does what, one line a step, in the order in which it
// happens.
#include <fmt/format.h>

#include "models/machine/routines.h"
#include "sim/cli/check_report.h"
#include "sim/cli/layout.h"
#include "sim/cli/schedule_words.h"
#include "sim/scenario/text.h"

namespace umsim {
namespace {

constexpr std::size_t kNumberWidth = 8;
constexpr std::size_t kLeastColumn = 26;

// A step of the scenario's own procedure comes with its line.
std::string cell_text(const ScheduleEntry& entry, std::uint32_t line) {
  switch (entry.kind) {
    case ChoiceKind::step: {
      const auto step = find_step(entry.step);
      const std::string place = line == 0 ? "" : fmt::format(" (line {})", line);
      return fmt::format("{} {}{} {}", entry.name, entry.step, place,
                         step ? step_at(*step).what : "");
    }
    case ChoiceKind::dispatch: return fmt::format("{} gets the CPU", entry.name);
    case ChoiceKind::interrupt: return fmt::format("{} is interrupted", entry.name);
    case ChoiceKind::complete: return fmt::format("-- what {} waits for has come", entry.name);
    case ChoiceKind::time_out: return fmt::format("-- the wait of {} times out", entry.name);
    case ChoiceKind::arrive: return fmt::format("-- APC {} arrives", entry.name);
    case ChoiceKind::expire: return fmt::format("-- {} expires", entry.name);
  }
  return {};
}

// 0: the columns would be too narrow, and every line names its CPU.
std::size_t column_width(std::size_t width, std::size_t cpus) {
  const std::size_t column = width > kNumberWidth ? (width - kNumberWidth) / cpus : 0;
  return column < kLeastColumn ? 0 : column;
}

// Cut at the end, so that a step is a line; `umsim flow LABEL` shows the rest.
std::string cut(const std::string& text, std::size_t width) {
  if (loading::character_count(text) <= width) return text;
  return fmt::format("{}…", loading::characters(text, 0, width - 1));
}

std::string preemptions_text(const Counterexample& example) {
  const std::string number = counted(example.preemptions, "preemption");
  if (example.fewest) {
    return fmt::format("That takes {}, and nothing as short takes fewer.", number);
  }
  return fmt::format("That takes {}.{}", number,
                     example.cut_short
                         ? " There may be a shorter way: to look for it went beyond the limits."
                         : "");
}

// What has happened last, and for a cycle where that leads.
std::string end_text(const Counterexample& example) {
  if (example.entries.empty()) return "From the start";
  const std::string last = "Then " + sentence_of(example.entries.back());
  return example.cycle == 0 ? last
                            : fmt::format("{}, and all is as it was before step {}", last,
                                          example.entries.size() - example.cycle + 1);
}

struct Row {
  std::size_t number;
  CpuId cpu;
  std::string cell;
};

std::string row_text(const Row& row, std::size_t column, std::size_t width) {
  const std::string first = fmt::format("{:>6}  ", row.number);
  if (column == 0 || !row.cpu.valid()) {
    const std::string cpu = row.cpu.valid() ? fmt::format("CPU{} ", row.cpu.value) : "";
    return fmt::format("{}{}\n", first, cut(cpu + row.cell, width - kNumberWidth));
  }
  return fmt::format("{}{:{}}{}\n", first, "", row.cpu.at() * column, cut(row.cell, column - 2));
}

}  // namespace

std::string counterexample_text(const CheckReport& report, std::size_t width) {
  const Counterexample& example = *report.counterexample;
  const std::size_t cpus = report.scenario->system.cpus;
  const std::size_t column = column_width(width, cpus);
  std::string text = column == 0 ? "\n  step" : "\n  step  ";
  for (std::size_t i = 0; column != 0 && i < cpus; ++i) {
    text += fmt::format("{:<{}}", fmt::format("CPU{}", i), i + 1 < cpus ? column : 0);
  }
  text += "\n";
  for (std::size_t i = 0; i < example.entries.size(); ++i) {
    const ScheduleEntry& entry = example.entries[i];
    if (example.cycle != 0 && i + example.cycle == example.entries.size()) {
      text += fmt::format("{:{}}-- from here on round and round\n", "", kNumberWidth);
    }
    const std::uint32_t line = i < example.lines.size() ? example.lines[i] : 0;
    text += row_text({i + 1, entry.cpu, cell_text(entry, line)}, column, width);
  }
  return text + "\n" +
         indented(
             "  ",
             fmt::format("{}. {}. {}", end_text(example), example.text, preemptions_text(example)),
             2, width);
}

}  // namespace umsim

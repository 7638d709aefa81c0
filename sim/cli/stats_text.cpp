#include <algorithm>

#include <fmt/format.h>

#include "sim/cli/flow_words.h"
#include "sim/cli/layout.h"
#include "sim/cli/stats_output.h"
#include "sim/cli/trace_files.h"
#include "traces/names.h"
#include "traces/phrases.h"

namespace umsim {
namespace {

constexpr unsigned kPercentiles[] = {50, 90, 99};

std::string ns(const Statistics& statistics, std::uint64_t cycles) {
  return with_commas(statistics.header().nanoseconds(cycles));
}

// "12.3%"; whole numbers only, so that it is the same everywhere.
std::string percent(std::uint64_t part, std::uint64_t whole) {
  const std::uint64_t tenths = whole == 0 ? 0 : (part * 1000 + whole / 2) / whole;
  return fmt::format("{}.{}%", tenths / 10, tenths % 10);
}

std::string counts_text(const Statistics& statistics) {
  std::string text = "how often\n";
  for (const auto& [name, count] : statistics.counts()) {
    text += fmt::format("  {:<40} {:>10}\n", name, with_commas(count));
  }
  return text;
}

std::string lengths_text(const Statistics& statistics) {
  std::string text = fmt::format("{:<42} {:>8}{:>10}{:>10}{:>10}{:>10}{:>10}\n", "how long, in ns",
                                 "count", "least", "50%", "90%", "99%", "most");
  for (const auto& [name, lengths] : statistics.lengths()) {
    text += fmt::format("  {:<40} {:>8}{:>10}", name, with_commas(lengths.count()),
                        ns(statistics, lengths.percentile(0)));
    for (const unsigned rank : kPercentiles) {
      text += fmt::format("{:>10}", ns(statistics, lengths.percentile(rank)));
    }
    text += fmt::format("{:>10}\n", ns(statistics, lengths.percentile(100)));
  }
  return text;
}

std::string cpus_text(const Statistics& statistics) {
  std::string text = fmt::format("{:<42} ", "CPUs run");
  for (std::size_t use = 0; use < static_cast<std::size_t>(CpuUse::count_); ++use) {
    text += fmt::format("{:>10}", name_of(static_cast<CpuUse>(use)));
  }
  text += "\n";
  const std::uint64_t whole = statistics.end_cycles() - statistics.begin_cycles();
  for (std::size_t i = 0; i < statistics.header().system->cpus; ++i) {
    text += fmt::format("  {:<40} ", cpu_name(CpuId(i)));
    for (const std::uint64_t cycles : statistics.of(CpuId(i))) {
      text += fmt::format("{:>10}", percent(cycles, whole));
    }
    text += "\n";
  }
  return text;
}

std::string threads_text(const Statistics& statistics) {
  const Activities& activities = statistics.activities();
  const std::uint64_t whole = statistics.end_cycles() - statistics.begin_cycles();
  std::string text = "threads are\n";
  for (std::size_t i = 0; i < activities.portions(); ++i) {
    std::vector<std::string> parts;
    for (const auto& [doing, cycles] : statistics.of(PortionId(i))) {
      if (cycles != 0) parts.push_back(fmt::format("{} {}", doing, percent(cycles, whole)));
    }
    text += fmt::format("  {:<20} {}\n", printable(activities.name_of(PortionId(i))),
                        fmt::join(parts, ", "));
  }
  return text;
}

std::string steps_text(const Statistics& statistics) {
  if (statistics.step_classes().empty()) {
    return "steps by cost class: only in a trace of all steps (umsim run --steps)\n";
  }
  std::uint64_t whole = 0;
  for (const auto& [cost, time] : statistics.step_classes()) whole += time.cycles;
  std::string text =
      fmt::format("{:<42} {:>10}{:>10}{:>10}\n", "steps by cost class", "steps", "ns", "of busy");
  for (const auto& [cost, time] : statistics.step_classes()) {
    text += fmt::format("  {:<40} {:>10}{:>10}{:>10}\n", word_of(cost), with_commas(time.steps),
                        ns(statistics, time.cycles), percent(time.cycles, whole));
  }
  return text;
}

}  // namespace

std::string stats_text(const Statistics& statistics) {
  const TraceHeader& header = statistics.header();
  std::string text = fmt::format("{}: {}\n", printable(header.scenario), printable(header.title));
  text += fmt::format("from {} to {}\n\n", time_text(header, statistics.begin_cycles()),
                      time_text(header, statistics.end_cycles()));
  return text + counts_text(statistics) + "\n" + lengths_text(statistics) + "\n" +
         cpus_text(statistics) + "\n" + threads_text(statistics) + "\n" + steps_text(statistics);
}

}  // namespace umsim

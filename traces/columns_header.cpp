#include "traces/columns_header.h"

#include <string_view>

#include <fmt/format.h>

#include "traces/phrases.h"

namespace umsim {
namespace {

constexpr std::size_t kMostNames = 8;  // more threads of a kind are only counted

std::string counted(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

// "workers W1 W2", "200 workers", or nothing.
std::string threads_text(const System& system, ThreadKind kind, std::string_view noun) {
  std::string names;
  std::size_t count = 0;
  for (const ThreadSpec& thread : system.threads) {
    if (thread.kind == kind) {
      ++count;
      names += " " + printable(thread.name);
    }
  }
  if (count == 0) {
    return {};
  }
  return ", " + (count > kMostNames ? counted(count, noun)
                                    : fmt::format("{}{}{}", noun, count == 1 ? "" : "s", names));
}

}  // namespace

std::vector<std::string> columns_header(const TraceHeader& header) {
  const System& system = *header.system;
  std::vector<std::string> lines;
  lines.push_back(fmt::format("{}: {}", printable(header.scenario), printable(header.title)));
  lines.push_back(fmt::format("{} at {} MHz ({}){}{}{}", counted(system.cpus, "CPU"),
                              header.clock_mhz, printable(header.profile),
                              threads_text(system, ThreadKind::worker, "worker"),
                              threads_text(system, ThreadKind::primary, "primary thread"),
                              threads_text(system, ThreadKind::standard, "standard thread")));
  lines.emplace_back(
      "=> switches in user mode; a lock is owner/kernel holders, -/0 is free; FIG: the patent's "
      "figure.");
  return lines;
}

}  // namespace umsim

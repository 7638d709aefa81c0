#include "sim/cli/trace_files.h"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "sim/cli/layout.h"
#include "sim/scenario/text.h"

namespace umsim {
namespace {

[[noreturn]] void refuse(const std::string& path, const std::string& why) {
  throw UsageError(fmt::format("cannot read the trace {}: {}", loading::printable(path), why));
}

Trace read(std::istream& stream, const std::string& name) {
  TraceResult result = read_trace(stream, name);
  if (!result.ok()) throw UsageError(result.error);
  return std::move(*result.trace);
}

}  // namespace

Trace read_trace_at(const std::string& path) {
  if (path == "-") return read(std::cin, "standard input");
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) refuse(path, "it is a folder");
  std::ifstream file(path, std::ios::binary);
  if (!file) refuse(path, std::generic_category().message(errno));
  return read(file, loading::printable(path));
}

void note_part(const Trace& trace, std::string_view verb, Console& console) {
  if (trace.events.empty() || trace.events.front().id == 1) return;
  console.err << fmt::format(
      "umsim {}: note: the trace begins with event {}; what comes from before it is not known\n",
      verb, trace.events.front().id);
}

std::string time_text(const TraceHeader& header, std::uint64_t cycles) {
  return with_commas(header.nanoseconds(cycles)) + " ns";
}

}  // namespace umsim

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

}  // namespace

TraceFile::TraceFile(const std::string& path) {
  std::error_code error;
  if (path != "-" && std::filesystem::is_directory(path, error)) refuse(path, "it is a folder");
  if (path != "-") {
    file_.open(path, std::ios::binary);
    if (!file_) refuse(path, std::generic_category().message(errno));
  }
  std::istream& stream = path == "-" ? std::cin : file_;
  const std::string name = path == "-" ? "standard input" : loading::printable(path);
  reader_ = reading([&] { return std::make_unique<JsonlReader>(stream, name); });
}

std::unique_ptr<TraceFile> open_trace_at(const std::string& path) {
  return std::make_unique<TraceFile>(path);
}

Trace read_trace_at(const std::string& path) {
  const std::unique_ptr<TraceFile> file = open_trace_at(path);
  return reading([&] { return whole_trace(file->reader()); });
}

void note_part(const JsonlReader& trace, std::string_view verb, Console& console) {
  if (trace.is_empty() || trace.first().id == 1) return;
  console.err << fmt::format(
      "umsim {}: note: the trace begins with event {}; {}\n", verb, trace.first().id,
      trace.before().empty() ? "what comes from before it is not known"
                             : "of what was before it has the state that it begins with");
}

std::string time_text(const TraceHeader& header, std::uint64_t cycles) {
  return with_commas(header.nanoseconds(cycles)) + " ns";
}

}  // namespace umsim

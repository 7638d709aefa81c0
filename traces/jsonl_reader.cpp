#include "traces/jsonl_reader.h"

#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "traces/jsonl_event_reader.h"
#include "traces/jsonl_header_reader.h"

namespace umsim {
namespace {

nlohmann::json parse(const std::string& line) {
  nlohmann::json value = nlohmann::json::parse(line, nullptr, false);
  if (!value.is_object()) {
    throw jsonl::LineError("the line is no JSON object");
  }
  return value;
}

Trace read_lines(std::istream& stream, std::size_t& line_number) {
  std::string line;
  const auto next_line = [&] {
    ++line_number;
    return static_cast<bool>(std::getline(stream, line));
  };
  if (!next_line()) {
    throw jsonl::LineError("the file is empty");
  }
  jsonl::HeaderLine header = jsonl::read_header(parse(line));
  Trace trace{std::move(header.system), std::move(header.header), {}};
  const jsonl::EventReader reader(*trace.system);
  while (next_line()) {
    trace.events.push_back(reader.read(parse(line)));
  }
  return trace;
}

}  // namespace

void Trace::play(Sink& sink) const {
  sink.begin(header);
  for (const Event& event : events) {
    sink.event(event);
  }
  sink.end();
}

TraceResult read_trace(std::istream& stream, const std::string& name) {
  std::size_t line_number = 0;
  TraceResult result;
  try {
    result.trace = read_lines(stream, line_number);
  } catch (const jsonl::LineError& error) {
    result.error = fmt::format("{}:{}: error: {}", name, line_number, error.what());
  }
  return result;
}

}  // namespace umsim

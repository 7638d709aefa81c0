#include "traces/jsonl_reader.h"

#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "traces/formats.h"
#include "traces/jsonl_event_reader.h"
#include "traces/jsonl_header_reader.h"

namespace umsim {
namespace {

// `otherwise` follows the message.
nlohmann::json parse(const std::string& line, const std::string& otherwise = "") {
  nlohmann::json value = nlohmann::json::parse(line, nullptr, false);
  if (!value.is_object()) {
    throw jsonl::LineError("the line is no JSON object" + otherwise);
  }
  return value;
}

// Of a file that begins so.
std::string what_else_it_is(const std::string& line) {
  const TraceFormat* format = trace_format_of(line);
  return fmt::format(
      "{}; what is read here is a trace in JSON Lines, as umsim run SCENARIO --trace FILE.jsonl "
      "writes it",
      format == nullptr ? "" : fmt::format(": the file is of the format {}", format->name));
}

// What both kinds of trace hand to a sink.
void begin(Sink& sink, const TraceHeader& header, const std::vector<Event>& before) {
  sink.begin(header);
  for (const Event& event : before) {
    sink.skip(event);
  }
}

}  // namespace

// Says where a line is wrong.
template <class Read>
auto JsonlReader::placed(Read read) {
  try {
    return read();
  } catch (const jsonl::LineError& error) {
    throw TraceError(fmt::format("{}:{}: error: {}", name_, line_number_, error.what()));
  }
}

JsonlReader::JsonlReader(std::istream& stream, std::string name)
    : stream_(&stream), name_(std::move(name)) {
  placed([&] {
    if (!read_line()) {
      throw jsonl::LineError("the file is empty");
    }
    jsonl::HeaderLine header = jsonl::read_header(parse(line_, what_else_it_is(line_)));
    system_ = std::move(header.system);
    header_ = std::move(header.header);
  });
  events_ = std::make_unique<jsonl::EventReader>(*system_);
  read_before();
}

JsonlReader::~JsonlReader() = default;

bool JsonlReader::read_line() {
  ++line_number_;
  return static_cast<bool>(std::getline(*stream_, line_));
}

Event JsonlReader::read_event(bool& is_before) {
  return placed([&] {
    const nlohmann::json line = parse(line_);
    is_before = line.count("before") != 0;
    const Event event = events_->read(line);
    require_order(event);
    return event;
  });
}

// As the recorder numbers events and gives them times.
void JsonlReader::require_order(const Event& event) {
  if (event.id <= last_id_) {
    throw jsonl::LineError(
        fmt::format("\"id\": {} comes behind {}; a trace has its events in the order of their ids: "
                    "sort its lines by them, or have umsim write it again",
                    event.id, last_id_));
  }
  if (event.time_cycles < last_cycles_) {
    throw jsonl::LineError(
        fmt::format("\"cycles\": time goes back from {} to {}; the events of all CPUs together are "
                    "in the order of time: have umsim write the trace again",
                    last_cycles_, event.time_cycles));
  }
  if (event.cause >= event.id) {
    throw jsonl::LineError(
        fmt::format("\"cause\": event {} does not come before event {}", event.cause, event.id));
  }
  last_id_ = event.id;
  last_cycles_ = event.time_cycles;
}

void JsonlReader::read_before() {
  while (read_line()) {
    bool is_before = false;
    const Event event = read_event(is_before);
    if (!is_before) {
      first_ = event;
      return;
    }
    before_.push_back(event);
  }
}

std::optional<Event> JsonlReader::next() {
  if (first_) {
    return std::exchange(first_, std::nullopt);
  }
  if (!read_line()) {
    return std::nullopt;
  }
  bool is_before = false;
  const Event event = read_event(is_before);
  if (is_before) {
    placed([] {
      throw jsonl::LineError("an event from before the trace stands behind its first one");
    });
  }
  return event;
}

void JsonlReader::play(Sink& sink) {
  begin(sink, header_, before_);
  while (const std::optional<Event> event = next()) {
    sink.event(*event);
  }
  sink.end();
}

void Trace::play(Sink& sink) const {
  begin(sink, header, before);
  for (const Event& event : events) {
    sink.event(event);
  }
  sink.end();
}

Trace whole_trace(JsonlReader& reader) {
  Trace trace{nullptr, reader.header(), reader.before(), {}, 0};
  while (const std::optional<Event> event = reader.next()) {
    trace.events.push_back(*event);
  }
  trace.system = reader.release_system();
  return trace;
}

TraceResult read_trace(std::istream& stream, const std::string& name) {
  TraceResult result;
  try {
    JsonlReader reader(stream, name);
    result.trace = whole_trace(reader);
  } catch (const TraceError& error) {
    result.error = error.what();
  }
  return result;
}

}  // namespace umsim

// The HTML report: what is written is what was recorded, whole or cut.
#include <sstream>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/traces/samples.h"
#include "traces/alignment.h"
#include "traces/base64.h"
#include "traces/html_alignment.h"
#include "traces/html_header.h"
#include "traces/html_sink.h"

namespace umsim {
namespace {

using namespace samples;

constexpr std::string_view kBlock = "<script type=\"text/plain\" class=\"umsim-block\">";
constexpr std::string_view kEnd = "</script>";

ReportParts parts() { return {"body{}", "start()", R"([{"name":"FIG15"}])", "INV-2 </script>"}; }

std::string report_of(const std::vector<Event>& events) {
  const System system = small_system();
  std::ostringstream stream;
  StreamOutput output(stream, "text");
  HtmlSink sink(output, parts());
  sink.begin(header_for(system));
  for (const Event& event : events) sink.event(event);
  sink.end();
  return stream.str();
}

std::vector<std::string> blocks_of(const std::string& report) {
  std::vector<std::string> blocks;
  for (const std::string& line : lines_of(report)) {
    if (line.rfind(kBlock, 0) != 0) continue;
    REQUIRE(line.substr(line.size() - kEnd.size()) == kEnd);
    blocks.push_back(line.substr(kBlock.size(), line.size() - kBlock.size() - kEnd.size()));
  }
  return blocks;
}

std::vector<Event> events_of(const std::string& report) {
  std::vector<Event> events;
  for (const std::string& block : blocks_of(report)) {
    const auto read = read_html_block(block);
    REQUIRE(read);
    events.insert(events.end(), read->begin(), read->end());
  }
  return events;
}

nlohmann::json header_in(const std::string& report) {
  const std::string begin = "id=\"umsim-report\">";
  const auto first = report.find(begin) + begin.size();
  return nlohmann::json::parse(report.substr(first, report.find(kEnd, first) - first));
}

// `count` events that follow one another, of the kinds in turn.
std::vector<Event> many(std::size_t count) {
  const std::vector<Event> kinds = one_of_each_kind();
  std::vector<Event> events;
  for (std::size_t i = 0; i < count; ++i) {
    Event event = kinds[i % kinds.size()];
    event.id = i + 1;
    event.cause = i / 2;
    event.time_cycles = 1000 * i;
    events.push_back(event);
  }
  return events;
}

// As a line of JSON has it: fields that a kind does not have are no part of the event.
std::string as_lines(const std::vector<Event>& events) {
  const System system = small_system();
  return jsonl_text(header_for(system), events);
}

TEST_CASE("A report holds every event of every kind as it was") {
  const std::vector<Event> events = one_of_each_kind();
  const std::vector<Event> read = events_of(report_of(events));
  REQUIRE(read.size() == events.size());
  CHECK(as_lines(read) == as_lines(events));
}

TEST_CASE("Values of 64 bits, gaps between ids, and events of no CPU come back as they were") {
  std::vector<Event> events = one_of_each_kind();
  for (Event& event : events) event.id += 1'000'000'000'000;
  events[1].cpu = CpuId();
  events[2].cause = 0;
  for (Event& event : events) {
    if (kind_info(event.kind).new_value == ValueMeaning::address) event.new_value = ~0ULL - 41;
  }
  events.erase(events.begin() + 5, events.begin() + 9);
  events.back().time_cycles = 1ULL << 53U;
  CHECK(as_lines(events_of(report_of(events))) == as_lines(events));
}

TEST_CASE("A lock word comes back as it was, with an owner and without") {
  Event event = event_of(EventKind::lock_transition, kW1);
  event.old_value = lock_word(ThreadId(), 0);
  event.new_value = lock_word(kP1, 1);
  const std::vector<Event> read = events_of(report_of({event}));
  REQUIRE(read.size() == 1);
  CHECK(read[0].old_value == event.old_value);
  CHECK(read[0].new_value == event.new_value);
}

TEST_CASE("Events come in blocks, each of which can be read alone") {
  const std::vector<Event> events = many(10'000);
  const std::string report = report_of(events);
  CHECK(blocks_of(report).size() == 3);
  const auto last = read_html_block(blocks_of(report).back());
  REQUIRE(last);
  CHECK(last->back().id == 10'000);
  CHECK(last->back().cause == 4999);
  CHECK(as_lines(events_of(report)) == as_lines(events));
}

TEST_CASE("The last line of a report says how many events there are") {
  const std::vector<std::string> lines = lines_of(report_of(many(5000)));
  CHECK(lines.back() == "<script type=\"text/plain\" id=\"umsim-end\">5000</script></body></html>");
}

TEST_CASE("A report that breaks off has all events so far, and no last line") {
  const System system = small_system();
  std::ostringstream stream;
  StreamOutput output(stream, "text");
  {
    HtmlSink sink(output, parts());
    sink.begin(header_for(system));
    for (const Event& event : many(5000)) sink.event(event);
  }
  CHECK(events_of(stream.str()).size() == 5000);
  CHECK(stream.str().find("umsim-end\">") == std::string::npos);
}

TEST_CASE("A part of a run begins with the latest events of each kind about the same things") {
  const System system = small_system();
  std::ostringstream stream;
  StreamOutput output(stream, "text");
  HtmlSink sink(output, parts());
  sink.begin(header_for(system));
  Event event = event_of(EventKind::lock_transition, kW1);
  event.id = 1;
  sink.skip(event);
  event.id = 3;
  sink.skip(event);
  event.thread = kW2;
  event.id = 2;
  sink.skip(event);
  event.id = 4;
  sink.event(event);
  sink.end();
  const std::string begin = "id=\"umsim-before\">";
  const auto first = stream.str().find(begin);
  REQUIRE(first != std::string::npos);
  const auto text = stream.str().substr(first + begin.size());
  const auto before = read_html_block(text.substr(0, text.find('<')));
  REQUIRE(before);
  REQUIRE(before->size() == 2);
  CHECK(before->at(0).id == 2);
  CHECK(before->at(0).thread == kW2);
  CHECK(before->at(1).id == 3);
  CHECK(events_of(stream.str()).size() == 1);
  CHECK(lines_of(stream.str()).back().find("umsim-end\">1<") != std::string::npos);
}

TEST_CASE(
    "A report can hold a second trace, with its own names, header and end, and their alignment") {
  const System system = small_system();
  std::ostringstream stream;
  StreamOutput output(stream, "text");
  HtmlSink sink(output, parts());
  TraceHeader header = header_for(system);
  sink.begin(header);
  for (const Event& event : many(3)) sink.event(event);
  header.scenario = "other";
  sink.begin_other(header);
  for (const Event& event : many(5)) sink.event(event);
  sink.align(R"({"same":3})");
  sink.end();
  const std::string report = stream.str();
  const auto second = report.find("id=\"umsim-report-other\">");
  REQUIRE(second != std::string::npos);
  CHECK(events_of(report).size() == 3);
  CHECK(report.find("id=\"umsim-end\">3</script>") < second);
  CHECK(report.find(R"("scenario":"other")", second) != std::string::npos);
  const std::string begin = "class=\"umsim-block-other\">";
  const auto block = report.find(begin, second) + begin.size();
  const auto read = read_html_block(report.substr(block, report.find('<', block) - block));
  REQUIRE(read);
  CHECK(as_lines(*read) == as_lines(many(5)));
  CHECK(
      report.ends_with("id=\"umsim-end-other\">5</script>\n"
                       "<script type=\"application/json\" id=\"umsim-alignment\">{\"same\":3}"
                       "</script></body></html>\n"));
}

TEST_CASE("A report within a budget has as many events as fit, and all that it counts") {
  const System system = small_system();
  const std::vector<Event> events = many(10'000);
  const std::size_t whole = report_of(events).size();
  for (const std::uint64_t budget : {whole - 200U, whole - 40'000U, whole - 130'000U}) {
    std::ostringstream stream;
    StreamOutput output(stream, "text");
    output.set_budget(budget);
    HtmlSink sink(output, parts());
    sink.begin(header_for(system));
    std::size_t taken = 0;
    for (const Event& event : events) {
      if (!output.is_full()) sink.event(event);
      if (!output.is_full()) ++taken;
    }
    sink.end();
    CHECK(output.is_full());
    CHECK(stream.str().size() <= budget);
    CHECK(stream.str().size() > budget - 600);
    const std::vector<Event> read = events_of(stream.str());
    CHECK(read.size() == taken);
    CHECK(as_lines(read) ==
          as_lines({events.begin(), events.begin() + static_cast<std::ptrdiff_t>(taken)}));
  }
}

TEST_CASE("A report cannot be ended by what is in it") {
  System system = small_system();
  system.threads[0].name = "</script><script>alert(1)</script>";
  std::ostringstream stream;
  StreamOutput output(stream, "text");
  HtmlSink sink(output, parts());
  TraceHeader header = header_for(system);
  header.title = "</title><b>&";
  sink.begin(header);
  sink.end();
  const std::string report = stream.str();
  CHECK(report.find("alert(1)</script>") == std::string::npos);
  CHECK(report.find("<title>small: &lt;/title&gt;&lt;b&gt;&amp;</title>") != std::string::npos);
  CHECK(header_in(report)["header"]["threads"][0]["name"] == system.threads[0].name);
}

TEST_CASE("A report has the names, kinds and words that the program has") {
  const nlohmann::json header = header_in(report_of({}));
  CHECK(header["report"] == kReportVersion);
  CHECK(header["finding"] == "INV-2 </script>");
  CHECK(header["routines"][0]["name"] == "FIG15");
  CHECK(header["header"]["scenario"] == "small");
  REQUIRE(header["kinds"].size() == all_kinds().size());
  for (std::size_t i = 0; i < all_kinds().size(); ++i) {
    CHECK(header["kinds"][i]["name"] == all_kinds()[i].name);
  }
  CHECK(header["kinds"][0]["new"] == "thread");
  CHECK(header["kinds"][0]["weight"] == "major");
  CHECK(header["values"]["service"][0] == "interrupt");
  CHECK(header["values"]["wait_reason"][4] == "kernel queue");
  CHECK(header["values"]["lock_held"][1] == " under the UMS lock");
}

TEST_CASE("A block that was changed or cut is none") {
  const std::string block = blocks_of(report_of(one_of_each_kind())).at(0);
  CHECK(read_html_block(block));
  CHECK_FALSE(read_html_block(""));
  CHECK_FALSE(read_html_block(block.substr(0, block.size() / 2)));
  CHECK_FALSE(read_html_block(block.substr(0, block.size() / 8 * 4)));
  CHECK_FALSE(read_html_block(block + "AAAA"));
  CHECK_FALSE(read_html_block("AAA"));
  CHECK_FALSE(read_html_block("AA*A"));
}

TEST_CASE("Base64 is that of RFC 4648") {
  const std::vector<std::pair<std::string, std::string>> samples = {{"", ""},
                                                                    {"f", "Zg=="},
                                                                    {"fo", "Zm8="},
                                                                    {"foo", "Zm9v"},
                                                                    {"foob", "Zm9vYg=="},
                                                                    {"fooba", "Zm9vYmE="},
                                                                    {"foobar", "Zm9vYmFy"},
                                                                    {"\xff\xfe\xfd", "//79"}};
  for (const auto& [bytes, text] : samples) {
    fmt::memory_buffer made;
    append_base64(made, bytes);
    CHECK(fmt::to_string(made) == text);
    CHECK(base64_bytes(text) == bytes);
  }
}

Trace trace_of(const System& system, const std::vector<EventKind>& kinds) {
  Trace trace{std::make_unique<const System>(system), {}, {}, {}};
  trace.header = header_for(*trace.system);
  for (const EventKind kind : kinds) {
    trace.events.push_back(event_of(kind, kW1));
    trace.events.back().id = trace.events.size();
    trace.events.back().time_cycles = trace.events.size();
  }
  return trace;
}

TEST_CASE("An alignment in a report is its rows as runs, where moved events are, and sentences",
          "[traces]") {
  System system = small_system();
  system.threads[kW1.at()].name = "W</script>";
  const Trace left = trace_of(system, {EventKind::park, EventKind::unpark, EventKind::park});
  const Trace right = trace_of(system, {EventKind::park, EventKind::park});
  const std::string text = html_alignment(Alignment(left, right));
  REQUIRE(text.find('<') == std::string::npos);
  const auto json = nlohmann::json::parse(text);
  REQUIRE(json["same"] == 1);
  REQUIRE(json["said"][0] == "W</script> does something else.");
  const auto bytes = base64_bytes(json["rows"].get<std::string>());
  // One that is the same, one only in the first, one at another time; nothing has moved.
  REQUIRE(bytes == std::string({7 + 0, 7 + 5, 7 + 1, 0}));
}

}  // namespace
}  // namespace umsim

// The table of trace formats.
#include "traces/formats.h"

#include <set>
#include <sstream>
#include <string>

#include <catch2/catch.hpp>

#include "tests/traces/samples.h"

namespace umsim {
namespace {

using namespace samples;

TEST_CASE("Every trace format has a name and an ending of its own") {
  std::set<std::string_view> names;
  std::set<std::string_view> endings;
  for (const TraceFormat& format : trace_formats()) {
    CHECK(names.insert(format.name).second);
    CHECK(endings.insert(format.ending).second);
    CHECK(format.ending.front() == '.');
    CHECK_FALSE(format.what.empty());
    CHECK(find_trace_format(format.name) == &format);
  }
  CHECK(find_trace_format("nonsense") == nullptr);
}

TEST_CASE("The ending of a path chooses the format, and JSON Lines is the default") {
  for (const TraceFormat& format : trace_formats()) {
    CHECK(&trace_format_for("folder.d/run" + std::string(format.ending)) == &format);
  }
  CHECK(trace_format_for("run").name == "jsonl");
  CHECK(trace_format_for("run.TXT").name == "jsonl");
  CHECK(trace_format_for("-").name == "jsonl");
}

TEST_CASE("The sink of every format writes something of a trace, and the same each time") {
  const System system = small_system();
  for (const TraceFormat& format : trace_formats()) {
    std::string texts[2];
    for (std::string& text : texts) {
      std::ostringstream stream;
      StreamOutput output(stream, "text");
      const std::unique_ptr<Sink> sink = format.make(output, {});
      sink->begin(header_for(system));
      for (const Event& event : one_of_each_kind()) sink->event(event);
      sink->end();
      text = stream.str();
    }
    INFO(format.name);
    CHECK(texts[0].find("W1") != std::string::npos);
    CHECK(texts[0] == texts[1]);
    CHECK(texts[0].starts_with(format.mark));
    const TraceFormat* const told = trace_format_of(texts[0]);
    CHECK(told == (format.mark.empty() ? nullptr : &format));
  }
}

}  // namespace
}  // namespace umsim

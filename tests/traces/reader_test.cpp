// Reading JSON Lines back: the same records, the same bytes, and one clear message for a bad file.
#include <sstream>
#include <string>

#include <catch2/catch.hpp>

#include "tests/traces/samples.h"
#include "traces/jsonl_reader.h"
#include "traces/jsonl_sink.h"
#include "traces/output.h"

namespace umsim {
namespace {

using namespace samples;

TraceResult read_text(const std::string& text) {
  std::istringstream stream(text);
  return read_trace(stream, "run.jsonl");
}

std::string written_again(const Trace& trace) {
  std::ostringstream stream;
  StreamOutput output(stream, "text");
  JsonlSink sink(output);
  trace.play(sink);
  return stream.str();
}

std::string sample_text() {
  const System system = small_system();
  return jsonl_text(header_for(system), one_of_each_kind());
}

// The message for the sample with `from` replaced by `to`, once.
std::string error_with(const std::string& from, const std::string& to) {
  std::string text = sample_text();
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return read_text(text.replace(at, from.size(), to)).error;
}

TEST_CASE("A trace that is read and written again is the same to the byte") {
  System system = small_system();
  system.threads[kW1.at()].name = "W \"1\"\t\xC3\xA9";
  system.knock_outs.set(static_cast<std::size_t>(KnockOut::lock_before_peek));
  system.processes = {{"main"}, {"client"}};
  system.threads.back().process = ProcessId(1);
  TraceHeader header = header_for(system);
  header.steps = true;
  const std::string text = jsonl_text(header, one_of_each_kind());
  const TraceResult result = read_text(text);
  REQUIRE(result.ok());
  CHECK(written_again(*result.trace) == text);
}

TEST_CASE("A trace says which profile of the protocol it is of, unless it is the patent's") {
  System system = small_system();
  const std::string of_patent = jsonl_text(header_for(system), {});
  CHECK(of_patent.find("\"protocol\"") == std::string::npos);
  system.profile = ProtocolProfile::windows;
  const std::string text = jsonl_text(header_for(system), {});
  const TraceResult result = read_text(text);
  REQUIRE(result.ok());
  CHECK(result.trace->system->follows_windows());
  CHECK(written_again(*result.trace) == text);
}

TEST_CASE("Reading gives the records that were written") {
  const TraceResult result = read_text(sample_text());
  REQUIRE(result.error.empty());
  const Trace& trace = *result.trace;
  CHECK(trace.header.scenario == "small");
  CHECK(trace.header.seed == 7);
  CHECK(trace.header.clock_mhz == 2000);
  CHECK(trace.system->workers == 2);
  CHECK(trace.system->list_of(kP1) == ListId(0U));
  const std::vector<Event> events = one_of_each_kind();
  REQUIRE(trace.events.size() == events.size());
  for (std::size_t i = 0; i < events.size(); ++i) {
    CHECK(trace.events[i].kind == events[i].kind);
    CHECK(trace.events[i].step == events[i].step);
    CHECK(trace.events[i].cpu == events[i].cpu);
    CHECK(trace.events[i].thread == events[i].thread);
    CHECK(trace.events[i].object == events[i].object);
    CHECK(trace.events[i].old_value == events[i].old_value);
    CHECK(trace.events[i].new_value == events[i].new_value);
    CHECK(trace.events[i].time_cycles == events[i].time_cycles);
    CHECK(trace.events[i].id == events[i].id);
    CHECK(trace.events[i].cause == events[i].cause);
  }
}

TEST_CASE("A file that is no trace is told from one") {
  CHECK(read_text("").error == "run.jsonl:1: error: the file is empty");
  const std::string wanted =
      "; what is read here is a trace in JSON Lines, as umsim run SCENARIO --trace FILE.jsonl "
      "writes it";
  const std::string place = "run.jsonl:1: error: the line is no JSON object";
  CHECK(read_text("hello\n").error == place + wanted);
  CHECK(read_text("<!doctype html>\n").error ==
        place + ": the file is of the format html" + wanted);
  CHECK(read_text("{}\n").error ==
        "run.jsonl:1: error: this is no trace: its first line has no \"umsim_trace\"");
  CHECK(read_text("{\"umsim_trace\":1}\n").error ==
        "run.jsonl:1: error: trace format 1 is not known here, only 2");
  CHECK(read_text("{\"umsim_trace\":2}\n").error == "run.jsonl:1: error: \"machine\" is missing");
}

TEST_CASE("A header that contradicts itself is refused") {
  CHECK(error_with("\"clock_mhz\":2000", "\"clock_mhz\":0") ==
        "run.jsonl:1: error: a machine needs 1 to 65534 CPUs and a clock of 1 to 10000 MHz");
  CHECK(error_with("\"kind\":\"worker\"", "\"kind\":\"wroker\"") ==
        "run.jsonl:1: error: unknown kind \"wroker\"");
  CHECK(error_with("\"scheduler\":\"S\"", "\"scheduler\":\"R\"") ==
        "run.jsonl:1: error: unknown scheduler \"R\"");
  CHECK(error_with("\"target\":\"T1\"", "\"target\":\"T9\"") ==
        "run.jsonl:1: error: unknown thread \"T9\"");
  CHECK(error_with("\"knock_outs\":[]", "\"knock_outs\":[1]") ==
        "run.jsonl:1: error: unknown safeguard in \"knock_outs\": 1");
  CHECK(
      error_with("\"name\":\"W1\",\"kind\":\"worker\"", "\"name\":\"W1\",\"kind\":\"standard\"") ==
      "run.jsonl:1: error: workers must come before the other threads");
  CHECK(error_with("\"threads\":[", "\"processes\":[\"A\"],\"threads\":[") ==
        "run.jsonl:1: error: \"processes\" must hold two names or more");
  CHECK(error_with("\"threads\":[", "\"processes\":[\"A\",1],\"threads\":[") ==
        "run.jsonl:1: error: \"processes\" must hold names");
  CHECK(error_with("\"threads\":[", "\"processes\":[\"A\",\"B\"],\"threads\":[") ==
        "run.jsonl:1: error: \"process\" is missing");
  CHECK(error_with("\"steps\":false", "\"steps\":0") ==
        "run.jsonl:1: error: \"steps\" must be true or false");
}

TEST_CASE("A bad event line is named by its number") {
  CHECK(error_with("\"kind\":\"cpu_idle\"", "\"kind\":\"cpu_idel\"") ==
        "run.jsonl:3: error: unknown kind of event \"cpu_idel\"");
  CHECK(error_with("\"id\":3,", "\"id\":-3,") ==
        "run.jsonl:4: error: \"id\" must be a whole number");
  CHECK(error_with("\"step\":\"FIG15.B3\"", "\"step\":\"FIG99.B1\"") ==
        "run.jsonl:2: error: this umsim has no step \"FIG99.B1\"");
  CHECK(error_with("\"thread\":\"W1\"", "\"thread\":\"W9\"") ==
        "run.jsonl:2: error: \"thread\": the header has no \"W9\"");
  CHECK(error_with("\"new\":\"sleep\"", "\"new\":\"nap\"") ==
        "run.jsonl:4: error: \"new\" is no known value: \"nap\"");
  CHECK(error_with("\"new\":\"full\"", "\"new\":\"half\"") ==
        "run.jsonl:12: error: \"new\" must be \"reduced\" or \"full\"");
  CHECK(error_with("\"holders\":1", "\"holders\":4") ==
        "run.jsonl:10: error: a lock has more than 3 holders");
  CHECK(error_with(",\"cause\":1}", "}") == "run.jsonl:3: error: \"cause\" is missing");
  CHECK(error_with("\"object\":\"L\",", "") == "run.jsonl:13: error: \"object\" is missing");
}

// What is wrong with a trace of these two.
std::string error_of(const Event& first, const Event& second) {
  const System system = small_system();
  return read_text(jsonl_text(header_for(system), {first, second})).error;
}

Event parked(std::size_t cpu, std::uint64_t id, std::uint64_t cycles, std::uint64_t cause = 0) {
  Event event;
  event.kind = EventKind::park;
  event.cpu = CpuId(cpu);
  event.thread = kW1;
  event.id = id;
  event.time_cycles = cycles;
  event.cause = cause;
  return event;
}

TEST_CASE("Time does not go back, neither on a CPU nor from one to another") {
  const std::string refusal =
      "run.jsonl:3: error: \"cycles\": time goes back from 20 to 19; the events of all CPUs "
      "together are in the order of time: have umsim write the trace again";
  CHECK(error_of(parked(0, 1, 20), parked(0, 2, 19)) == refusal);
  CHECK(error_of(parked(0, 1, 20), parked(1, 2, 19)) == refusal);
  CHECK(error_of(parked(0, 1, 20), parked(1, 2, 20)).empty());
}

TEST_CASE("Ids rise, and a cause comes before what it makes possible") {
  CHECK(error_of(parked(0, 7, 20), parked(0, 6, 20)) ==
        "run.jsonl:3: error: \"id\": 6 comes behind 7; a trace has its events in the order of "
        "their ids: sort its lines by them, or have umsim write it again");
  CHECK(error_of(parked(0, 7, 20), parked(0, 7, 20)).find("7 comes behind 7") != std::string::npos);
  CHECK(error_of(parked(0, 7, 20), parked(0, 8, 20, 8)) ==
        "run.jsonl:3: error: \"cause\": event 8 does not come before event 8");
  CHECK(error_of(parked(0, 7, 20), parked(0, 9, 20, 8)).empty());
}

TEST_CASE("What is marked as before the trace is in the same order") {
  std::string text = sample_text();
  const auto second = text.find('\n', text.find('\n') + 1);
  text.insert(second - 1, ",\"before\":true");
  CHECK(read_text(text).ok());
  const auto cycles = text.find("\"cycles\":");
  text.insert(cycles + std::string("\"cycles\":").size(), "999");
  CHECK(read_text(text).error.starts_with("run.jsonl:3: error: \"cycles\": time goes back"));
}

TEST_CASE("A trace that was cut off in a line says where") {
  const std::string text = sample_text();
  const TraceResult result = read_text(text.substr(0, text.size() - 10));
  CHECK(result.error == "run.jsonl:69: error: the line is no JSON object");
}

TEST_CASE("Keys that are not known are passed over") {
  std::string text = sample_text();
  text.insert(text.find("\"id\":1,"), "\"colour\":\"red\",");
  CHECK(read_text(text).ok());
}

}  // namespace
}  // namespace umsim

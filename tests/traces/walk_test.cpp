// What the model really reports, in any order of steps.
#include "tests/traces/walk.h"

#include <array>
#include <sstream>
#include <string>

#include <catch2/catch.hpp>

#include "tests/traces/samples.h"
#include "traces/columns_sink.h"
#include "traces/digest.h"
#include "traces/jsonl_reader.h"
#include "traces/jsonl_sink.h"
#include "traces/kinds.h"
#include "traces/memory_sink.h"

namespace umsim {
namespace {

constexpr int kMostChoices = 5000;

struct Texts {
  std::string jsonl;
  std::string columns;
  std::string digest;
};

Texts record(const System& system, std::uint64_t seed, bool steps) {
  std::ostringstream jsonl_stream;
  std::ostringstream columns_stream;
  StreamOutput jsonl_output(jsonl_stream, "jsonl");
  StreamOutput columns_output(columns_stream, "columns");
  JsonlSink jsonl(jsonl_output);
  ColumnsSink columns(columns_output);
  DigestSink digest;
  TraceHeader header = samples::header_for(system);
  header.steps = steps;
  Recorder recorder(header);
  recorder.add(jsonl);
  recorder.add(columns);
  recorder.add(digest);
  recorder.begin();
  walk(system, seed, kMostChoices, recorder);
  recorder.end();
  return {jsonl_stream.str(), columns_stream.str(), digest.digest()};
}

TEST_CASE("Begins and ends go together in every order of steps, with any safeguard off") {
  for (std::size_t off = 0; off <= static_cast<std::size_t>(KnockOut::count_); ++off) {
    System system = walked_system();
    if (off < system.knock_outs.size()) {
      system.knock_outs.set(off);
    }
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
      CAPTURE(off, seed);
      Recorder recorder(samples::header_for(system));
      recorder.begin();
      CHECK_NOTHROW(walk(system, seed, kMostChoices, recorder));
    }
  }
}

TEST_CASE("The model reports every kind of event") {
  const std::array systems{walked_system(), paged_system(), debugged_system(), struck_system()};
  MemorySink memory;
  std::array<bool, static_cast<std::size_t>(EventKind::count_)> seen{};
  for (std::uint64_t seed = 1; seed <= 240; ++seed) {
    const System& system = systems.at(seed % systems.size());
    TraceHeader header = samples::header_for(system);
    header.steps = true;
    Recorder recorder(header);
    recorder.add(memory);
    recorder.begin();
    walk(system, seed, kMostChoices, recorder);
    for (const Event& event : memory.events()) {
      seen.at(static_cast<std::size_t>(event.kind)) = true;
    }
  }
  for (std::size_t i = 0; i < seen.size(); ++i) {
    CAPTURE(event_kind_name(static_cast<EventKind>(i)));
    CHECK(seen.at(i));
  }
}

TEST_CASE("A cause comes before its effect") {
  const System system = walked_system();
  MemorySink memory;
  Recorder recorder(samples::header_for(system));
  recorder.add(memory);
  recorder.begin();
  walk(system, 1, kMostChoices, recorder);
  for (const Event& event : memory.events()) {
    CHECK(event.cause < event.id);
  }
}

TEST_CASE("The same walk gives the same text, twice") {
  const System system = walked_system();
  const Texts first = record(system, 3, true);
  const Texts second = record(system, 3, true);
  CHECK(first.jsonl == second.jsonl);
  CHECK(first.columns == second.columns);
  CHECK(first.digest == second.digest);
  CHECK(first.digest != record(system, 4, true).digest);
}

TEST_CASE("What the model reports is read back and written again to the byte") {
  const System system = walked_system();
  const Texts texts = record(system, 5, true);
  std::istringstream stream(texts.jsonl);
  const TraceResult result = read_trace(stream, "walk");
  REQUIRE(result.error.empty());
  std::ostringstream jsonl;
  std::ostringstream columns;
  StreamOutput jsonl_output(jsonl, "jsonl");
  StreamOutput columns_output(columns, "columns");
  JsonlSink jsonl_sink(jsonl_output);
  ColumnsSink columns_sink(columns_output);
  result.trace->play(jsonl_sink);
  result.trace->play(columns_sink);
  CHECK(jsonl.str() == texts.jsonl);
  CHECK(columns.str() == texts.columns);
}

TEST_CASE("Asking for steps adds events and changes no reason") {
  const System system = walked_system();
  MemorySink without;
  MemorySink with;
  for (MemorySink* sink : {&without, &with}) {
    TraceHeader header = samples::header_for(system);
    header.steps = sink == &with;
    Recorder recorder(header);
    recorder.add(*sink);
    recorder.begin();
    walk(system, 6, kMostChoices, recorder);
  }
  // Events of the longer trace by the position that they have in the shorter.
  std::vector<const Event*> kept;
  for (const Event& event : with.events()) {
    if (event.kind != EventKind::step) {
      kept.push_back(&event);
    }
  }
  REQUIRE(kept.size() == without.events().size());
  for (std::size_t i = 0; i < kept.size(); ++i) {
    const Event& event = without.events()[i];
    CHECK(kept[i]->kind == event.kind);
    REQUIRE((kept[i]->cause == 0) == (event.cause == 0));
    if (event.cause != 0) {
      CHECK(kept[event.cause - 1]->id == kept[i]->cause);
    }
  }
}

}  // namespace
}  // namespace umsim

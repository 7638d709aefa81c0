// Parts of traces: windows, the last events, budgets.
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/traces/samples.h"
#include "traces/formats.h"
#include "traces/jsonl_reader.h"
#include "traces/kinds.h"
#include "traces/part_sink.h"

namespace umsim {
namespace {

using namespace samples;

// What a sink was told.
struct Told {
  std::vector<std::uint64_t> written;  // ids
  std::vector<std::uint64_t> skipped;
  bool ended = false;
};

class TellingSink final : public Sink {
 public:
  explicit TellingSink(Told& told) : told_(&told) {}
  void begin(const TraceHeader& /*header*/) override {}
  void event(const Event& event) override { told_->written.push_back(event.id); }
  void skip(const Event& event) override { told_->skipped.push_back(event.id); }
  void end() override { told_->ended = true; }

 private:
  Told* told_;
};

std::vector<std::uint64_t> ids(std::uint64_t first, std::uint64_t last) {
  std::vector<std::uint64_t> numbers;
  for (std::uint64_t id = first; id <= last; ++id) numbers.push_back(id);
  return numbers;
}

// 100 cycles apart from 0: blocks at odd ids, in FIG15.B3, and unblocks at even ones.
std::vector<Event> events_up_to(std::uint64_t last) {
  std::vector<Event> events;
  for (std::uint64_t id = 1; id <= last; ++id) {
    Event event = event_of(id % 2 == 1 ? EventKind::block : EventKind::unblock, kW1);
    event.step = step(id % 2 == 1 ? "FIG15.B3" : "DISPATCH");
    event.id = id;
    event.time_cycles = (id - 1) * 100;
    events.push_back(event);
  }
  return events;
}

std::vector<Event> ten_events() { return events_up_to(10); }

TraceMoment at_time(std::uint64_t cycles) { return {cycles, {}, "", 1}; }
TraceMoment at_kind(EventKind kind, std::uint64_t occurrence = 1) {
  return {{}, kind, "", occurrence};
}
TraceMoment at_step(const std::string& label, std::uint64_t occurrence = 1) {
  return {{}, {}, label, occurrence};
}

Told told_of(TracePart part) {
  Told told;
  std::ostringstream stream;
  StreamOutput output(stream, "text");
  const System system = small_system();
  PartSink sink(std::make_unique<TellingSink>(told), output, std::move(part));
  sink.begin(header_for(system));
  for (const Event& event : ten_events()) sink.event(event);
  sink.end();
  CHECK(sink.written() == told.written.size());
  CHECK_FALSE(sink.is_full());
  CHECK(told.ended);
  return told;
}

TEST_CASE("A window by time has the events from one time to the other, both included") {
  const Told told = told_of({at_time(200), at_time(500), {}});
  CHECK(told.written == ids(3, 6));
  CHECK(told.skipped == ids(1, 2));
  CHECK(told_of({at_time(250), at_time(299), {}}).written.empty());
  CHECK(told_of({at_time(250), {}, {}}).written == ids(4, 10));
  CHECK(told_of({{}, at_time(0), {}}).written == ids(1, 1));
}

TEST_CASE("A window opens and closes with the nth event of a kind or of a step") {
  CHECK(told_of({at_kind(EventKind::unblock), {}, {}}).written == ids(2, 10));
  CHECK(told_of({at_kind(EventKind::unblock, 3), {}, {}}).written == ids(6, 10));
  CHECK(told_of({{}, at_step("FIG15.B3", 2), {}}).written == ids(1, 3));
  CHECK(told_of({at_step("FIG15"), at_kind(EventKind::unblock), {}}).written == ids(1, 2));
  CHECK(told_of({at_kind(EventKind::park), {}, {}}).written.empty());
}

TEST_CASE("The end of a window is looked for from where it opens") {
  CHECK(told_of({at_time(300), at_kind(EventKind::block, 2), {}}).written == ids(4, 7));
  CHECK(told_of({at_kind(EventKind::unblock, 2), at_time(500), {}}).written == ids(4, 6));
  // The same event may open and close it.
  CHECK(told_of({at_time(300), at_kind(EventKind::unblock), {}}).written == ids(4, 4));
}

TEST_CASE(
    "Of what the window lets through the last events are kept, and the sink knows the others") {
  const Told told = told_of({{}, at_kind(EventKind::unblock, 4), 3});
  CHECK(told.written == ids(6, 8));
  CHECK(told.skipped == ids(1, 5));
  CHECK(told_of({at_time(700), {}, 50}).written == ids(8, 10));
}

TEST_CASE("The last events of a trace that breaks off are still written") {
  Told told;
  std::ostringstream stream;
  StreamOutput output(stream, "text");
  const System system = small_system();
  {
    PartSink sink(std::make_unique<TellingSink>(told), output, {{}, {}, 2});
    sink.begin(header_for(system));
    for (const Event& event : ten_events()) sink.event(event);
    CHECK(told.written.empty());
  }
  CHECK(told.written == ids(9, 10));
  CHECK_FALSE(told.ended);
}

std::string text_with_budget(const TraceFormat& format, std::uint64_t budget,
                             std::uint64_t& written) {
  std::ostringstream stream;
  StreamOutput output(stream, "text");
  output.set_budget(budget);
  const System system = small_system();
  PartSink sink(format.make(output, {}), output, {});
  sink.begin(header_for(system));
  for (const Event& event : events_up_to(200)) sink.event(event);
  sink.end();
  written = sink.written();
  CHECK(sink.is_full() == (written < 200));
  return stream.str();
}

TEST_CASE("No trace is larger than its budget, and what is there is the beginning of the whole") {
  for (const TraceFormat& format : trace_formats()) {
    CAPTURE(format.name);
    if (format.name == "html") continue;     // its events stand in blocks: html_test
    if (format.name == "gtkwave") continue;  // has none: its size is that of the names
    std::uint64_t all = 0;
    std::uint64_t some = 0;
    const std::string whole = text_with_budget(format, UINT64_MAX, all);
    const std::string part = text_with_budget(format, whole.size() * 3 / 4, some);
    CHECK(all == 200);
    CHECK(some < all);
    CHECK(part.size() <= whole.size() * 3 / 4);
    CHECK(part.size() > whole.size() / 2);
    CHECK(whole.starts_with(part));
    CHECK(text_with_budget(format, whole.size(), some) == whole);
    CHECK(some == all);
  }
}

TEST_CASE("A JSON Lines trace that has used up its budget can be read") {
  std::uint64_t written = 0;
  std::istringstream text(text_with_budget(*find_trace_format("jsonl"), 5000, written));
  const TraceResult result = read_trace(text, "text");
  REQUIRE(result.ok());
  CHECK(result.trace->events.size() == written);
  CHECK(written > 10);
}

TEST_CASE("A budget that has no room for the header is an error") {
  std::ostringstream stream;
  StreamOutput output(stream, "text");
  output.set_budget(100);
  const System system = small_system();
  PartSink sink(find_trace_format("jsonl")->make(output, {}), output, {});
  CHECK_THROWS_WITH(sink.begin(header_for(system)),
                    "the budget of the trace is too small: its header alone takes more");
}

}  // namespace
}  // namespace umsim

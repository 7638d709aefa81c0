// Parts of traces: with the events from before them they begin with the state that the run has
// there.
#include "traces/before.h"

#include <algorithm>
#include <array>
#include <sstream>
#include <string>

#include <catch2/catch.hpp>

#include "tests/traces/samples.h"
#include "tests/traces/walk.h"
#include "traces/activity.h"
#include "traces/cause_chains.h"
#include "traces/jsonl_reader.h"
#include "traces/jsonl_sink.h"
#include "traces/memory_sink.h"

namespace umsim {
namespace {

using namespace samples;

std::vector<Event> events_of_walk(const System& system, std::uint64_t seed) {
  MemorySink memory;
  Recorder recorder(header_for(system));
  recorder.add(memory);
  recorder.begin();
  walk(system, seed, 2000, recorder);
  return memory.events();
}

// All that activities say, in one line.
std::string said_by(const Activities& activities, const System& system) {
  std::string text;
  const auto add = [&text](std::uint64_t number) { text += std::to_string(number) + " "; };
  for (std::size_t i = 0; i < activities.portions(); ++i) {
    const Activity activity = activities.of(PortionId(i));
    add(static_cast<std::uint64_t>(activity.doing));
    // Which service a thread is in for counts while it is there.
    if (activity.doing != Doing::ended) add(activity.with);
  }
  for (std::size_t i = 0; i < system.cpus; ++i) add(activities.on(CpuId(i)).value);
  for (std::size_t i = 0; i < system.workers; ++i) add(activities.lock_of(ThreadId(i)));
  for (std::size_t i = 0; i < system.lists.size(); ++i) {
    for (const ThreadId item : activities.items_of(ListId(i))) add(item.value);
    text += "; ";
  }
  for (std::size_t i = 0; i < system.apcs.size(); ++i) {
    add(static_cast<std::uint64_t>(activities.of(ApcId(i))));
  }
  return text;
}

// Where the part that begins at `first` differs from the whole, or nothing.
std::string difference_from(const std::vector<Event>& events, std::size_t first,
                            const System& system) {
  Activities whole(system);
  Activities part(system);
  Before before;
  for (std::size_t i = 0; i < first; ++i) {
    whole.note(events[i]);
    before.note(events[i]);
  }
  for (const Event& event : before.take()) part.note(event);
  for (std::size_t i = first; i < events.size(); ++i) {
    if (said_by(whole, system) != said_by(part, system)) {
      return "from event " + std::to_string(events[first].id) + ", before event " +
             std::to_string(events[i].id) + ":\n" + said_by(whole, system) + "\n" +
             said_by(part, system);
    }
    whole.note(events[i]);
    part.note(events[i]);
  }
  return {};
}

TEST_CASE("A part of a trace has the states of the whole, from its first event on") {
  std::size_t parts = 0;
  std::size_t longest = 0;
  for (const System& system :
       {walked_system(), paged_system(), debugged_system(), struck_system()}) {
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
      const std::vector<Event> events = events_of_walk(system, seed);
      for (std::size_t first = 0; first < events.size(); first += 10) {
        CAPTURE(seed);
        const std::string difference = difference_from(events, first, system);
        INFO(difference);
        REQUIRE(difference.empty());
        ++parts;
      }
      longest = std::max(longest, events.size());
    }
  }
  CHECK(parts > 1000);
  CHECK(longest > 300);
}

TEST_CASE("Events from before a part are as many as there are things, however long the run is") {
  const System system = small_system();
  Before before;
  for (std::uint64_t i = 1; i <= 100'000; ++i) {
    Event event = event_of(i % 2 == 0 ? EventKind::block : EventKind::unblock,
                           ThreadId(i % system.threads.size()), CpuId(i % 2));
    event.id = i;
    before.note(event);
  }
  Event step = event_of(EventKind::step, kP1);
  before.note(step);
  const std::vector<Event> events = before.take();
  CHECK(events.size() == 10);
  CHECK(std::ranges::is_sorted(events, {}, &Event::id));
  CHECK(events.back().id == 100'000);
  CHECK(before.empty());
}

TEST_CASE("A part that is written is read and written again to the byte, states and all") {
  System system = walked_system();
  for (std::size_t i = 0; i < system.apcs.size(); ++i) system.apcs[i].name += std::to_string(i);
  const std::vector<Event> events = events_of_walk(system, 3);
  std::ostringstream stream;
  StreamOutput output(stream, "text");
  JsonlSink sink(output);
  sink.begin(header_for(system));
  const std::size_t first = events.size() / 2;
  for (std::size_t i = 0; i < events.size(); ++i) {
    i < first ? sink.skip(events[i]) : sink.event(events[i]);
  }
  sink.end();
  std::istringstream text(stream.str());
  const TraceResult result = read_trace(text, "part");
  INFO(result.error);
  REQUIRE(result.ok());
  CHECK(result.trace->events.size() == events.size() - first);
  CHECK(result.trace->events.front().id == events[first].id);
  CHECK(!result.trace->before.empty());
  std::ostringstream again;
  StreamOutput again_output(again, "again");
  JsonlSink again_sink(again_output);
  result.trace->play(again_sink);
  CHECK(again.str() == stream.str());
}

TEST_CASE("What is marked as from before stands in front") {
  const System system = small_system();
  const std::string text = jsonl_text(header_for(system), one_of_each_kind());
  const auto read_with = [&](std::size_t line_number, const std::string& mark) {
    std::string marked;
    std::size_t number = 0;
    for (std::string line : lines_of(text)) {
      if (++number == line_number) line.insert(line.size() - 1, mark);
      marked += line + "\n";
    }
    std::istringstream stream(marked);
    return read_trace(stream, "run.jsonl");
  };
  CHECK(read_with(2, ",\"before\":true").trace->before.size() == 1);
  CHECK(read_with(5, ",\"before\":true").error ==
        "run.jsonl:5: error: an event from before the trace stands behind its first one");
  CHECK(read_with(2, ",\"before\":false").error ==
        "run.jsonl:2: error: \"before\" must be true, or not there");
}

TEST_CASE("The causes that are kept are those that the whole trace has") {
  constexpr std::size_t kMost = 4;
  for (const System& system : {walked_system(), paged_system(), debugged_system()}) {
    const std::vector<Event> events = events_of_walk(system, 5);
    CauseChains chains(kMost);
    std::size_t links = 0;
    for (const Event& event : events) {
      const std::vector<Event> causes = chains.note(event);
      std::uint64_t cause = event.cause;
      for (const Event& found : causes) {
        REQUIRE(found.id == cause);
        cause = events[cause - 1].cause;
        ++links;
      }
      REQUIRE((causes.size() == kMost || cause == 0));
    }
    CHECK(links > events.size());
  }
}

}  // namespace
}  // namespace umsim

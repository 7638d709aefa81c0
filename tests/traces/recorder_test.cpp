// The recorder: time, ids, step events, and every sink getting the same.
#include "traces/recorder.h"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "models/machine/internal_error.h"
#include "tests/traces/samples.h"
#include "traces/memory_sink.h"

namespace umsim {
namespace {

using namespace samples;

TEST_CASE("The recorder numbers events from 1 and gives them the time that was set") {
  const System system = small_system();
  MemorySink sink;
  Recorder recorder(header_for(system));
  recorder.add(sink);
  recorder.begin();
  recorder.set_time(100);
  recorder.report(event_of(EventKind::thread_switch, kP1));
  recorder.set_time(250);
  recorder.report(event_of(EventKind::kernel_exit, kP1));
  recorder.end();
  REQUIRE(sink.events().size() == 2);
  CHECK(sink.events()[0].id == 1);
  CHECK(sink.events()[0].time_cycles == 100);
  CHECK(sink.events()[1].id == 2);
  CHECK(sink.events()[1].time_cycles == 250);
  CHECK(sink.events()[1].cause == 1);
  CHECK(recorder.events() == 2);
  CHECK(sink.ended());
  CHECK(sink.header().scenario == "small");
}

TEST_CASE("Every sink gets every event") {
  const System system = small_system();
  MemorySink first;
  MemorySink second;
  Recorder recorder(header_for(system));
  recorder.add(first);
  recorder.add(second);
  recorder.begin();
  recorder.report(event_of(EventKind::thread_switch, kP1));
  recorder.end();
  CHECK(first.events().size() == 1);
  CHECK(second.events().size() == 1);
  CHECK(second.ended());
}

TEST_CASE("Steps are events only in traces that ask for them") {
  const System system = small_system();
  for (const bool steps : {false, true}) {
    TraceHeader header = header_for(system);
    header.steps = steps;
    MemorySink sink;
    Recorder recorder(header);
    recorder.add(sink);
    recorder.begin();
    recorder.step(kCpu1, kT1, step("USER.compute"));
    recorder.end();
    REQUIRE(sink.events().size() == (steps ? 1U : 0U));
    if (steps) {
      CHECK(sink.events()[0].kind == EventKind::step);
      CHECK(sink.events()[0].cpu == kCpu1);
      CHECK(sink.events()[0].thread == kT1);
      CHECK(sink.events()[0].step == step("USER.compute"));
    }
  }
}

TEST_CASE("A recorder needs no sink to hold begin and end against each other") {
  const System system = small_system();
  Recorder recorder(header_for(system));
  recorder.begin();
  CHECK_THROWS_AS(recorder.report(event_of(EventKind::kernel_exit, kP1)), InternalError);
}

TEST_CASE("The event that breaks a pair is still handed to the sinks") {
  const System system = small_system();
  MemorySink sink;
  Recorder recorder(header_for(system));
  recorder.add(sink);
  recorder.begin();
  CHECK_THROWS_AS(recorder.report(event_of(EventKind::unblock, kP1)), InternalError);
  CHECK(sink.events().size() == 1);
  CHECK_FALSE(sink.ended());
}

TEST_CASE("Time never goes back") {
  const System system = small_system();
  Recorder recorder(header_for(system));
  recorder.set_time(10);
  recorder.set_time(10);
  CHECK_THROWS_AS(recorder.set_time(9), InternalError);
}

TEST_CASE("A trace has one beginning and one end") {
  const System system = small_system();
  MemorySink sink;
  Recorder recorder(header_for(system));
  CHECK_THROWS_AS(recorder.report(event_of(EventKind::park, kT1)), InternalError);
  CHECK_THROWS_AS(recorder.end(), InternalError);
  recorder.begin();
  CHECK_THROWS_AS(recorder.begin(), InternalError);
  CHECK_THROWS_AS(recorder.add(sink), InternalError);
  recorder.end();
  CHECK_THROWS_AS(recorder.end(), InternalError);
}

}  // namespace
}  // namespace umsim

// Objects and devices under simulated time, worked out by hand on small machines.
#include <catch2/catch.hpp>

#include "tests/timed/small_scenarios.h"
#include "tests/timed/traced_run.h"

namespace umsim::timed::test {
namespace {

using Times = std::vector<std::uint64_t>;

Instruction with_object(Opcode opcode, std::uint64_t cycles = 0) {
  Instruction instruction;
  instruction.opcode = opcode;
  instruction.cycles = cycles;
  instruction.count = 1;
  instruction.object = ObjectId(0);
  return instruction;
}

Instruction wait(std::uint64_t time_out = 0) { return with_object(Opcode::wait, time_out); }
Instruction set_event() { return with_object(Opcode::set_event); }
Instruction set_timer(std::uint64_t cycles) { return with_object(Opcode::set_timer, cycles); }
Instruction transfer() { return with_object(Opcode::io); }

// Standard threads that share one object.
Scenario threads_with(const ObjectSpec& object, std::uint16_t cpus,
                      const std::vector<Instructions>& programs) {
  Scenario scenario = standard_threads(cpus, programs);
  scenario.system.objects = {object};
  return scenario;
}

ObjectSpec event() { return {"event", ObjectKind::synchronization_event}; }
ObjectSpec timer() { return {"timer", ObjectKind::notification_timer}; }

ObjectSpec device(std::uint16_t queue_depth) {
  ObjectSpec object{"device", ObjectKind::device};
  object.latency_cycles = 50;
  object.queue_depth = queue_depth;
  return object;
}

TEST_CASE("A transfer ends when the device's latency has passed", "[BLOCK-1]") {
  const TracedRun run = run_traced(threads_with(device(1), 1, {{transfer()}}));
  CHECK(run.times(EventKind::block) == Times{6});
  CHECK(run.times(EventKind::unblock) == Times{56});
}

TEST_CASE("A transfer that has to queue takes its latency from when it is served", "[BLOCK-1]") {
  const TracedRun run = run_traced(threads_with(device(1), 2, {{transfer()}, {transfer()}}));
  CHECK(run.times(EventKind::block) == Times{6, 6});
  CHECK(run.times(EventKind::unblock) == Times{56, 106});
  CHECK(run.threads(EventKind::unblock) == std::vector<ThreadId>{ThreadId(0), ThreadId(1)});
}

TEST_CASE("A device serves as many transfers at a time as its queue is deep", "[BLOCK-1]") {
  const TracedRun run =
      run_traced(threads_with(device(2), 3, {{transfer()}, {transfer()}, {transfer()}}));
  CHECK(run.times(EventKind::unblock) == Times{56, 56, 106});
}

TEST_CASE("A timer expires its cycles after it was started", "[BLOCK-1]") {
  const TracedRun run = run_traced(threads_with(timer(), 1, {{set_timer(100), wait()}}));
  CHECK(run.times(EventKind::timer_start) == Times{6});
  CHECK(run.times(EventKind::object_set) == Times{106});
  CHECK(run.times(EventKind::unblock) == Times{106});
}

TEST_CASE("A timer that is started again runs from then on", "[BLOCK-1]") {
  const TracedRun run =
      run_traced(threads_with(timer(), 1, {{set_timer(100), set_timer(200), wait()}}));
  CHECK(run.times(EventKind::timer_start) == Times{6, 12});
  CHECK(run.times(EventKind::object_set) == Times{212});
}

TEST_CASE("A time-out ends a wait after its cycles", "[BLOCK-1]") {
  const TracedRun run = run_traced(threads_with(event(), 1, {{wait(30)}}));
  CHECK(run.times(EventKind::block) == Times{6});
  CHECK(run.times(EventKind::unblock) == Times{36});
  CHECK(run.result.stop == StopReason::all_ended);
}

TEST_CASE("A wait that is over in time does not time out", "[BLOCK-1]") {
  const TracedRun run =
      run_traced(threads_with(event(), 2, {{wait(500), sleep(2000)}, {compute(20), set_event()}}));
  const Times ends = run.times(EventKind::unblock, ThreadId(0));
  REQUIRE(ends.size() == 2);
  CHECK(ends[0] < 100);
  CHECK(ends[1] > 2000);
}

TEST_CASE("A run with objects, forced on the engine, gives the same state", "[BLOCK-1]") {
  Scenario scenario = threads_with(
      timer(), 2, {{set_timer(100), wait(), sleep(30)}, {wait(40), set_timer(70), compute(10)}});
  const std::string log = in_child([&] { return log_text(run_traced(scenario).result.log); });
  const std::string image = in_child([&] { return image_text(run_traced(scenario).result); });
  const std::vector<LoggedChoice> schedule = log_of(log);
  Options options;
  options.schedule = schedule;
  const TracedRun forced = run_traced(scenario, options);
  CHECK(forced.result.refusal.empty());
  CHECK(image_text(forced.result) == image);
}

}  // namespace
}  // namespace umsim::timed::test

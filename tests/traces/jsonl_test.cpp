// JSON Lines: the exact text, since it is a contract.
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "models/machine/internal_error.h"
#include "tests/traces/samples.h"

namespace umsim {
namespace {

using namespace samples;

// The line of one event, which is given an id, a time and a cause.
std::string line_of(Event event) {
  const System system = small_system();
  event.id = 9;
  event.time_cycles = 825;
  event.cause = 4;
  return lines_of(jsonl_text(header_for(system), {event})).at(1);
}

TEST_CASE("The first line of a trace says version, machine and everybody's names") {
  System system = small_system();
  system.knock_outs.set(static_cast<std::size_t>(KnockOut::keep_bits_on_release));
  const std::string expected =
      R"({"umsim_trace":2,"scenario":"small","title":"A small system","engine":"timed","seed":7,)"
      R"("steps":false,"machine":{"profile":"desktop","cpus":2,"clock_mhz":2000},"cycle_ns":0.5,)"
      R"("threads":[{"name":"W1","kind":"worker","scheduler":"S","parked":true},)"
      R"({"name":"W2","kind":"worker","scheduler":"S","parked":true},)"
      R"({"name":"P1","kind":"primary","scheduler":"S","parked":false},)"
      R"({"name":"P2","kind":"primary","scheduler":"S","parked":false},)"
      R"({"name":"T1","kind":"standard","scheduler":null,"parked":false}],)"
      R"("schedulers":[{"name":"S","list":"L"}],"lists":["L"],)"
      R"("apcs":[{"name":"A1","kind":"get_context","target":"W1"},)"
      R"({"name":"A2","kind":"terminate","target":"T1"}],)"
      R"("objects":[{"name":"O","kind":"notification_event"}],)"
      R"("knock_outs":["keep-bits-on-release"]})"
      "\n";
  CHECK(jsonl_text(header_for(system), {}) == expected);
}

TEST_CASE("Where there are several processes, the first line says whose each thread is") {
  System system = small_system();
  system.processes = {{"main"}, {"client"}};
  system.threads.back().process = ProcessId(1);
  const std::string text = jsonl_text(header_for(system), {});
  CHECK(text.find(R"("processes":["main","client"],"threads":)") != std::string::npos);
  CHECK(
      text.find(R"("name":"W1","kind":"worker","scheduler":"S","parked":true,"process":"main"})") !=
      std::string::npos);
  CHECK(text.find(R"("scheduler":null,"parked":false,"process":"client"})") != std::string::npos);
}

TEST_CASE("A thread switch names the threads before and after") {
  Event event = event_of(EventKind::thread_switch, kP1, kCpu1);
  event.old_value = kNone;
  event.new_value = kP1.value;
  CHECK(line_of(event) ==
        R"({"id":9,"cycles":825,"ns":412,"cpu":"CPU1","step":"DISPATCH","thread":"P1",)"
        R"("kind":"thread_switch","old":null,"new":"P1","cause":4})");
}

TEST_CASE("A lock transition says from, to, owner and who did it") {
  Event event = event_of(EventKind::lock_transition, kW1);
  event.step = step("FIG15.D1");
  event.object = kP1.value;
  event.old_value = lock_word(ThreadId(), 1);
  event.new_value = lock_word(kP1, 1);
  CHECK(line_of(event) ==
        R"({"id":9,"cycles":825,"ns":412,"cpu":"CPU0","step":"FIG15.D1","thread":"W1",)"
        R"("kind":"lock_transition","object":"P1","old":{"cid":null,"holders":1},)"
        R"("new":{"cid":"P1","holders":1},"cause":4})");
}

TEST_CASE("An event that no CPU causes has neither CPU nor step") {
  Event event = event_of(EventKind::apc_queued, kW1, CpuId());
  event.object = kApc;
  CHECK(line_of(event) == R"({"id":9,"cycles":825,"ns":412,"cpu":null,"step":null,"thread":"W1",)"
                          R"("kind":"apc_queued","object":"A1","cause":4})");
}

TEST_CASE("Values are written as the names that they have in the model") {
  const auto text_with = [](EventKind kind, std::uint64_t old_value, std::uint64_t new_value) {
    Event event = event_of(kind, kP1);
    event.object = 0;
    event.old_value = old_value;
    event.new_value = new_value;
    const std::string line = line_of(event);
    return line.substr(line.find("\"kind\""));
  };
  CHECK(text_with(EventKind::kernel_entry, 0, value(Service::hard_fault)) ==
        R"("kind":"kernel_entry","object":"W1","new":"hard_fault","cause":4})");
  CHECK(text_with(EventKind::switch_failed, 0, value(SwitchOutcome::owned)) ==
        R"("kind":"switch_failed","object":"W1","new":"owned","cause":4})");
  CHECK(text_with(EventKind::upcall, 1, value(UpcallReason::blocked)) ==
        R"("kind":"upcall","object":"W1","old":1,"new":"blocked","cause":4})");
  CHECK(text_with(EventKind::unblock, value(WaitReason::kernel_queue), 0) ==
        R"("kind":"unblock","old":"kernel_queue","cause":4})");
  CHECK(text_with(EventKind::context_saved, 0, 1) ==
        R"("kind":"context_saved","new":"full","cause":4})");
  CHECK(text_with(EventKind::apc_begin, 0, 1) ==
        R"("kind":"apc_begin","object":"A1","new":true,"cause":4})");
  CHECK(text_with(EventKind::list_push, kNone, 0) ==
        R"("kind":"list_push","object":"L","old":null,"cause":4})");
}

TEST_CASE("Odd names are escaped") {
  System system = small_system();
  system.threads[kP1.at()].name = "P\"1\\\n\x01\xC3\xA9";
  const Event event = event_of(EventKind::kernel_exit, kP1);
  const std::string line = lines_of(jsonl_text(header_for(system), {event})).at(1);
  CHECK(line.find("\"thread\":\"P\\\"1\\\\\\n\\u0001\xC3\xA9\",") != std::string::npos);
}

TEST_CASE("An event about a thread that does not exist is a defect, not a trace") {
  CHECK_THROWS_AS(line_of(event_of(EventKind::park, ThreadId(5U))), InternalError);
  Event event = event_of(EventKind::block, kW1);
  event.new_value = 17;
  CHECK_THROWS_AS(line_of(event), InternalError);
}

TEST_CASE("Nanoseconds are rounded down and do not overflow") {
  TraceHeader header;
  header.clock_mhz = 3000;
  CHECK(header.nanoseconds(2) == 0);
  CHECK(header.nanoseconds(3) == 1);
  CHECK(header.nanoseconds(3'000'000'000'000'001) == 1'000'000'000'000'000);
  header.clock_mhz = 1;
  CHECK(header.nanoseconds(std::uint64_t{1} << 54U) == 18'014'398'509'481'984'000U);
}

}  // namespace
}  // namespace umsim

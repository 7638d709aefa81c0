// Expectations are judged over a trace, and what fails is said at its place in the file.
#include "sim/scenario/expectation.h"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "sim/scenario/load.h"
#include "tests/scenario/folders.h"
#include "tests/scenario/test_labels.h"

namespace umsim {
namespace {

// W1 is thread 0, W2 thread 1, P1 thread 2. The clock is 1000 MHz: a cycle is a nanosecond.
Scenario scenario_expecting(const std::string& expectation) {
  const std::string text = R"({"umsim": 1, "title": "t",
 "machine": {"cpus": 2, "profile": "unit"},
 "schedulers": [{"name": "S"}],
 "threads": [{"name": "P1", "kind": "primary", "scheduler": "S"},
  {"name": "W1", "kind": "worker", "scheduler": "S", "program": [["exit"]]},
  {"name": "W2", "kind": "worker", "scheduler": "S", "program": [["exit"]]}],
 "expect": [
)" + expectation + "\n]}";
  const LoadResult result = read_scenario({"x.json", text}, options_for_tests(kMachines));
  INFO(format_diagnostics(result.diagnostics, false));
  REQUIRE(result.ok());
  return *result.scenario;
}

Event event(std::uint64_t id, EventKind kind, std::uint16_t thread) {
  Event result;
  result.id = id;
  result.kind = kind;
  result.thread = ThreadId(thread);
  result.cpu = CpuId(1);
  result.time_cycles = id * 100;
  return result;
}

Event ums_switch(std::uint64_t id, std::uint16_t worker) {
  Event result = event(id, EventKind::ums_switch, 2);
  result.object = worker;
  result.step = {2, 5};
  return result;
}

// P1 runs W1, is told that W1 blocks, and runs W2; W1 parks.
std::vector<Event> story() {
  Event upcall = event(3, EventKind::upcall, 2);
  upcall.new_value = static_cast<std::uint64_t>(UpcallReason::blocked);
  return {ums_switch(1, 0), event(2, EventKind::block, 0), upcall, ums_switch(4, 1),
          event(5, EventKind::park, 0)};
}

std::string failures(const std::string& expectation) {
  const std::vector<FinalState> states{FinalState::parked, FinalState::hosted, FinalState::running};
  const Scenario scenario = scenario_expecting(expectation);
  return format_diagnostics(check_expectations(scenario, story(), states), false);
}

TEST_CASE("What never happens is fine, and the first time it happens is shown") {
  CHECK(failures(R"({"never": {"event": "preempt"}})").empty());
  CHECK(failures(R"({"never": {"event": "ums_switch", "object": "W2"}, "why": "W2 is tired"})") ==
        "x.json:8:11: failure: ums_switch (object W2) should never happen, but did at 400 ns "
        "(event 4, cpu 1)\n"
        "    8 | {\"never\": {\"event\": \"ums_switch\", \"object\": \"W2\"}, \"why\": \"W2 is "
        "tired\"}\n"
        "      |           ^\n"
        "      = why it is expected: W2 is tired\n");
}

TEST_CASE("What happens eventually is fine, and what never does is a failure") {
  CHECK(failures(R"({"eventually": {"event": "upcall", "value": "blocked"}})").empty());
  CHECK(failures(R"({"eventually": {"event": "upcall", "value": "yield"}})") ==
        "x.json:8:16: failure: upcall (value yield) never happened\n"
        "    8 | {\"eventually\": {\"event\": \"upcall\", \"value\": \"yield\"}}\n"
        "      |                ^\n");
}

TEST_CASE("Every part of a pattern has to match") {
  CHECK(failures(R"({"eventually": {"event": "ums_switch", "thread": "P1", "object": "W2",
    "cpu": 1, "step": "FIG15.B7"}})")
            .empty());
  CHECK_FALSE(failures(R"({"eventually": {"event": "ums_switch", "cpu": 0}})").empty());
  CHECK_FALSE(failures(R"({"eventually": {"event": "ums_switch", "thread": "W1"}})").empty());
  CHECK_FALSE(failures(R"({"eventually": {"event": "park", "thread": "W2"}})").empty());
  CHECK_FALSE(failures(R"({"eventually": {"step": "FIG16.B1"}})").empty());
}

TEST_CASE("An order may have other events in between, but not the other way round") {
  CHECK(failures(R"({"order": [{"event": "ums_switch", "object": "W1"}, {"event": "park"}]})")
            .empty());
  CHECK(failures(R"({"order": [{"event": "ums_switch", "object": "W2"}, {"event": "block"}]})") ==
        "x.json:8:53: failure: block did not happen after ums_switch (object W2) at 400 ns "
        "(event 4, cpu 1)\n"
        "    8 | {\"order\": [{\"event\": \"ums_switch\", \"object\": \"W2\"}, {\"event\": "
        "\"block\"}]}\n"
        "      |                                                     ^\n");
  CHECK(failures(R"({"order": [{"event": "preempt"}, {"event": "block"}]})") ==
        "x.json:8:12: failure: preempt did not happen\n"
        "    8 | {\"order\": [{\"event\": \"preempt\"}, {\"event\": \"block\"}]}\n"
        "      |            ^\n");
}

TEST_CASE("One event cannot stand for two places in an order") {
  CHECK(failures(R"({"order": [{"event": "ums_switch"}, {"event": "ums_switch"}]})").empty());
  CHECK_FALSE(failures(R"({"order": [{"event": "park"}, {"event": "park"}]})").empty());
}

TEST_CASE("Counts are compared with their limits") {
  CHECK(failures(R"({"count": {"event": "ums_switch"}, "equals": 2})").empty());
  CHECK(failures(R"({"count": {"event": "ums_switch"}, "at_least": 2, "at_most": 2})").empty());
  CHECK(failures(R"({"count": {"event": "ums_switch"}, "equals": 3})") ==
        "x.json:8:11: failure: ums_switch happened 2 times, 3 expected\n"
        "    8 | {\"count\": {\"event\": \"ums_switch\"}, \"equals\": 3}\n"
        "      |           ^\n");
  const auto message = [](const std::string& limits) {
    const std::string text = failures(R"({"count": {"event": "park"}, )" + limits + "}");
    return text.substr(0, text.find('\n'));
  };
  CHECK(message("\"at_least\": 2") ==
        "x.json:8:11: failure: park happened once, at least 2 expected");
  CHECK(message("\"at_most\": 0") == "x.json:8:11: failure: park happened once, none expected");
  CHECK(message("\"at_least\": 3, \"at_most\": 4") ==
        "x.json:8:11: failure: park happened once, 3 to 4 expected");
}

TEST_CASE("Final states are compared thread by thread") {
  CHECK(failures(R"({"final": {"W1": "parked", "W2": "hosted", "P1": "running"}})").empty());
  CHECK(failures(R"({"final": {"W1": "parked", "W2": "terminated"}})") ==
        "x.json:8:28: failure: W2 is hosted at the end, not terminated\n"
        "    8 | {\"final\": {\"W1\": \"parked\", \"W2\": \"terminated\"}}\n"
        "      |                            ^~~~\n");
}

TEST_CASE("Invariants are left to the engine that has the state") {
  CHECK(failures(R"({"always": "INV-1"})").empty());
}

}  // namespace
}  // namespace umsim

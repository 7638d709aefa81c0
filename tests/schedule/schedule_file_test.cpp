// Schedule files: what is written is read again, and everything else is refused with one message.
#include "sim/schedule/schedule_file.h"

#include <catch2/catch.hpp>

namespace umsim::test {
namespace {

ScheduleEntry entry(ChoiceKind kind, CpuId cpu, const std::string& name) {
  ScheduleEntry made;
  made.kind = kind;
  made.cpu = cpu;
  made.name = name;
  return made;
}

Schedule sample() {
  Schedule schedule;
  schedule.scenario = "fig11-second-test";
  schedule.knock_out = {"second-lock-test"};
  schedule.found = "INV-3: a torn or stale context was used";
  schedule.choices.push_back(entry(ChoiceKind::dispatch, CpuId(0U), "P1"));
  schedule.choices.push_back(entry(ChoiceKind::step, CpuId(0U), "P1"));
  schedule.choices.back().step = "FIG15.B3";
  schedule.choices.back().occurrence = 2;
  schedule.choices.push_back(entry(ChoiceKind::step, CpuId(0U), "W1"));
  schedule.choices.back().step = "USER.compute";
  schedule.choices.back().cycles = 500;
  schedule.choices.push_back(entry(ChoiceKind::interrupt, CpuId(1U), "P2"));
  schedule.choices.push_back(entry(ChoiceKind::complete, CpuId(), "W2"));
  schedule.choices.push_back(entry(ChoiceKind::time_out, CpuId(), "P1"));
  schedule.choices.push_back(entry(ChoiceKind::arrive, CpuId(), "A1"));
  schedule.choices.push_back(entry(ChoiceKind::expire, CpuId(), "Tick"));
  return schedule;
}

std::string message(const std::string& text) {
  const auto read = read_schedule(text, "s.json");
  const auto* found = std::get_if<std::string>(&read);
  return found == nullptr ? "" : *found;
}

std::string message_for_choice(const std::string& choice) {
  return message(R"({"umsim_schedule": 1, "scenario": "s", "choices": [)" + choice + "]}");
}

TEST_CASE("A schedule of the windows profile says so, and is read again") {
  Schedule schedule = sample();
  schedule.profile = "windows";
  const std::string text = schedule_text(schedule);
  CHECK(text.find("\n  \"profile\": \"windows\",\n") != std::string::npos);
  const auto read = read_schedule(text, "s.json");
  REQUIRE(std::get_if<Schedule>(&read) != nullptr);
  CHECK(std::get<Schedule>(read) == schedule);
  CHECK(message(R"({"umsim_schedule": 1, "scenario": "s", "profile": 1, "choices": []})") ==
        "s.json: error: \"profile\" must be a text");
}

TEST_CASE("A schedule is written with one choice a line") {
  CHECK(schedule_text(sample()) == R"({
  "umsim_schedule": 1,
  "scenario": "fig11-second-test",
  "knock_out": ["second-lock-test"],
  "found": "INV-3: a torn or stale context was used",
  "choices": [
    {"cpu": 0, "dispatch": "P1"},
    {"cpu": 0, "thread": "P1", "step": "FIG15.B3", "occurrence": 2},
    {"cpu": 0, "thread": "W1", "step": "USER.compute", "occurrence": 1, "cycles": 500},
    {"cpu": 1, "interrupt": "P2"},
    {"complete": "W2"},
    {"time_out": "P1"},
    {"arrive": "A1"},
    {"expire": "Tick"}
  ]
}
)");
}

TEST_CASE("What is written is read again") {
  const auto read = read_schedule(schedule_text(sample()), "s.json");
  REQUIRE(std::holds_alternative<Schedule>(read));
  CHECK(std::get<Schedule>(read) == sample());
}

TEST_CASE("An empty schedule and names with quotes survive") {
  Schedule schedule;
  schedule.scenario = "a \"quoted\" \\ name";
  const auto read = read_schedule(schedule_text(schedule), "s.json");
  REQUIRE(std::holds_alternative<Schedule>(read));
  CHECK(std::get<Schedule>(read) == schedule);
}

TEST_CASE("A file that is no JSON is refused with the place") {
  CHECK(message("") == "s.json:1:1: error: this is no JSON");
  CHECK(message("{\n  \"umsim_schedule\": 1,\n  x\n}") == "s.json:3:3: error: this is no JSON");
  CHECK(message("{\"umsim_schedule\": \"\xff\"}") == "s.json:1:21: error: this is no JSON");
}

TEST_CASE("A file that is something else is refused") {
  CHECK(message("[]") ==
        "s.json: error: is no schedule: it does not begin with \"umsim_schedule\"");
  CHECK(message(R"({"umsim": 1})") ==
        "s.json: error: is no schedule: it does not begin with \"umsim_schedule\"");
  CHECK(message(R"({"umsim_schedule": 7})") ==
        "s.json: error: is of another version; this umsim reads version 1");
}

TEST_CASE("Keys that are missing, unknown or of another type are refused") {
  CHECK(message(R"({"umsim_schedule": 1})") == "s.json: error: \"scenario\" is missing");
  CHECK(message(R"({"umsim_schedule": 1, "scenario": 3})") ==
        "s.json: error: \"scenario\" must be a text");
  CHECK(message(R"({"umsim_schedule": 1, "scenario": "s"})") ==
        "s.json: error: \"choices\" is missing");
  CHECK(message(R"({"umsim_schedule": 1, "scenario": "s", "choices": {}})") ==
        "s.json: error: \"choices\" must be a list");
  CHECK(message(R"({"umsim_schedule": 1, "scenario": "s", "knock_out": "x", "choices": []})") ==
        "s.json: error: \"knock_out\" must be a list");
  CHECK(message(R"({"umsim_schedule": 1, "scenario": "s", "seed": 1, "choices": []})") ==
        "s.json: error: unknown key \"seed\"; known keys: umsim_schedule scenario knock_out "
        "profile found cycle "
        "choices");
}

TEST_CASE("A choice that says nothing, too little or too much is refused with its number") {
  CHECK(message_for_choice(R"({"arrive": "A1"}, {})") ==
        "s.json: error: choice 2: says nothing: step, dispatch, interrupt, complete, time_out, "
        "arrive or "
        "expire");
  CHECK(message_for_choice("3") == "s.json: error: choice 1: is no object");
  CHECK(message_for_choice(R"({"dispatch": "P1"})") ==
        "s.json: error: choice 1: \"cpu\" is missing");
  CHECK(message_for_choice(R"({"cpu": 0, "arrive": "A1"})") ==
        "s.json: error: choice 1: unknown key \"cpu\"; known keys: arrive");
  CHECK(message_for_choice(R"({"cpu": 0, "dispatch": 1})") ==
        "s.json: error: choice 1: \"dispatch\" must be a text");
  CHECK(message_for_choice(R"({"cpu": 65535, "dispatch": "P1"})") ==
        "s.json: error: choice 1: \"cpu\" must be a whole number from 0 to 65534");
  CHECK(message_for_choice(R"({"cpu": 0, "thread": "P1", "step": "X", "occurrence": 0})") ==
        "s.json: error: choice 1: \"occurrence\" must be a whole number from 1 to 4294967295");
  CHECK(message_for_choice(R"({"cpu": 0, "thread": "P1", "step": "X"})") ==
        "s.json: error: choice 1: \"occurrence\" is missing");
  CHECK(message_for_choice(R"({"cpu": 0, "thread": "P1", "dispatch": "X"})") ==
        "s.json: error: choice 1: unknown key \"dispatch\"; known keys: cpu thread step occurrence "
        "cycles");
}

}  // namespace
}  // namespace umsim::test

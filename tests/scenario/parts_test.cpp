// The parts that messages are made of: text, quantities, positions, printing.
#include <string>
#include <variant>
#include <vector>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "sim/scenario/behaviours.h"
#include "sim/scenario/json_reader.h"
#include "sim/scenario/load.h"
#include "sim/scenario/quantity.h"
#include "sim/scenario/text.h"
#include "tests/scenario/folders.h"
#include "tests/scenario/test_labels.h"

namespace umsim::loading {
namespace {

std::uint64_t cycles(std::string_view text, std::uint64_t clock_mhz) {
  return cycles_of(std::get<Quantity>(parse_quantity(text)), clock_mhz);
}

TEST_CASE("A guess is made when one candidate is near, and none when two are") {
  CHECK(closest("prority", {"name", "kind", "priority"}) == "priority");
  CHECK(closest("Worker", {"worker", "primary"}) == "worker");
  CHECK(closest("wroker", {"worker", "primary"}) == "worker");
  CHECK(closest("P3", {"P1", "W1"}) == "P1");
  CHECK_FALSE(closest("P3", {"P1", "P2"}).has_value());
  CHECK_FALSE(closest("weather", {"worker", "primary"}).has_value());
  CHECK_FALSE(closest("X", {"Y"}).has_value());
}

TEST_CASE("A message about an unknown word ends in a guess, or else in what is said otherwise") {
  CHECK(did_you_mean("W1") == "did you mean W1?");
  CHECK(did_you_mean("a\tb") == "did you mean a b?");
  CHECK(guess_text("W9", {"P1", "W1"}) == "; did you mean W1?");
  CHECK(guess_text("W9", {"P1", "W1"}, "state shows all") == "; did you mean W1?");
  CHECK(guess_text("weather", {"P1", "W1"}, "state shows all") == "; state shows all");
  CHECK(guess_text("weather", {"P1", "W1"}).empty());
}

TEST_CASE("Neighbours that changed places count as one slip") {
  CHECK(edit_distance("wroker", "worker") == 1);
  CHECK(edit_distance("", "abc") == 3);
  CHECK(edit_distance("FIG15", "fig15") == 0);
  CHECK(edit_distance("kitten", "sitting") == 3);
}

TEST_CASE("Only UTF-8 is taken for UTF-8") {
  CHECK(utf8_length("a", 0) == 1);
  CHECK(utf8_length("ä", 0) == 2);
  CHECK(utf8_length("界", 0) == 3);
  CHECK(utf8_length("🌍", 0) == 4);
  CHECK(utf8_length("\xC0\x80", 0) == 0);          // overlong
  CHECK(utf8_length("\xED\xA0\x80", 0) == 0);      // half of a surrogate pair
  CHECK(utf8_length("\xF4\x90\x80\x80", 0) == 0);  // above U+10FFFF
  CHECK(utf8_length("\xE4\xB8", 0) == 0);          // cut off
  CHECK(character_count("aä界🌍\xFF") == 5);
}

TEST_CASE("What a user wrote cannot control the terminal") {
  CHECK(quoted("\x1b[31mred\x07") == "\"\uFFFD[31mred\uFFFD\"");
  CHECK(quoted("a\u0085b") == "\"a\uFFFDb\"");
  CHECK(quoted(std::string(50, 'x')) == "\"" + std::string(40, 'x') + "…\"");
}

TEST_CASE("Times become cycles, rounded to the nearest and never to nothing") {
  CHECK(cycles("1us", 2400) == 2400);
  CHECK(cycles("1.5us", 1000) == 1500);
  CHECK(cycles("0.1ns", 1000) == 1);
  CHECK(cycles("0ns", 1000) == 0);
  CHECK(cycles("1.49ns", 1000) == 1);
  CHECK(cycles("1.5ns", 1000) == 2);
  CHECK(cycles("20 us", 1000) == 20'000);
  CHECK(cycles("3000cycles", 1) == 3000);
  CHECK(cycles("1000s", kMostMegahertz) == kMostCycles);
}

TEST_CASE("A cycle count becomes nanoseconds without overflow") {
  CHECK(nanoseconds(2400, 2400) == 1000);
  CHECK(nanoseconds(1, 2400) == 0);
  CHECK(nanoseconds(kMostCycles, kMostMegahertz) == 1'000'000'000'000);
}

TEST_CASE("Every value knows its place and its pointer") {
  const SourceFile source{"x.json", "{\n  \"a/b\": [1, {\"c~\": true}]\n}\n"};
  Problems problems(source);
  const auto document = read_json(source, problems);
  REQUIRE(document);
  const json::Value& list = *document->find("a/b");
  CHECK(list.where.at == SourcePosition{2, 10, 1});
  CHECK(list.where.pointer == "/a~1b");
  CHECK(list.elements[0].where.at == SourcePosition{2, 11, 1});
  const json::Value& flag = *list.elements[1].find("c~");
  CHECK(flag.where.at == SourcePosition{2, 21, 4});
  CHECK(flag.where.pointer == "/a~1b/1/c~0");
}

TEST_CASE("Escapes of JSON strings are resolved") {
  const SourceFile source{"x.json", R"(["\"\\\/\b\f\n\r\t", "\u0041\u00e4\u754C\uD83C\uDF0D"])"};
  Problems problems(source);
  const auto document = read_json(source, problems);
  REQUIRE(document);
  CHECK(document->elements[0].text == "\"\\/\b\f\n\r\t");
  CHECK(document->elements[1].text == "Aä界🌍");
}

TEST_CASE("Diagnostics print in colour when asked") {
  const LoadResult result = read_scenario({"x.json", "[]"}, options_for_tests(kMachines));
  CHECK(
      format_diagnostics(result.diagnostics, true) ==
      "\x1b[1mx.json:1:1:\x1b[0m \x1b[1;31merror:\x1b[0m a scenario must be an object, not a list\n"
      "    1 | []\n"
      "      | \x1b[1;32m^\x1b[0m\n");
}

TEST_CASE("Diagnostics are there for programs too") {
  const SourceFile source{"x.json",
                          "{\"umsim\": 1, \"title\": \"t\", \"machine\": {\"cpsu\": 1},"
                          " \"threads\": [{\"name\": \"T\", \"kind\": \"standard\","
                          " \"program\": [[\"exit\"]]}]}"};
  const LoadResult result = read_scenario(source, options_for_tests(kMachines));
  CHECK(diagnostics_as_json(result.diagnostics) ==
        R"([{"severity":"error","file":"x.json","line":1,"column":40,"length":6,)"
        R"("pointer":"/machine/cpsu","message":"unknown key \"cpsu\" in \"machine\"",)"
        R"("suggestion":"did you mean \"cpus\"?","notes":["known keys: cpus architecture )"
        R"(profile quantum"]}])");
}

std::string scenario_with(const std::string& rest) {
  return R"({"umsim": 1, "title": "t", "machine": {"cpus": 1}, )" + rest + "}";
}

std::string first_message(const std::string& text) {
  const LoadResult result = read_scenario({"x.json", text}, options_for_tests(kMachines));
  return result.ok() ? "fine" : result.diagnostics[0].message;
}

std::string threads(std::size_t number, const std::string& program) {
  std::string list;
  for (std::size_t i = 0; i < number; ++i) {
    list += fmt::format(R"({}{{"name": "T{}", "kind": "standard", "program": {}}})",
                        i > 0 ? ", " : "", i, program);
  }
  return "\"threads\": [" + list + "]";
}

TEST_CASE("A scenario may have as many threads as the limit, and not one more") {
  CHECK(first_message(scenario_with(threads(1000, "[[\"exit\"]]"))) == "fine");
  CHECK(first_message(scenario_with(threads(1001, "[[\"exit\"]]"))) ==
        "a scenario has at most 1000 threads");
}

TEST_CASE("A program may have as many instructions as the limit, and not one more") {
  const auto program = [](std::size_t instructions) {
    std::string steps = "[";
    for (std::size_t i = 1; i < instructions; ++i) steps += R"(["compute", "1us"], )";
    return steps + "[\"exit\"]]";
  };
  CHECK(first_message(scenario_with(threads(1, program(1000)))) == "fine");
  CHECK(first_message(scenario_with(threads(1, program(1001)))) ==
        "a program has at most 1000 instructions, not 1001");
}

TEST_CASE("Nesting is allowed up to the limit") {
  const SourceFile deep{"x.json", std::string(64, '[') + std::string(64, ']')};
  const SourceFile deeper{"x.json", std::string(65, '[') + std::string(65, ']')};
  Problems none(deep);
  CHECK(read_json(deep, none));
  Problems one(deeper);
  CHECK_FALSE(read_json(deeper, one));
}

TEST_CASE("A file that is wrong everywhere does not use up the memory") {
  std::string keys;
  for (int i = 0; i < 20'000; ++i) keys += fmt::format("\"key{}\": 0, ", i);
  const std::string text = scenario_with(keys + threads(1, "[[\"exit\"]]"));
  const LoadResult result = read_scenario({"x.json", text}, options_for_tests(kMachines));
  CHECK(result.diagnostics.size() == 1000);
  CHECK(result.diagnostics[0].excerpt.size() < 200);
}

TEST_CASE("Behaviour ids are those of the specification") {
  CHECK_FALSE(check_behaviour_id("LOCK-9").has_value());
  CHECK(check_behaviour_id("LOCK-10")->note == "LOCK goes up to LOCK-9");
  CHECK(check_behaviour_id("LOCK-04").has_value());
  CHECK(check_behaviour_id("lock-4")->suggestion == "did you mean \"LOCK-4\"?");
  CHECK(is_invariant_id("INV-15"));
  CHECK_FALSE(is_invariant_id("LOCK-1"));
  CHECK(is_figure("FIG. 17"));
  CHECK_FALSE(is_figure("FIG. 0"));
}

}  // namespace
}  // namespace umsim::loading

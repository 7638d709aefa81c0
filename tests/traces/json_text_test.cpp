// Text as JSON, and what is no UTF-8.
#include "traces/json_text.h"

#include <string>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "traces/phrases.h"
#include "traces/utf8.h"

namespace umsim {
namespace {

TEST_CASE("Every ASCII character comes back from its JSON string") {
  for (char character = 0; character < 127; ++character) {
    const std::string text(1, character);
    CHECK(nlohmann::json::parse(json_string(text)).get<std::string>() == text);
  }
  CHECK(json_string("\x7F") == "\"\\u007f\"");
}

TEST_CASE("UTF-8 stays as it is") {
  const std::string text = "\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80";
  CHECK(json_string(text) == "\"" + text + "\"");
}

TEST_CASE("Bytes that are no UTF-8 become replacement characters") {
  CHECK(json_string("a\xFFz") == R"("a\ufffdz")");
  CHECK(json_string("\xC3") == R"("\ufffd")");            // cut off
  CHECK(json_string("\xC0\x80") == R"("\ufffd\ufffd")");  // overlong
  CHECK(utf8_length("\xE0\x80\x80") == 0);                // overlong
  CHECK(utf8_length("\xED\xA0\x80") == 0);                // surrogate
  CHECK(utf8_length("\xF4\x90\x80\x80") == 0);            // beyond U+10FFFF
  CHECK(utf8_length("\xF4\x8F\xBF\xBF") == 4);
}

TEST_CASE("For a terminal, control characters are spelled out") {
  CHECK(printable("P\x1B[31m1") == "P\\x1b[31m1");
  CHECK(printable("\xC2\x9B"
                  "31m") == "\\xc2\\x9b31m");
  CHECK(printable("a\xFFz") == "a\\xffz");
  CHECK(printable("\xC3\xA9") == "\xC3\xA9");
}

TEST_CASE("The length of a cycle is a decimal number of at most nine digits") {
  CHECK(cycle_ns_text(1000) == "1");
  CHECK(cycle_ns_text(2000) == "0.5");
  CHECK(cycle_ns_text(3000) == "0.333333333");
  CHECK(cycle_ns_text(100) == "10");
  CHECK(cycle_ns_text(1) == "1000");
}

}  // namespace
}  // namespace umsim

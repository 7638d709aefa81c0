#include "traces/json_text.h"

#include <fmt/format.h>

#include "traces/utf8.h"

namespace umsim {
namespace {

// What a character needs before it may stand in a JSON string; empty: nothing.
std::string escape_of(char character) {
  switch (character) {
    case '"': return "\\\"";
    case '\\': return "\\\\";
    case '\n': return "\\n";
    case '\r': return "\\r";
    case '\t': return "\\t";
    default: break;
  }
  const auto code = static_cast<unsigned char>(character);
  return code < 0x20 || code == 0x7F ? fmt::format("\\u{:04x}", code) : std::string();
}

}  // namespace

std::string json_string(std::string_view text) {
  std::string result = "\"";
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    const std::string escape = length == 0 ? "\\ufffd" : escape_of(text.front());
    result += escape.empty() ? text.substr(0, length) : std::string_view(escape);
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return result += '"';
}

std::string cycle_ns_text(std::uint64_t clock_mhz) {
  constexpr std::uint64_t kBillionth = 1'000'000'000;
  const std::uint64_t billionths = 1000 * kBillionth / clock_mhz;
  std::string text = fmt::format("{}.{:09}", billionths / kBillionth, billionths % kBillionth);
  text.erase(text.find_last_not_of('0') + 1);
  return text.back() == '.' ? text.substr(0, text.size() - 1) : text;
}

}  // namespace umsim

// Strings of JSON, with their escapes.
#include <optional>

#include <fmt/format.h>

#include "sim/scenario/json_tokens.h"
#include "sim/scenario/text.h"

namespace umsim::loading::json {

namespace {

constexpr std::string_view kEscaped = "\"\\/bfnrt";
constexpr std::string_view kMeant = "\"\\/\b\f\n\r\t";

std::optional<std::uint32_t> hex_digit(char character) {
  if (character >= '0' && character <= '9') return static_cast<std::uint32_t>(character - '0');
  if (character >= 'a' && character <= 'f') return static_cast<std::uint32_t>(character - 'a' + 10);
  if (character >= 'A' && character <= 'F') return static_cast<std::uint32_t>(character - 'A' + 10);
  return std::nullopt;
}

// Consumes the "\uXXXX" that the scanner is at.
std::optional<std::uint32_t> read_unit(Scanner& scanner) {
  if (!scanner.sees("\\u") || scanner.rest().size() < 6) return std::nullopt;
  std::uint32_t unit = 0;
  for (const char character : scanner.rest().substr(2, 4)) {
    const auto digit = hex_digit(character);
    if (!digit) return std::nullopt;
    unit = unit * 16 + *digit;
  }
  scanner.advance(6);
  return unit;
}

void append_utf8(std::string& text, std::uint32_t code) {
  const auto byte = [&](std::uint32_t value) { text += static_cast<char>(value); };
  if (code < 0x80) {
    byte(code);
  } else if (code < 0x800) {
    byte(0xC0 | code >> 6);
    byte(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    byte(0xE0 | code >> 12);
    byte(0x80 | (code >> 6 & 0x3F));
    byte(0x80 | (code & 0x3F));
  } else {
    byte(0xF0 | code >> 18);
    byte(0x80 | (code >> 12 & 0x3F));
    byte(0x80 | (code >> 6 & 0x3F));
    byte(0x80 | (code & 0x3F));
  }
}

// A character above U+FFFF is written as two units, a high one and a low one.
bool read_unicode_escape(Scanner& scanner, std::string& text) {
  const auto unit = read_unit(scanner);
  if (!unit || (*unit >= 0xDC00 && *unit < 0xE000)) return false;
  if (*unit < 0xD800 || *unit >= 0xE000) {
    append_utf8(text, *unit);
    return true;
  }
  const auto low = read_unit(scanner);
  if (!low || *low < 0xDC00 || *low >= 0xE000) return false;
  append_utf8(text, 0x10000 + ((*unit - 0xD800) << 10) + (*low - 0xDC00));
  return true;
}

bool read_escape(Scanner& scanner, Problems& problems, std::string& text) {
  const SourcePosition start = scanner.here();
  const std::string_view rest = scanner.rest();
  const std::size_t known = rest.size() > 1 ? kEscaped.find(rest[1]) : std::string_view::npos;
  if (known != std::string_view::npos) {
    text += kMeant[known];
    scanner.advance(2);
    return true;
  }
  if (read_unicode_escape(scanner, text)) return true;
  const Where where{{start.line, start.column, 2}, ""};
  if (rest.substr(0, 2) == "\\u") {
    problems.add(where, "this escape is no character")
        .notes.emplace_back("\\\\ is a backslash; \\u has four hexadecimal digits");
    return false;
  }
  problems.add(where, "this escape is unknown in JSON")
      .notes.emplace_back("known escapes: \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX");
  return false;
}

bool is_control(char character) { return static_cast<unsigned char>(character) < 0x20; }

}  // namespace

bool read_string(Scanner& scanner, Problems& problems, Located<std::string>& result) {
  const SourcePosition start = scanner.here();
  scanner.advance();
  while (scanner.peek() != '"') {
    if (scanner.at_end() || scanner.peek() == '\n' || scanner.peek() == '\r') {
      problems.add({scanner.from(start), ""}, "this text has no closing quote");
      return false;
    }
    if (is_control(scanner.peek())) {
      const auto code = static_cast<unsigned char>(scanner.peek());
      problems
          .add({scanner.here(), ""},
               fmt::format("a text cannot hold the control character 0x{:02X}", code))
          .suggestion = fmt::format("write it as \\u{:04X}", code);
      return false;
    }
    if (scanner.peek() == '\\') {
      if (!read_escape(scanner, problems, result.value)) return false;
    } else {
      result.value += scanner.peek();
      scanner.advance();
    }
  }
  scanner.advance();
  result.where.at = scanner.from(start);
  return true;
}

}  // namespace umsim::loading::json

#include "sim/scenario/json_tokens.h"

#include <utility>

#include <fmt/format.h>

#include "sim/scenario/text.h"

namespace umsim::loading::json {

namespace {

bool is_digit(char character) { return character >= '0' && character <= '9'; }

bool is_number_character(char character) {
  return is_digit(character) || character == '+' || character == '-' || character == '.' ||
         character == 'e' || character == 'E';
}

std::size_t skip_digits(std::string_view text, std::size_t at) {
  while (at < text.size() && is_digit(text[at])) ++at;
  return at;
}

// The grammar of RFC 8259: -?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?
bool is_number(std::string_view text) {
  std::size_t at = text.substr(0, 1) == "-" ? 1 : 0;
  const std::size_t whole = skip_digits(text, at);
  if (whole == at || (text[at] == '0' && whole > at + 1)) return false;
  at = whole;
  if (at < text.size() && text[at] == '.') {
    const std::size_t end = skip_digits(text, at + 1);
    if (end == at + 1) return false;
    at = end;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    const std::size_t end = skip_digits(text, at);
    if (end == at) return false;
    at = end;
  }
  return at == text.size();
}

bool skip_block_comment(Scanner& scanner, Problems& problems) {
  const SourcePosition start = scanner.here();
  scanner.advance(2);
  while (!scanner.sees("*/")) {
    if (scanner.at_end()) {
      problems.add({{start.line, start.column, 2}, ""}, "this comment is never closed");
      return false;
    }
    scanner.advance();
  }
  scanner.advance(2);
  return true;
}

}  // namespace

bool is_word_character(char character) {
  return is_digit(character) || (character >= 'a' && character <= 'z') ||
         (character >= 'A' && character <= 'Z') || character == '_' || character == '-' ||
         character == '$';
}

bool skip_blanks(Scanner& scanner, Problems& problems) {
  for (;;) {
    const char next = scanner.peek();
    if (next == ' ' || next == '\t' || next == '\n' || next == '\r') {
      scanner.advance();
    } else if (scanner.sees("//")) {
      while (!scanner.at_end() && scanner.peek() != '\n') scanner.advance();
    } else if (scanner.sees("/*")) {
      if (!skip_block_comment(scanner, problems)) return false;
    } else {
      return true;
    }
  }
}

bool read_number(Scanner& scanner, Problems& problems, Value& value) {
  const SourcePosition start = scanner.here();
  const std::size_t offset = scanner.offset();
  while (is_number_character(scanner.peek())) scanner.advance();
  value.type = Type::number;
  value.text = scanner.since(offset);
  value.where.at = scanner.from(start);
  if (is_number(value.text)) return true;
  problems.add(value.where, fmt::format("{} is no number in JSON", quoted(value.text)));
  return false;
}

bool read_word(Scanner& scanner, Problems& problems, Value& value) {
  const SourcePosition start = scanner.here();
  const std::size_t offset = scanner.offset();
  while (is_word_character(scanner.peek())) scanner.advance();
  value.text = scanner.since(offset);
  value.where.at = scanner.from(start);
  value.type = value.text == "null" ? Type::null : Type::boolean;
  if (value.text == "null" || value.text == "true" || value.text == "false") return true;
  Diagnostic& problem =
      problems.add(value.where, fmt::format("{} is no value in JSON", quoted(value.text)));
  const auto guess = closest(value.text, {"true", "false", "null"});
  problem.suggestion = guess ? did_you_mean(*guess) : "a text needs double quotes";
  return false;
}

}  // namespace umsim::loading::json

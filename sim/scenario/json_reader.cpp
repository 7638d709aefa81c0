#include "sim/scenario/json_reader.h"

#include <map>
#include <utility>

#include <fmt/format.h>

#include "sim/scenario/json_tokens.h"
#include "sim/scenario/text.h"

namespace umsim::loading {

namespace json {

namespace {

bool begins_number(char character) {
  return (character >= '0' && character <= '9') || character == '-' || character == '+' ||
         character == '.';
}

bool begins_value(char character) {
  return character == '"' || character == '{' || character == '[' || begins_number(character) ||
         is_word_character(character);
}

class Parser {
 public:
  Parser(std::string_view text, Problems& problems) : scanner_(text), problems_(problems) {}

  std::optional<Value> document();

 private:
  // Where the reader is inside of an array or object.
  struct Frame {
    char open = 0;
    char close = 0;
    SourcePosition at;
  };
  enum class After { next, closed, broken };

  bool value(Value& result);
  bool object(Value& result);
  bool array(Value& result);
  bool member(Value& object, std::map<std::string, std::uint32_t>& lines);
  bool opened(Value& result, Type type);
  After after_element(const Frame& frame);
  bool closes(const Frame& frame);
  bool fail(std::string message, std::string suggestion = {});
  bool fail_at(const SourcePosition& at, std::string message, std::string suggestion = {});

  Scanner scanner_;
  Problems& problems_;
  std::size_t depth_ = 0;
};

bool Parser::fail_at(const SourcePosition& at, std::string message, std::string suggestion) {
  problems_.add({at, ""}, std::move(message)).suggestion = std::move(suggestion);
  return false;
}

bool Parser::fail(std::string message, std::string suggestion) {
  return fail_at(scanner_.here(), std::move(message), std::move(suggestion));
}

std::optional<Value> Parser::document() {
  if (!skip_blanks(scanner_, problems_)) return std::nullopt;
  if (scanner_.at_end()) {
    problems_.add("the file holds nothing but blanks and comments");
    return std::nullopt;
  }
  Value result;
  if (!value(result) || !skip_blanks(scanner_, problems_)) return std::nullopt;
  if (scanner_.at_end()) return result;
  fail("the document has ended before this");
  return std::nullopt;
}

bool Parser::value(Value& result) {
  const char next = scanner_.peek();
  if (next == '{') return object(result);
  if (next == '[') return array(result);
  if (begins_number(next)) return read_number(scanner_, problems_, result);
  if (next == '"') {
    Located<std::string> text;
    result.type = Type::string;
    if (!read_string(scanner_, problems_, text)) return false;
    result.text = std::move(text.value);
    result.where.at = text.where.at;
    return true;
  }
  if (is_word_character(next)) return read_word(scanner_, problems_, result);
  if (scanner_.at_end()) return fail("the file ends where a value is expected");
  if (next == '\'') return fail("a text needs double quotes");
  const std::string_view character = scanner_.rest().substr(0, utf8_length(scanner_.rest(), 0));
  return fail(fmt::format("a value is expected, not {}", quoted(character)));
}

bool Parser::opened(Value& result, Type type) {
  result.type = type;
  result.where.at = scanner_.here();
  if (++depth_ > kDeepestNesting) {
    return fail(fmt::format("nested deeper than {} levels", kDeepestNesting));
  }
  scanner_.advance();
  return skip_blanks(scanner_, problems_);
}

bool Parser::closes(const Frame& frame) {
  if (scanner_.peek() != frame.close) return false;
  scanner_.advance();
  --depth_;
  return true;
}

// After an element: a comma and another element, or the closing bracket.
Parser::After Parser::after_element(const Frame& frame) {
  if (!skip_blanks(scanner_, problems_)) return After::broken;
  if (closes(frame)) return After::closed;
  const SourcePosition comma = scanner_.here();
  if (scanner_.at_end()) {
    fail_at(frame.at, fmt::format("this \"{}\" is never closed", frame.open));
  } else if (begins_value(scanner_.peek())) {
    fail("a comma is missing before this");
  } else if (scanner_.peek() != ',') {
    fail(fmt::format("\",\" or \"{}\" is expected, for the \"{}\" in line {}", frame.close,
                     frame.open, frame.at.line));
  } else {
    scanner_.advance();
    if (!skip_blanks(scanner_, problems_)) return After::broken;
    if (scanner_.peek() != frame.close) return After::next;
    fail_at(comma, fmt::format("nothing follows this comma before the \"{}\"", frame.close),
            "remove it");
  }
  return After::broken;
}

bool Parser::array(Value& result) {
  const Frame frame{'[', ']', scanner_.here()};
  if (!opened(result, Type::array)) return false;
  if (closes(frame)) return true;
  for (;;) {
    if (scanner_.at_end()) return fail_at(frame.at, "this \"[\" is never closed");
    result.elements.emplace_back();
    if (!value(result.elements.back())) return false;
    const After after = after_element(frame);
    if (after != After::next) return after == After::closed;
  }
}

bool Parser::object(Value& result) {
  const Frame frame{'{', '}', scanner_.here()};
  if (!opened(result, Type::object)) return false;
  if (closes(frame)) return true;
  std::map<std::string, std::uint32_t> lines;
  for (;;) {
    if (scanner_.at_end()) return fail_at(frame.at, "this \"{\" is never closed");
    if (!member(result, lines)) return false;
    const After after = after_element(frame);
    if (after != After::next) return after == After::closed;
  }
}

bool Parser::member(Value& object, std::map<std::string, std::uint32_t>& lines) {
  if (scanner_.peek() != '"') {
    return fail("a key is expected, as a text in double quotes",
                scanner_.peek() == '#' ? "comments begin with //" : "");
  }
  Member member;
  if (!read_string(scanner_, problems_, member.key)) return false;
  if (!skip_blanks(scanner_, problems_)) return false;
  if (scanner_.peek() != ':') {
    return fail(fmt::format("\":\" is expected after the key {}", quoted(member.key.value)));
  }
  scanner_.advance();
  if (!skip_blanks(scanner_, problems_)) return false;
  if (!value(member.value)) return false;
  const auto [first, added] = lines.emplace(member.key.value, member.key.where.at.line);
  if (added) {
    object.members.push_back(std::move(member));
  } else {
    problems_
        .add(member.key.where, fmt::format("the key {} is there twice", quoted(member.key.value)))
        .notes.push_back(fmt::format("it is first in line {}", first->second));
  }
  return true;
}

}  // namespace

}  // namespace json

namespace {

// Encodings that are no UTF-8 would give a misleading grammar error at the first byte.
bool is_utf8(const SourceFile& source, Problems& problems) {
  const std::string_view text = source.text;
  if (text.substr(0, 2) == "\xFF\xFE" || text.substr(0, 2) == "\xFE\xFF") {
    problems.add("the file is UTF-16").notes.emplace_back("save it as UTF-8");
    return false;
  }
  if (text.substr(0, 3) == "\xEF\xBB\xBF") {
    problems.add("the file begins with a byte order mark")
        .notes.emplace_back("save it as UTF-8 without one");
    return false;
  }
  json::Scanner scanner(text);
  while (!scanner.at_end()) {
    const std::size_t length = utf8_length(text, scanner.offset());
    if (length == 0) {
      const auto byte = static_cast<unsigned char>(scanner.peek());
      problems.add({scanner.here(), ""}, fmt::format("the byte 0x{:02X} is no UTF-8", byte))
          .notes.emplace_back("save the file as UTF-8");
      return false;
    }
    scanner.advance(length);
  }
  return true;
}

}  // namespace

std::optional<json::Value> read_json(const SourceFile& source, Problems& problems) {
  if (source.text.empty()) {
    problems.add("the file is empty");
    return std::nullopt;
  }
  if (!is_utf8(source, problems)) return std::nullopt;
  auto document = json::Parser(source.text, problems).document();
  if (document) json::fill_pointers(*document);
  return document;
}

}  // namespace umsim::loading

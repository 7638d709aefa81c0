// json::Scanner: walks over a text character by character and knows line and column.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sim/scenario/diagnostics.h"

namespace umsim::loading::json {

class Scanner {
 public:
  // `text` must be UTF-8 and must outlive the scanner.
  explicit Scanner(std::string_view text) : text_(text) {}

  [[nodiscard]] bool at_end() const { return offset_ == text_.size(); }
  [[nodiscard]] std::size_t offset() const { return offset_; }
  [[nodiscard]] std::string_view rest() const { return text_.substr(offset_); }
  [[nodiscard]] std::string_view since(std::size_t start) const {
    return text_.substr(start, offset_ - start);
  }

  // The next byte; 0 at the end.
  [[nodiscard]] char peek() const { return at_end() ? '\0' : text_[offset_]; }
  [[nodiscard]] bool sees(std::string_view word) const {
    return rest().substr(0, word.size()) == word;
  }

  // Goes on by one byte; must not be at the end.
  void advance() {
    const char byte = text_[offset_++];
    if (byte == '\n') {
      ++line_;
      column_ = 1;
    } else if (!in_character()) {
      ++column_;
    }
  }
  void advance(std::size_t bytes) {
    for (; bytes > 0; --bytes) advance();
  }

  // The next character as a position of length 1.
  [[nodiscard]] SourcePosition here() const { return {line_, column_, 1}; }

  // From `start`, which must be on the same line, to the next character, that not included.
  [[nodiscard]] SourcePosition from(const SourcePosition& start) const {
    return {start.line, start.column, column_ - start.column};
  }

 private:
  // True inside a character of several bytes.
  [[nodiscard]] bool in_character() const {
    return (static_cast<unsigned char>(peek()) & 0xC0U) == 0x80U;
  }

  std::string_view text_;
  std::size_t offset_ = 0;
  std::uint32_t line_ = 1;
  std::uint32_t column_ = 1;
};

}  // namespace umsim::loading::json

// UTF-8: how long the character at the start of a text is.
#pragma once

#include <cstddef>
#include <string_view>

namespace umsim {

// The bytes of a character, by its first one; 0 for a byte that begins none.
[[nodiscard]] constexpr std::size_t utf8_announced(unsigned first) {
  if (first < 0x80) {
    return 1;
  }
  if (first < 0xC2 || first > 0xF4) {
    return 0;
  }
  return first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

// utf8_length gives the bytes of the first character, or 0 where the text does not begin with a
// valid one: overlong forms, surrogates and what lies beyond U+10FFFF are not valid. `text` must
// not be empty.
[[nodiscard]] constexpr std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) -> unsigned { return static_cast<unsigned char>(text[i]); };
  const std::size_t length = utf8_announced(byte(0));
  if (length < 2 || length > text.size()) {
    return length > text.size() ? 0 : length;
  }
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) {
      return 0;
    }
  }
  // After some first bytes only part of the range makes a character.
  const unsigned first = byte(0);
  const unsigned least = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  const unsigned most = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  return byte(1) < least || byte(1) > most ? 0 : length;
}

}  // namespace umsim

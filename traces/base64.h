// Base64 (RFC 4648) with padding: bytes as text.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>

namespace umsim {

// How many letters so many bytes become.
[[nodiscard]] constexpr std::size_t base64_letters(std::size_t bytes) {
  return (bytes + 2) / 3 * 4;
}

void append_base64(fmt::memory_buffer& text, std::string_view bytes);

// base64_bytes gives nothing for what is not base64, to the last padding character.
[[nodiscard]] std::optional<std::string> base64_bytes(std::string_view text);

}  // namespace umsim

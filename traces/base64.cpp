#include "traces/base64.h"

#include <cstddef>
#include <cstdint>

namespace umsim {
namespace {

constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::size_t kGroup = 3;    // bytes
constexpr std::size_t kLetters = 4;  // that three bytes become

std::uint32_t byte_at(std::string_view bytes, std::size_t position) {
  return position < bytes.size() ? static_cast<unsigned char>(bytes[position]) : 0U;
}

}  // namespace

void append_base64(fmt::memory_buffer& text, std::string_view bytes) {
  for (std::size_t i = 0; i < bytes.size(); i += kGroup) {
    const std::uint32_t group =
        byte_at(bytes, i) << 16U | byte_at(bytes, i + 1) << 8U | byte_at(bytes, i + 2);
    text.push_back(kDigits[group >> 18U]);
    text.push_back(kDigits[group >> 12U & 63U]);
    text.push_back(i + 1 < bytes.size() ? kDigits[group >> 6U & 63U] : '=');
    text.push_back(i + 2 < bytes.size() ? kDigits[group & 63U] : '=');
  }
}

std::optional<std::string> base64_bytes(std::string_view text) {
  if (text.size() % kLetters != 0) return std::nullopt;
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); i += kLetters) {
    std::uint32_t group = 0;
    for (std::size_t j = i; j < i + kLetters; ++j) {
      const bool padded = j >= text.size() - padding;
      const std::size_t digit = padded ? 0 : kDigits.find(text[j]);
      if (digit == std::string_view::npos) return std::nullopt;
      group = group << 6U | static_cast<std::uint32_t>(digit);
    }
    bytes.push_back(static_cast<char>(group >> 16U));
    bytes.push_back(static_cast<char>(group >> 8U & 0xFFU));
    bytes.push_back(static_cast<char>(group & 0xFFU));
  }
  bytes.resize(bytes.size() - padding);
  return bytes;
}

}  // namespace umsim

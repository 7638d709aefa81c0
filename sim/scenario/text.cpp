#include "sim/scenario/text.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace umsim::loading {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::size_t kQuotedCharacters = 40;
constexpr std::size_t kJoinedWords = 40;

std::uint8_t byte_at(std::string_view text, std::size_t at) {
  return static_cast<std::uint8_t>(text[at]);
}

bool continues(std::string_view text, std::size_t at) {
  return at < text.size() && (byte_at(text, at) & 0xC0) == 0x80;
}

// The second byte tells overlong forms, surrogates and values past U+10FFFF from good ones.
bool second_byte_fits(std::uint8_t first, std::uint8_t second) {
  switch (first) {
    case 0xE0: return second >= 0xA0;
    case 0xED: return second <= 0x9F;
    case 0xF0: return second >= 0x90;
    case 0xF4: return second <= 0x8F;
    default: return true;
  }
}

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

bool is_control(std::string_view character) {
  const std::uint8_t first = byte_at(character, 0);
  const bool c1 = first == 0xC2 && byte_at(character, 1) < 0xA0;
  return first < 0x20 || first == 0x7F || c1;
}

}  // namespace

std::size_t utf8_length(std::string_view text, std::size_t at) {
  const std::uint8_t first = byte_at(text, at);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if (!continues(text, at + i)) return 0;
  }
  return second_byte_fits(first, byte_at(text, at + 1)) ? length : 0;
}

std::size_t character_count(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count) {
    at += std::max<std::size_t>(1, utf8_length(text, at));
  }
  return count;
}

std::string_view characters(std::string_view text, std::size_t first, std::size_t count) {
  const auto skip = [&](std::size_t at, std::size_t number) {
    for (; number > 0 && at < text.size(); --number) {
      at += std::max<std::size_t>(1, utf8_length(text, at));
    }
    return at;
  };
  const std::size_t begin = skip(0, first);
  return text.substr(begin, skip(begin, count) - begin);
}

std::string printable(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = utf8_length(text, at);
    const std::string_view character = text.substr(at, std::max<std::size_t>(1, length));
    if (character == "\t") {
      result += ' ';
    } else {
      result += length == 0 || is_control(character) ? kReplacement : character;
    }
    at += character.size();
  }
  return result;
}

std::string quoted(std::string_view text) {
  const std::string_view head = characters(text, 0, kQuotedCharacters);
  return fmt::format("\"{}{}\"", printable(head), head.size() < text.size() ? "…" : "");
}

std::size_t edit_distance(std::string_view left, std::string_view right) {
  std::vector<std::size_t> before_last(right.size() + 1);
  std::vector<std::size_t> last(right.size() + 1);
  std::vector<std::size_t> now(right.size() + 1);
  for (std::size_t j = 0; j <= right.size(); ++j) now[j] = j;
  for (std::size_t i = 1; i <= left.size(); ++i) {
    std::swap(before_last, last);
    std::swap(last, now);
    now[0] = i;
    for (std::size_t j = 1; j <= right.size(); ++j) {
      const char a = lower(left[i - 1]);
      const char b = lower(right[j - 1]);
      now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + (a == b ? 0 : 1)});
      const bool swapped = i > 1 && j > 1 && a == lower(right[j - 2]) && lower(left[i - 2]) == b;
      if (swapped) now[j] = std::min(now[j], before_last[j - 2] + 1);
    }
  }
  return now[right.size()];
}

std::optional<std::string> closest(std::string_view word,
                                   const std::vector<std::string>& candidates) {
  if (word.empty() || word.size() > 64) return std::nullopt;
  std::size_t best = std::max<std::size_t>(1, word.size() / 3) + 1;
  std::optional<std::string> found;
  for (const std::string& candidate : candidates) {
    const std::size_t distance = edit_distance(word, candidate);
    if (distance > best || distance >= std::max(word.size(), candidate.size())) continue;
    if (distance == best) {
      found.reset();  // two that are as close: no guess is better than a wrong one
    } else {
      best = distance;
      found = candidate;
    }
  }
  return found;
}

std::string did_you_mean(std::string_view meant) {
  return fmt::format("did you mean {}?", printable(meant));
}

std::string guess_text(std::string_view word, const std::vector<std::string>& known,
                       std::string_view otherwise) {
  const auto guess = closest(word, known);
  if (guess) return "; " + did_you_mean(*guess);
  return otherwise.empty() ? "" : fmt::format("; {}", otherwise);
}

std::optional<std::uint64_t> address_of(std::string_view text) {
  std::uint64_t address = 0;
  const char* end = text.data() + text.size();
  if (text.substr(0, 2) != "0x") return std::nullopt;
  const auto parsed = std::from_chars(text.data() + 2, end, address, 16);
  const bool whole = parsed.ec == std::errc() && parsed.ptr == end;
  return whole ? std::optional(address) : std::nullopt;
}

std::string joined(const std::vector<std::string>& words, std::string_view between) {
  const std::size_t shown = std::min(words.size(), kJoinedWords);
  std::string result;
  for (std::size_t i = 0; i < shown; ++i) {
    if (i > 0) result += between;
    result += printable(words[i]);
  }
  if (shown < words.size()) result += fmt::format(" … and {} more", words.size() - shown);
  return result;
}

}  // namespace umsim::loading

#include "traces/text_columns.h"

#include <algorithm>

#include "traces/utf8.h"

namespace umsim {
namespace {

constexpr std::string_view kIndent = "  ";
constexpr std::size_t kGap = 2;         // at least so much between text and label
constexpr std::size_t kLeastText = 12;  // a first line with less is none

// The first `characters` characters of the text.
std::string_view head(std::string_view text, std::size_t characters) {
  std::size_t bytes = 0;
  while (bytes < text.size() && characters-- > 0) {
    bytes += std::max<std::size_t>(utf8_length(text.substr(bytes)), 1);
  }
  return text.substr(0, bytes);
}

// Puts phrases on lines; the first line may have less room than the others.
class Wrapper {
 public:
  Wrapper(std::size_t first_width, std::size_t width) : first_width_(first_width), width_(width) {}

  void add_phrase(std::string_view phrase) {
    if (!at_start_ && display_width(phrase) > room() && display_width(phrase) <= later_room()) {
      new_line();
    }
    while (!phrase.empty()) {
      const std::size_t blank = std::min(phrase.find(' '), phrase.size());
      const std::string_view word = head(phrase.substr(0, blank), later_room());
      add_word(word);
      phrase.remove_prefix(word.size());
      phrase.remove_prefix(std::min(phrase.find_first_not_of(' '), phrase.size()));
    }
  }

  [[nodiscard]] std::vector<std::string> take() { return std::move(lines_); }

 private:
  // Characters that a text may have which begins on a line of its own, or goes on in this one.
  [[nodiscard]] std::size_t later_room() const { return width_ - kIndent.size(); }
  [[nodiscard]] std::size_t room() const {
    const std::size_t width = lines_.size() == 1 ? first_width_ : width_;
    const std::size_t used = display_width(lines_.back()) + (at_start_ ? 0 : 1);
    return used < width ? width - used : 0;
  }

  void add_word(std::string_view word) {
    if (!at_start_ && display_width(word) > room()) {
      new_line();
    }
    lines_.back() += at_start_ ? "" : " ";
    lines_.back() += word;
    at_start_ = false;
  }

  void new_line() {
    lines_.emplace_back(kIndent);
    at_start_ = true;
  }

  std::size_t first_width_;
  std::size_t width_;
  bool at_start_ = true;  // of a line
  std::vector<std::string> lines_ = std::vector<std::string>(1);
};

}  // namespace

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    text.remove_prefix(std::max<std::size_t>(utf8_length(text), 1));
    ++width;
  }
  return width;
}

std::string pad(std::string text, std::size_t width) {
  const std::size_t used = display_width(text);
  return used < width ? text.append(width - used, ' ') : text;
}

std::vector<std::string> wrap(std::span<const std::string> phrases, std::string_view label,
                              std::size_t width) {
  const std::size_t label_width = label.empty() ? 0 : display_width(label) + kGap;
  const bool beside = label_width + kLeastText <= width;
  Wrapper wrapper(beside ? width - label_width : width, width);
  for (std::size_t i = 0; i < phrases.size(); ++i) {
    wrapper.add_phrase(i + 1 < phrases.size() ? phrases[i] + "," : phrases[i]);
  }
  std::vector<std::string> lines = wrapper.take();
  if (!label.empty()) {
    std::string& line = beside ? lines.front() : lines.emplace_back();
    line = pad(std::move(line), width - std::min(width, display_width(label)));
    line += label;
  }
  return lines;
}

}  // namespace umsim

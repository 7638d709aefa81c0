#include "sim/cli/layout.h"

#include <algorithm>

#include <fmt/format.h>

#include "sim/scenario/text.h"

namespace umsim {

using loading::character_count;

std::vector<std::string> wrap_words(std::string_view text, std::size_t width) {
  std::vector<std::string> lines(1);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    std::string& line = lines.back();
    if (!line.empty() && character_count(line) + 1 + character_count(word) > width) {
      lines.emplace_back(word);
    } else {
      line += fmt::format("{}{}", line.empty() ? "" : " ", word);
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string indented(std::string_view first, std::string_view text, std::size_t indent,
                     std::size_t width) {
  constexpr std::size_t kLeastRoom = 20;
  const std::size_t room = width > indent + kLeastRoom ? width - indent : kLeastRoom;
  std::string result;
  std::string start(first);
  start.resize(std::max(indent, start.size()), ' ');
  for (const std::string& line : wrap_words(text, room)) {
    result += start + line + "\n";
    start.assign(indent, ' ');
  }
  return result;
}

std::string counted(std::size_t count, std::string_view noun, std::string_view plural) {
  const std::string many = plural.empty() ? fmt::format("{}s", noun) : std::string(plural);
  return fmt::format("{} {}", with_commas(count), count == 1 ? noun : many);
}

}  // namespace umsim

// Layout: text broken to a width at blanks.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "traces/phrases.h"  // with_commas

namespace umsim {

// wrap_words breaks `text` into lines of at most `width` characters; a longer word has a line of
// its own. At least one line.
[[nodiscard]] std::vector<std::string> wrap_words(std::string_view text, std::size_t width);

// indented writes `text` behind `indent` blanks, wrapped so that lines end before `width`, each
// with its line end. The first line begins with `first` instead of blanks.
[[nodiscard]] std::string indented(std::string_view first, std::string_view text,
                                   std::size_t indent, std::size_t width);

// "1 step", "9 steps", "1,234,567 steps"; `plural` is for nouns that take more than an s.
[[nodiscard]] std::string counted(std::size_t count, std::string_view noun,
                                  std::string_view plural = {});

}  // namespace umsim

// Text columns: phrases broken to a width, with a label at the right margin of the first line.
//
//   directed switch P1 => W1,           FIG2.6
//     P1 blocks (kernel queue),
//     lock W1 P1/0 > P1/1 > -/1
//
// A phrase stays in one piece where it can. Width is counted in characters; text must be UTF-8
// without control characters.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace umsim {

[[nodiscard]] std::size_t display_width(std::string_view text);

// pad appends blanks up to `width`; longer text stays as it is.
[[nodiscard]] std::string pad(std::string text, std::size_t width);

// wrap joins the phrases with commas and breaks them into lines of at most `width` characters,
// which must be at least
// 10. Words that are longer than a line are cut. A label that leaves the first line too little room
// stands below.
[[nodiscard]] std::vector<std::string> wrap(std::span<const std::string> phrases,
                                            std::string_view label, std::size_t width);

}  // namespace umsim

// one_word gives `text` without what formats take for the end of a word: blanks become underscores,
// and control characters are written as \xNN.
#pragma once

#include <string>
#include <string_view>

namespace umsim {

[[nodiscard]] std::string one_word(std::string_view text);

}  // namespace umsim

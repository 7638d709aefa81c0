#include "traces/word.h"

#include <algorithm>

#include "traces/phrases.h"

namespace umsim {

std::string one_word(std::string_view text) {
  std::string word = printable(text);
  std::ranges::replace(word, ' ', '_');
  return word;
}

}  // namespace umsim

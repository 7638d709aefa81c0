// SystemText: the commands of a dialogue that describe its system.
#pragma once

#include <string>
#include <vector>

#include "tests/models/sample_systems.h"

namespace umsim::test {

class SystemText {
 public:
  // True when the line describes a part of the system; `words` are its words. Throws
  // std::invalid_argument when it tries to and makes no sense.
  bool take(const std::string& line, const std::vector<std::string>& words);

  [[nodiscard]] System build() const { return builder_.build(); }

 private:
  bool take_thread(const std::string& line, const std::vector<std::string>& words);

  SystemBuilder builder_;
};

// The word at that position; throws std::invalid_argument when there are not so many.
[[nodiscard]] const std::string& word_at(const std::vector<std::string>& words,
                                         std::size_t position);

}  // namespace umsim::test

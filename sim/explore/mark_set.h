// MarkSet: a set of marks, a bit each.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/explore/saving.h"
#include "sim/explore/state_graph.h"

namespace umsim::explore {

class MarkSet {
 public:
  void insert(Mark mark) {
    const std::size_t word = mark / kBits;
    if (word >= words_.size()) {
      words_.resize(word + 1);
    }
    words_[word] |= std::uint64_t{1} << mark % kBits;
  }
  void insert(const MarkSet& others) {
    words_.resize(std::max(words_.size(), others.words_.size()));
    for (std::size_t i = 0; i < others.words_.size(); ++i) {
      words_[i] |= others.words_[i];
    }
  }
  void clear() { std::fill(words_.begin(), words_.end(), 0); }

  [[nodiscard]] bool contains(Mark mark) const {
    const std::size_t word = mark / kBits;
    return word < words_.size() && (words_[word] >> mark % kBits & 1U) != 0;
  }

  void save(SaveSink& sink) const { put_list(sink, words_); }
  void load(SaveSource& source) { words_ = get_list<std::uint64_t>(source); }

 private:
  static constexpr std::size_t kBits = 64;
  std::vector<std::uint64_t> words_;
};

}  // namespace umsim::explore

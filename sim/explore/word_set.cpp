#include "sim/explore/word_set.h"

namespace umsim::explore {

namespace {

// All bits of the word come to bear on all bits of its hash.
std::uint64_t hash_of_word(std::uint64_t word) {
  word = (word ^ (word >> 33U)) * 0xFF51AFD7ED558CCDU;
  word = (word ^ (word >> 33U)) * 0xC4CEB9FE1A85EC53U;
  return word ^ (word >> 33U);
}

}  // namespace

std::optional<std::uint32_t> WordSet::number_of(std::uint64_t word) {
  if (word == 0) {
    return 0;
  }
  const std::uint64_t hash = hash_of_word(word);
  const auto holds = [&](SlotTable::Index index) { return words_[index] == word; };
  if (const auto index = slots_.find(hash, holds)) {
    return *index + 1;
  }
  const std::uint64_t index = words_.size();
  const auto hash_of = [&](SlotTable::Index at) { return hash_at(at); };
  if (index == SlotTable::kMostRecords || !slots_.make_room(index, hash_of) ||
      !words_.append(word)) {
    return std::nullopt;
  }
  slots_.place(static_cast<SlotTable::Index>(index), hash);
  return static_cast<std::uint32_t>(index + 1);
}

std::uint64_t WordSet::hash_at(SlotTable::Index index) const { return hash_of_word(words_[index]); }

void WordSet::save(SaveSink& sink) const {
  words_.save(sink);
  slots_.save(sink);
}

void WordSet::load(SaveSource& source) {
  words_.load(source);
  slots_.load(source, words_.size(), [&](SlotTable::Index at) { return hash_at(at); });
}

}  // namespace umsim::explore

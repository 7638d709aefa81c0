// WordSet: an exact set of 64-bit words that gives each a number of 32 bits, in the order in which
// they come. The word 0 is in every set, has the number 0 and costs nothing.
#pragma once

#include <cstdint>
#include <optional>

#include "sim/explore/chunked_array.h"
#include "sim/explore/memory_budget.h"
#include "sim/explore/slot_table.h"

namespace umsim::explore {

class WordSet {
 public:
  explicit WordSet(MemoryBudget& budget) : words_(budget), slots_(budget) {}

  // number_of() finds or adds the word; nothing when there is no memory for it, or no number.
  [[nodiscard]] std::optional<std::uint32_t> number_of(std::uint64_t word);

  // word() is the one with that number, which must have been given out.
  [[nodiscard]] std::uint64_t word(std::uint32_t number) const {
    return number == 0 ? 0 : words_[number - 1];
  }

  // words() are those that are there, for other threads to read while more are added; the record
  // with the index i has the number i + 1.
  [[nodiscard]] Section<std::uint64_t> words() const { return words_.section(0, words_.size()); }

  void save(SaveSink& sink) const;
  void load(SaveSource& source);

 private:
  [[nodiscard]] std::uint64_t hash_at(SlotTable::Index index) const;

  ChunkedArray<std::uint64_t> words_;
  SlotTable slots_;
};

}  // namespace umsim::explore

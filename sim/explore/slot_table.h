// SlotTable: finds the index of a record by its hash.
//
// It holds indices and bits of hashes, no records: whoever owns the records says whether one is the
// one that is looked for, so that nothing rests on a hash without collisions. A record costs 5.3 to
// 10.7 bytes.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <new>
#include <optional>

#include "sim/explore/memory_budget.h"
#include "sim/explore/saving.h"

namespace umsim::explore {

class SlotTable {
 public:
  using Index = std::uint32_t;

  // How many records it can tell apart: index + 1 must fit a slot.
  static constexpr std::uint64_t kMostRecords = (std::uint64_t{1} << 32) / 4 * 3;

  explicit SlotTable(MemoryBudget& budget);

  // False when there was no memory for even the smallest table: then nothing is found and there is
  // no room.
  [[nodiscard]] bool is_usable() const { return static_cast<bool>(table_); }

  // prefetch() asks for the memory that a find() of this hash will look at first.
  void prefetch(std::uint64_t hash) const {
    if (table_) {
      __builtin_prefetch(slots() + (hash & slot_mask_));
    }
  }

  // find() is the index of the record with this hash for which holds(index) is true.
  template <class Holds>
  [[nodiscard]] std::optional<Index> find(std::uint64_t hash, Holds&& holds) const;

  // make_room() lets one more record be placed besides the `records` that are there; hash_of(index)
  // is asked for theirs. False when there is no memory for it; then nothing has changed.
  template <class HashOf>
  [[nodiscard]] bool make_room(std::uint64_t records, HashOf&& hash_of);

  void place(Index index, std::uint64_t hash);

  // save() writes how large the table is. What is in it is not written: load() makes it anew for
  // the `records` that are there, as make_room() does. Throws std::bad_alloc when there is no
  // memory.
  void save(SaveSink& sink) const;
  template <class HashOf>
  void load(SaveSource& source, std::uint64_t records, HashOf&& hash_of);

 private:
  // A slot is 0 when empty. Otherwise its low bits (as many as the table's size has) hold index +
  // 1, and the bits above hold as many bits of the hash: they settle nearly every mismatch without
  // a look at the record.
  using Slot = std::uint32_t;

  static constexpr std::size_t kRehashWindow = 32;

  [[nodiscard]] Slot* slots() const { return static_cast<Slot*>(table_.get()); }
  [[nodiscard]] Slot tag(std::uint64_t hash) const {
    return static_cast<Slot>(hash >> 32) & ~index_mask_;
  }
  [[nodiscard]] std::uint64_t slot_count() const { return slot_mask_ + 1; }
  [[nodiscard]] bool replace_table(std::uint64_t slot_count);
  template <class HashOf>
  void place_all(std::uint64_t records, HashOf&& hash_of);

  MemoryBudget& budget_;
  Block table_;
  std::uint64_t slot_mask_ = 0;  // the number of slots, a power of two, minus 1
  Slot index_mask_ = 0;          // the same, as far as a slot can hold it
};

template <class Holds>
std::optional<SlotTable::Index> SlotTable::find(std::uint64_t hash, Holds&& holds) const {
  if (!table_) {
    return std::nullopt;
  }
  const Slot wanted = tag(hash);
  for (std::uint64_t at = hash & slot_mask_;; at = (at + 1) & slot_mask_) {
    const Slot slot = slots()[at];
    if (slot == 0) {
      return std::nullopt;
    }
    const Index index = (slot & index_mask_) - 1;
    if ((slot & ~index_mask_) == wanted && holds(index)) {
      return index;
    }
  }
}

// The table grows at a load of three quarters: above, linear probing for a new record degrades
// quickly. The new table is filled from the records, so the old one can go first: growing never
// needs both at once, and the budget can be used to its end.
template <class HashOf>
bool SlotTable::make_room(std::uint64_t records, HashOf&& hash_of) {
  if (!table_ || records < slot_count() / 4 * 3) {
    return is_usable();
  }
  if (!replace_table(slot_count() * 2)) {
    return false;
  }
  place_all(records, hash_of);
  return true;
}

template <class HashOf>
void SlotTable::load(SaveSource& source, std::uint64_t records, HashOf&& hash_of) {
  const auto slot_count = get_value<std::uint64_t>(source);
  if (!std::has_single_bit(slot_count) || records > slot_count / 4 * 3) {
    throw SaveError("its tables are too small");
  }
  if (!replace_table(slot_count)) {
    throw std::bad_alloc();
  }
  place_all(records, hash_of);
}

template <class HashOf>
void SlotTable::place_all(std::uint64_t records, HashOf&& hash_of) {
  std::array<std::uint64_t, kRehashWindow> hashes{};
  for (std::uint64_t begin = 0; begin < records; begin += kRehashWindow) {
    const std::uint64_t count = std::min<std::uint64_t>(kRehashWindow, records - begin);
    for (std::uint64_t i = 0; i < count; ++i) {
      hashes[i] = hash_of(static_cast<Index>(begin + i));
      prefetch(hashes[i]);
    }
    for (std::uint64_t i = 0; i < count; ++i) {
      place(static_cast<Index>(begin + i), hashes[i]);
    }
  }
}

}  // namespace umsim::explore

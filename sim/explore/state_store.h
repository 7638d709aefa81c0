// StateStore: the exact set of visited states, each with the index in which it came.
//
// It holds whole keys, so a verdict never rests on a hash without collisions. A state costs its key
// and 5.3 to 10.7 bytes of hash table. The order of insertion is the order of the indices and makes
// the store the search's queue as well. How a state was reached is not kept here (DiscoveryTree has
// that).
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>

#include "sim/explore/chunked_array.h"
#include "sim/explore/memory_budget.h"
#include "sim/explore/state_graph.h"

namespace umsim::explore {

using StateIndex = std::uint32_t;

inline constexpr std::uint64_t kUnlimited = std::numeric_limits<std::uint64_t>::max();

enum class InsertOutcome : std::uint8_t {
  known,      // the state was there
  added,      // it is new and got the next index
  too_many,   // it is new, but the store already holds the states it may hold
  no_memory,  // it is new, but the memory budget is used up
};

struct Insertion {
  InsertOutcome outcome;
  StateIndex index;  // meaningful when known or added
};

class StateStore {
 public:
  StateStore(MemoryBudget& budget, std::size_t key_bytes, std::uint64_t max_states = kUnlimited);

  [[nodiscard]] std::size_t key_bytes() const { return key_bytes_; }
  [[nodiscard]] std::uint64_t size() const { return keys_.size(); }
  // key() is valid as long as the store: keys never move.
  [[nodiscard]] KeyView key(StateIndex index) const { return keys_.record(index); }

  // keys() are those of the states [begin, end), for other threads to read while insert() goes on.
  [[nodiscard]] Section<std::byte> keys(std::uint64_t begin, std::uint64_t end) const {
    return keys_.section(begin, end);
  }

  [[nodiscard]] static std::uint64_t hash(KeyView key);
  // prefetch() asks for the memory that an insert() of this hash will look at first.
  void prefetch(std::uint64_t hash) const;
  // insert() finds or adds `key`, which must be key_bytes long; `hash` must be hash(key). A refused
  // insert leaves all keys readable.
  Insertion insert(KeyView key, std::uint64_t hash);

 private:
  // A slot is 0 when empty. Otherwise its low bits (as many as the table's size has) hold index +
  // 1, and the bits above hold as many bits of the hash: they settle nearly every mismatch without
  // a look at the key.
  using Slot = std::uint32_t;

  [[nodiscard]] Slot* slots() const { return static_cast<Slot*>(table_.get()); }
  [[nodiscard]] Slot tag(std::uint64_t hash) const {
    return static_cast<Slot>(hash >> 32) & ~index_mask_;
  }
  [[nodiscard]] std::uint64_t slot_count() const { return slot_mask_ + 1; }
  [[nodiscard]] bool holds(StateIndex index, KeyView key) const;
  Insertion add(KeyView key, std::uint64_t hash);
  void place(StateIndex index, std::uint64_t hash);
  [[nodiscard]] bool replace_table(std::uint64_t slot_count);
  void fill_table();

  MemoryBudget& budget_;
  std::size_t key_bytes_;
  std::uint64_t max_states_;
  ChunkedArray<std::byte> keys_;
  Block table_;  // empty only when there was no memory for one: then every insert is refused
  std::uint64_t slot_mask_ = 0;  // the number of slots, a power of two, minus 1
  Slot index_mask_ = 0;          // the same, as far as a slot can hold it
};

}  // namespace umsim::explore

// StateStore: the exact set of visited states, each with the index in which it came.
//
// It holds whole keys, so a verdict never rests on a hash without collisions: the first ones as
// they are, from which it learns how much of a key is in use, and the others in a KeyTree. A state
// there costs eight bytes, 5.3 to 10.7 bytes of hash table and its share of the tree. The order of
// insertion is the order of the indices and makes the store the search's queue as well. How a state
// was reached is not kept here (DiscoveryTree has that).
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "sim/explore/chunked_array.h"
#include "sim/explore/key_tree.h"
#include "sim/explore/memory_budget.h"
#include "sim/explore/slot_table.h"
#include "sim/explore/state_graph.h"

namespace umsim::explore {

using StateIndex = std::uint32_t;

inline constexpr std::uint64_t kUnlimited = std::numeric_limits<std::uint64_t>::max();
inline constexpr std::uint64_t kPlainStates = std::uint64_t{1} << 14;

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

struct StoreLimits {
  std::uint64_t states = kUnlimited;   // that it may hold
  std::uint64_t plain = kPlainStates;  // of these, how many are kept as they are; at least 1
};

// The keys of some states, in a form that other threads can read while the store grows. It must not
// outlive the store.
class StoredKeys {
 public:
  [[nodiscard]] std::uint64_t begin() const { return begin_; }
  [[nodiscard]] std::uint64_t end() const { return end_; }
  // Writes the key of one of [begin, end) to `key`, which is as wide as a key.
  void read(std::uint64_t index, std::span<std::byte> key) const;

 private:
  friend class StateStore;

  std::uint64_t begin_ = 0;
  std::uint64_t end_ = 0;
  std::uint64_t plain_end_ = 0;  // the states before it are in plain_
  Section<std::byte> plain_;
  Section<std::uint64_t> roots_;
  KeyTree::View tree_;
};

class StateStore {
 public:
  StateStore(MemoryBudget& budget, std::size_t key_bytes, StoreLimits limits = {});

  [[nodiscard]] std::size_t key_bytes() const { return key_bytes_; }
  [[nodiscard]] std::uint64_t size() const { return plain_.size() + roots_.size(); }
  [[nodiscard]] std::vector<std::byte> key(StateIndex index) const;
  // read() writes it to `key`, which must be key_bytes() long.
  void read(StateIndex index, std::span<std::byte> key) const;

  // keys() are those of the states [begin, end), all of which must be there.
  [[nodiscard]] StoredKeys keys(std::uint64_t begin, std::uint64_t end) const;

  [[nodiscard]] static std::uint64_t hash(KeyView key);
  // prefetch() asks for the memory that an insert() of this hash will look at first.
  void prefetch(std::uint64_t hash) const { slots_.prefetch(hash); }
  // insert() finds or adds `key`, which must be key_bytes long; `hash` must be hash(key). A refused
  // insert leaves all keys readable.
  Insertion insert(KeyView key, std::uint64_t hash);

  // A saved store can be loaded by one for keys of the same width. Throws std::bad_alloc when there
  // is no memory for it.
  void save(SaveSink& sink) const;
  void load(SaveSource& source);

 private:
  [[nodiscard]] bool holds(StateIndex index, KeyView key) const;
  [[nodiscard]] bool keep(KeyView key);
  [[nodiscard]] std::size_t used_bytes() const;
  [[nodiscard]] std::uint64_t hash_at(StateIndex index);

  MemoryBudget& budget_;
  std::size_t key_bytes_;
  StoreLimits limits_;
  ChunkedArray<std::byte> plain_;
  std::optional<KeyTree> tree_;  // from the first state on that is not plain
  ChunkedArray<KeyTree::Root> roots_;
  SlotTable slots_;
  std::vector<std::byte> scratch_;
};

}  // namespace umsim::explore

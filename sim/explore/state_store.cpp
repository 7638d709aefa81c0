#include "sim/explore/state_store.h"

#define XXH_INLINE_ALL
#include <algorithm>
#include <array>
#include <cstring>

#include <xxhash.h>

namespace umsim::explore {

namespace {

constexpr std::uint64_t kFirstSlots = 1024;
constexpr std::uint64_t kMostSlots = std::uint64_t{1} << 32;  // index + 1 must fit a slot
constexpr std::size_t kRehashWindow = 32;

// The table grows at a load of three quarters: above, linear probing for a new key degrades
// quickly.
constexpr std::uint64_t most_states(std::uint64_t slot_count) { return slot_count / 4 * 3; }

}  // namespace

StateStore::StateStore(MemoryBudget& budget, std::size_t key_bytes, std::uint64_t max_states)
    : budget_(budget),
      key_bytes_(key_bytes),
      max_states_(std::min(max_states, most_states(kMostSlots))),
      keys_(budget, key_bytes) {
  // A refusal shows at the first insert.
  static_cast<void>(replace_table(kFirstSlots));
}

std::uint64_t StateStore::hash(KeyView key) { return XXH3_64bits(key.data(), key.size()); }

void StateStore::prefetch(std::uint64_t hash) const {
  if (table_) {
    __builtin_prefetch(slots() + (hash & slot_mask_));
  }
}

bool StateStore::holds(StateIndex index, KeyView key) const {
  return std::memcmp(keys_.record(index).data(), key.data(), key.size()) == 0;
}

Insertion StateStore::insert(KeyView key, std::uint64_t hash) {
  if (!table_) {
    return {InsertOutcome::no_memory, 0};
  }
  const Slot wanted = tag(hash);
  for (std::uint64_t at = hash & slot_mask_;; at = (at + 1) & slot_mask_) {
    const Slot slot = slots()[at];
    if (slot == 0) {
      return add(key, hash);
    }
    if ((slot & ~index_mask_) != wanted) {
      continue;
    }
    const StateIndex index = (slot & index_mask_) - 1;
    if (holds(index, key)) {
      return {InsertOutcome::known, index};
    }
  }
}

Insertion StateStore::add(KeyView key, std::uint64_t hash) {
  const std::uint64_t index = size();
  if (index == max_states_) {
    return {InsertOutcome::too_many, 0};
  }
  if (index == most_states(slot_count()) && !replace_table(slot_count() * 2)) {
    return {InsertOutcome::no_memory, 0};
  }
  if (!keys_.append()) {
    return {InsertOutcome::no_memory, 0};
  }
  std::memcpy(keys_.record(index).data(), key.data(), key.size());
  place(static_cast<StateIndex>(index), hash);
  return {InsertOutcome::added, static_cast<StateIndex>(index)};
}

void StateStore::place(StateIndex index, std::uint64_t hash) {
  std::uint64_t at = hash & slot_mask_;
  while (slots()[at] != 0) {
    at = (at + 1) & slot_mask_;
  }
  slots()[at] = tag(hash) | (index + 1);
}

// The new table is filled from the keys, so the old one can go first: growing never needs both at
// once, and the budget can be used to its end.
bool StateStore::replace_table(std::uint64_t slot_count) {
  const std::uint64_t bytes = slot_count * sizeof(Slot);
  const std::uint64_t freed = table_ ? table_.get_deleter().bytes : 0;
  if (!budget_.allows(bytes - freed)) {
    return false;
  }
  table_.reset();
  table_ = allocate_block(budget_, bytes);
  if (!table_) {
    return false;
  }
  slot_mask_ = slot_count - 1;
  index_mask_ = static_cast<Slot>(slot_mask_);
  fill_table();
  return true;
}

void StateStore::fill_table() {
  std::array<std::uint64_t, kRehashWindow> hashes{};
  for (std::uint64_t begin = 0; begin < size(); begin += kRehashWindow) {
    const std::uint64_t count = std::min<std::uint64_t>(kRehashWindow, size() - begin);
    for (std::uint64_t i = 0; i < count; ++i) {
      hashes[i] = hash(keys_.record(begin + i));
      prefetch(hashes[i]);
    }
    for (std::uint64_t i = 0; i < count; ++i) {
      place(static_cast<StateIndex>(begin + i), hashes[i]);
    }
  }
}

}  // namespace umsim::explore

#include "sim/explore/state_store.h"

#define XXH_INLINE_ALL
#include <algorithm>
#include <cstring>

#include <xxhash.h>

namespace umsim::explore {

void StoredKeys::read(std::uint64_t index, std::span<std::byte> key) const {
  if (index < plain_end_) {
    std::memcpy(key.data(), plain_.record(index).data(), key.size());
  } else {
    tree_.read(roots_.record(index - plain_end_).front(), key);
  }
}

StateStore::StateStore(MemoryBudget& budget, std::size_t key_bytes, StoreLimits limits)
    : budget_(budget),
      key_bytes_(key_bytes),
      limits_{std::min(limits.states, SlotTable::kMostRecords), limits.plain},
      plain_(budget, key_bytes),
      roots_(budget),
      slots_(budget),
      scratch_(key_bytes) {}

std::uint64_t StateStore::hash(KeyView key) { return XXH3_64bits(key.data(), key.size()); }

bool StateStore::holds(StateIndex index, KeyView key) const {
  if (index < plain_.size()) {
    return std::memcmp(plain_.record(index).data(), key.data(), key.size()) == 0;
  }
  return tree_->holds(roots_[index - plain_.size()], key);
}

void StateStore::read(StateIndex index, std::span<std::byte> key) const {
  if (index < plain_.size()) {
    std::memcpy(key.data(), plain_.record(index).data(), key.size());
  } else {
    tree_->read(roots_[index - plain_.size()], key);
  }
}

std::vector<std::byte> StateStore::key(StateIndex index) const {
  std::vector<std::byte> key(key_bytes_);
  read(index, key);
  return key;
}

StoredKeys StateStore::keys(std::uint64_t begin, std::uint64_t end) const {
  StoredKeys keys;
  const std::uint64_t plain = plain_.size();
  keys.begin_ = begin;
  keys.end_ = end;
  keys.plain_end_ = plain;
  if (begin < plain) {
    keys.plain_ = plain_.section(begin, std::min(end, plain));
  }
  if (end > plain) {
    keys.roots_ = roots_.section(std::max(begin, plain) - plain, end - plain);
    keys.tree_ = KeyTree::View(*tree_);
  }
  return keys;
}

Insertion StateStore::insert(KeyView key, std::uint64_t hash) {
  const auto found = slots_.find(hash, [&](StateIndex index) { return holds(index, key); });
  if (found) {
    return {InsertOutcome::known, *found};
  }
  const std::uint64_t index = size();
  if (index >= limits_.states) {
    return {InsertOutcome::too_many, 0};
  }
  const auto hash_of = [&](StateIndex at) { return hash_at(at); };
  if (!slots_.make_room(index, hash_of) || !keep(key)) {
    return {InsertOutcome::no_memory, 0};
  }
  slots_.place(static_cast<StateIndex>(index), hash);
  return {InsertOutcome::added, static_cast<StateIndex>(index)};
}

std::uint64_t StateStore::hash_at(StateIndex index) {
  read(index, scratch_);
  return hash(scratch_);
}

void StateStore::save(SaveSink& sink) const {
  plain_.save(sink);
  put_value(sink, tree_.has_value());
  if (tree_) {
    tree_->save(sink);
  }
  roots_.save(sink);
  slots_.save(sink);
}

void StateStore::load(SaveSource& source) {
  plain_.load(source);
  if (get_value<bool>(source)) {
    tree_.emplace(budget_, key_bytes_, used_bytes()).load(source);
  }
  roots_.load(source);
  slots_.load(source, size(), [&](StateIndex at) { return hash_at(at); });
}

bool StateStore::keep(KeyView key) {
  if (plain_.size() < limits_.plain) {
    if (!plain_.append()) {
      return false;
    }
    std::memcpy(plain_.record(plain_.size() - 1).data(), key.data(), key.size());
    return true;
  }
  if (!tree_) {
    tree_.emplace(budget_, key_bytes_, used_bytes());
  }
  const auto root = tree_->add(key);
  return root && roots_.append(*root);
}

// Up to the last byte that some plain key has set; at least 1.
std::size_t StateStore::used_bytes() const {
  std::size_t used = 1;
  for (std::uint64_t i = 0; i < plain_.size(); ++i) {
    const auto key = plain_.record(i);
    for (std::size_t length = key.size(); length > used; --length) {
      if (key[length - 1] != std::byte{}) {
        used = length;
      }
    }
  }
  return used;
}

}  // namespace umsim::explore

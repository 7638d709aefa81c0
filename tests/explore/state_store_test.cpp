// The set of visited states, held against std::map.
#include "sim/explore/state_store.h"

#include <algorithm>
#include <map>
#include <thread>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "sim/explore/random_numbers.h"

namespace umsim::explore {
namespace {

using Key = std::vector<std::byte>;

Insertion insert(StateStore& store, const Key& key) {
  return store.insert(key, StateStore::hash(key));
}

// A key of `width` bytes out of about `universe` different ones, which differ in any of their
// bytes.
Key random_key(RandomNumbers& random, std::size_t width, std::uint32_t universe) {
  RandomNumbers bytes(random.below(universe));
  Key key(width);
  std::generate(key.begin(), key.end(), [&] { return static_cast<std::byte>(bytes.below(256)); });
  return key;
}

TEST_CASE("A store agrees with a std::map over many random keys, known and new", "[explore]") {
  const std::size_t width = GENERATE(as<std::size_t>{}, 1, 7, 8, 33);
  const std::uint64_t plain = GENERATE(as<std::uint64_t>{}, 1, 1000, kUnlimited);
  MemoryBudget budget(kUnlimited);
  StateStore store(budget, width, {.plain = plain});
  std::map<Key, StateIndex> reference;
  RandomNumbers random(width);
  bool agreed = true;
  for (int i = 0; i < 100'000; ++i) {
    const Key key = random_key(random, width, 60'000);
    const auto [place, is_new] =
        reference.try_emplace(key, static_cast<StateIndex>(reference.size()));
    const Insertion insertion = insert(store, key);
    agreed = agreed && insertion.index == place->second &&
             insertion.outcome == (is_new ? InsertOutcome::added : InsertOutcome::known);
  }
  CHECK(agreed);
  CHECK(store.size() == reference.size());
  CHECK(std::all_of(reference.begin(), reference.end(),
                    [&](const auto& entry) { return store.key(entry.second) == entry.first; }));
}

TEST_CASE("Keys that differ in one bit are different states", "[explore]") {
  MemoryBudget budget(kUnlimited);
  const std::uint64_t plain = GENERATE(as<std::uint64_t>{}, 1, 100, 1000);
  StateStore store(budget, 33, {.plain = plain});
  Key key(33);
  CHECK(insert(store, key).outcome == InsertOutcome::added);
  for (std::size_t bit = 0; bit < key.size() * 8; ++bit) {
    key[bit / 8] ^= std::byte{1} << (bit % 8);
    CHECK(insert(store, key).index == bit + 1);
    key[bit / 8] ^= std::byte{1} << (bit % 8);
  }
  CHECK(insert(store, key).outcome == InsertOutcome::known);
}

// The keys' hashes are given wrong on purpose: a store must tell keys apart by their bytes.
TEST_CASE("Keys with one and the same hash are different states", "[explore]") {
  MemoryBudget budget(kUnlimited);
  const std::uint64_t plain = GENERATE(as<std::uint64_t>{}, 1, 1000);
  StateStore store(budget, 2, {.plain = plain});
  for (unsigned round = 0; round < 2; ++round) {
    for (unsigned i = 0; i < 500; ++i) {  // few enough that the table is never filled anew
      const Key key{static_cast<std::byte>(i), static_cast<std::byte>(i >> 8)};
      const Insertion insertion = store.insert(key, ~std::uint64_t{0});
      CHECK(insertion.index == i);
      CHECK(insertion.outcome == (round == 0 ? InsertOutcome::added : InsertOutcome::known));
    }
  }
}

// Keys of which only the first bytes are ever set at first, as those of a search: the tree is
// balanced over these, and what lies behind is a branch.
TEST_CASE("Keys that become longer than the first ones were are kept whole", "[explore]") {
  const std::size_t width = GENERATE(as<std::size_t>{}, 20, 64, 141);
  MemoryBudget budget(kUnlimited);
  StateStore store(budget, width, {.plain = 50});
  std::vector<Key> keys;
  RandomNumbers random(width);
  for (std::size_t used = 3; used <= width; ++used) {
    for (int i = 0; i < 60; ++i) {
      Key key = random_key(random, width, 1U << 31);
      std::fill(key.begin() + static_cast<std::ptrdiff_t>(used), key.end(), std::byte{});
      CHECK(insert(store, key).index == keys.size());
      keys.push_back(key);
    }
  }
  CHECK(insert(store, Key(width)).index == keys.size());  // no word of it costs anything
  for (std::size_t i = 0; i < keys.size(); ++i) {
    CHECK(store.key(static_cast<StateIndex>(i)) == keys[i]);
    CHECK(insert(store, keys[i]).index == i);
  }
}

TEST_CASE("Keys of a level are read by another thread while the store grows", "[explore]") {
  const std::uint64_t plain = GENERATE(as<std::uint64_t>{}, 1, 2000, 100'000);
  MemoryBudget budget(kUnlimited);
  StateStore store(budget, 24, {.plain = plain});
  RandomNumbers random(7);
  std::vector<Key> keys;
  while (keys.size() < 5000) {
    keys.push_back(random_key(random, 24, 1U << 31));
    insert(store, keys.back());
  }
  const StoredKeys level = store.keys(1000, 5000);
  bool agreed = true;
  std::thread reader([&] {
    Key key(24);
    for (std::uint64_t i = level.begin(); i < level.end(); ++i) {
      level.read(i, key);
      agreed = agreed && key == keys[i];
    }
  });
  for (int i = 0; i < 50'000; ++i) {
    insert(store, random_key(random, 24, 1U << 31));
  }
  reader.join();
  CHECK(agreed);
}

TEST_CASE("A store with its number of states refuses new ones and knows the old", "[explore]") {
  MemoryBudget budget(kUnlimited);
  StateStore store(budget, 1, {.states = 2});
  CHECK(insert(store, {std::byte{5}}).outcome == InsertOutcome::added);
  CHECK(insert(store, {std::byte{6}}).outcome == InsertOutcome::added);
  CHECK(insert(store, {std::byte{7}}).outcome == InsertOutcome::too_many);
  CHECK(insert(store, {std::byte{6}}).index == 1);
  CHECK(store.size() == 2);
}

TEST_CASE("A store whose memory is used up refuses new states and knows the old", "[explore]") {
  const auto [plain, at_least] =
      GENERATE(std::pair{kUnlimited, 50'000U}, std::pair{std::uint64_t{100}, 1'000U});
  MemoryBudget budget(3'000'000);
  StateStore store(budget, 24, {.plain = plain});
  RandomNumbers random(2);
  std::vector<Key> added;
  for (;;) {
    const Key key = random_key(random, 24, 1U << 31);
    const InsertOutcome outcome = insert(store, key).outcome;
    if (outcome == InsertOutcome::no_memory) {
      break;
    }
    if (outcome == InsertOutcome::added) {
      added.push_back(key);
    }
  }
  CHECK(budget.peak_bytes() <= 3'000'000);
  CHECK(added.size() > at_least);
  CHECK(store.size() == added.size());
  CHECK(insert(store, added.front()).index == 0);
  CHECK(insert(store, added.back()).index == added.size() - 1);
}

TEST_CASE("A store without any memory refuses and does not crash", "[explore]") {
  MemoryBudget budget(0);
  StateStore store(budget, 4);
  store.prefetch(StateStore::hash(Key(4)));
  CHECK(insert(store, Key(4)).outcome == InsertOutcome::no_memory);
  CHECK(store.size() == 0);
}

// Words that are put together anew each time, out of a thousand for each place: 48 bytes a key.
TEST_CASE("A large store of keys whose parts recur needs a fraction of them", "[explore]") {
  MemoryBudget budget(kUnlimited);
  StateStore store(budget, 48);
  RandomNumbers random(3);
  const auto half = [&](Key& key, std::size_t begin, std::uint32_t universe) {
    RandomNumbers bytes(random.below(universe));
    std::generate_n(key.begin() + static_cast<std::ptrdiff_t>(begin), 24,
                    [&] { return static_cast<std::byte>(bytes.below(256)); });
  };
  while (store.size() < 400'000) {
    Key key(48);
    half(key, 0, 1000);
    half(key, 24, 1000);
    insert(store, key);
  }
  // Eight bytes and the hash table, and the first keys and chunks that are not full yet.
  CHECK(budget.used_bytes() < std::uint64_t{400'000} * (8 + 11) + 16 * kChunkBytes);
}

TEST_CASE("A budget gets back what its blocks took", "[explore]") {
  MemoryBudget budget(10'000);
  {
    const Block block = allocate_block(budget, 9'000);
    CHECK(block);
    CHECK_FALSE(allocate_block(budget, 1'001));
    CHECK(budget.used_bytes() == 9'000);
  }
  CHECK(budget.used_bytes() == 0);
  CHECK(budget.peak_bytes() == 9'000);
}

}  // namespace
}  // namespace umsim::explore

#include "sim/explore/key_tree.h"

#include <algorithm>
#include <cstring>

namespace umsim::explore {

namespace {

constexpr std::size_t kWordBytes = sizeof(std::uint64_t);
constexpr unsigned kNumberBits = 32;

constexpr std::size_t words_in(std::size_t bytes) { return (bytes + kWordBytes - 1) / kWordBytes; }

// The last word of a key may be cut short.
std::uint64_t word_at(KeyView key, std::size_t word) {
  std::uint64_t value = 0;
  const std::byte* from = key.data() + word * kWordBytes;
  const std::size_t left = key.size() - word * kWordBytes;
  left < kWordBytes ? std::memcpy(&value, from, left) : std::memcpy(&value, from, kWordBytes);
  return value;
}

void set_word(std::span<std::byte> key, std::size_t word, std::uint64_t value) {
  const std::size_t left = key.size() - word * kWordBytes;
  std::memcpy(key.data() + word * kWordBytes, &value, std::min(left, kWordBytes));
}

constexpr std::uint64_t joined(std::uint32_t left, std::uint32_t right) {
  return std::uint64_t{left} << kNumberBits | right;
}
constexpr std::uint32_t left_of(std::uint64_t word) {
  return static_cast<std::uint32_t>(word >> kNumberBits);
}
constexpr std::uint32_t right_of(std::uint64_t word) { return static_cast<std::uint32_t>(word); }

}  // namespace

KeyTree::KeyTree(MemoryBudget& budget, std::size_t key_bytes, std::size_t used_bytes)
    : budget_(budget) {
  build(0, words_in(key_bytes), std::min(words_in(used_bytes), words_in(key_bytes)));
}

// A node whose words are used in part divides the used ones, and the rest goes to the right, down
// to the last used one.
std::size_t KeyTree::build(std::size_t begin, std::size_t end, std::size_t used) {
  Node node{begin, end};
  if (!node.is_leaf()) {
    const bool is_last_used = begin + 1 == used;
    const std::size_t counted = begin < used ? std::min(end, used) : end;
    const std::size_t middle = is_last_used ? used : begin + (counted - begin + 1) / 2;
    node.left = build(begin, middle, used);
    node.right = build(middle, end, used);
  }
  nodes_.push_back(node);
  sets_.emplace_back(budget_);
  return nodes_.size() - 1;
}

KeyTree::Words KeyTree::words_of(KeyView key) {
  std::size_t used = words_in(key.size());
  while (used > 0 && word_at(key, used - 1) == 0) {
    --used;
  }
  return {key, used};
}

std::optional<std::uint64_t> KeyTree::word_of(const Node& node, const Words& key) {
  if (node.is_leaf()) {
    return word_at(key.key, node.begin);
  }
  const auto left = number_of(node.left, key);
  const auto right = number_of(node.right, key);
  return left && right ? std::optional(joined(*left, *right)) : std::nullopt;
}

std::optional<std::uint32_t> KeyTree::number_of(std::size_t node, const Words& key) {
  if (nodes_[node].begin >= key.used) {
    return 0;
  }
  const auto word = word_of(nodes_[node], key);
  return word ? sets_[node].number_of(*word) : std::nullopt;
}

std::optional<KeyTree::Root> KeyTree::add(KeyView key) {
  return word_of(nodes_.back(), words_of(key));
}

bool KeyTree::equals(const Node& node, std::uint64_t word, const Words& key) const {
  if (node.begin >= key.used) {
    return word == 0;
  }
  if (node.is_leaf()) {
    return word == word_at(key.key, node.begin);
  }
  return equals(nodes_[node.left], sets_[node.left].word(left_of(word)), key) &&
         equals(nodes_[node.right], sets_[node.right].word(right_of(word)), key);
}

bool KeyTree::holds(Root root, KeyView key) const {
  return equals(nodes_.back(), root, words_of(key));
}

template <class WordAt>
void KeyTree::read_node(const Node& node, std::uint64_t word, std::span<std::byte> key,
                        WordAt&& word_at) const {
  if (word == 0) {
    return;
  }
  if (node.is_leaf()) {
    set_word(key, node.begin, word);
    return;
  }
  read_node(nodes_[node.left], word_at(node.left, left_of(word)), key, word_at);
  read_node(nodes_[node.right], word_at(node.right, right_of(word)), key, word_at);
}

void KeyTree::read(Root root, std::span<std::byte> key) const {
  std::memset(key.data(), 0, key.size());
  read_node(nodes_.back(), root, key,
            [&](std::size_t node, std::uint32_t number) { return sets_[node].word(number); });
}

void KeyTree::save(SaveSink& sink) const {
  for (const WordSet& set : sets_) {
    set.save(sink);
  }
}

void KeyTree::load(SaveSource& source) {
  for (WordSet& set : sets_) {
    set.load(source);
  }
}

KeyTree::View::View(const KeyTree& tree) : tree_(&tree) {
  for (const WordSet& set : tree.sets_) {
    words_.push_back(set.words());
  }
}

void KeyTree::View::read(Root root, std::span<std::byte> key) const {
  std::memset(key.data(), 0, key.size());
  tree_->read_node(tree_->nodes_.back(), root, key, [&](std::size_t node, std::uint32_t number) {
    return number == 0 ? 0 : words_[node].record(number - 1).front();
  });
}

}  // namespace umsim::explore

// KeyTree: keeps keys whose parts recur, each part once.
//
// A key is cut into words of eight bytes, the leaves of a tree. Every node has a set of the words
// that have come to it and gives each a number of 32 bits; the word of an inner node is the two
// numbers of its children. What is left of a key is the word of the root: eight bytes. States of a
// search differ from one another in few places, so the sets below the root grow far more slowly
// than the number of states. A word, or a half of the tree, that is all zeros costs nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sim/explore/memory_budget.h"
#include "sim/explore/state_graph.h"
#include "sim/explore/word_set.h"

namespace umsim::explore {

class KeyTree {
 public:
  using Root = std::uint64_t;

  // The first `used_bytes` of the key are those that nearly all keys need: the tree is balanced
  // over them, and what lies behind is a branch of the last one. Both are at least 1.
  KeyTree(MemoryBudget& budget, std::size_t key_bytes, std::size_t used_bytes);

  // add() keeps the key; nothing when there is no memory for it, and what is there stays readable.
  [[nodiscard]] std::optional<Root> add(KeyView key);

  // Whether the key is the one that add() gave this root for.
  [[nodiscard]] bool holds(Root root, KeyView key) const;

  void read(Root root, std::span<std::byte> key) const;

  // A saved tree can be loaded by one that has been made for the same keys.
  void save(SaveSink& sink) const;
  void load(SaveSource& source);

  // What is there, for other threads to read while keys are added. It must not outlive the tree.
  class View {
   public:
    View() = default;
    explicit View(const KeyTree& tree);
    void read(Root root, std::span<std::byte> key) const;

   private:
    const KeyTree* tree_ = nullptr;
    std::vector<Section<std::uint64_t>> words_;  // of each node
  };

 private:
  struct Node {
    std::size_t begin = 0;  // the words of the key that it stands for
    std::size_t end = 0;
    std::size_t left = 0;  // positions of the children; no meaning in a leaf
    std::size_t right = 0;

    [[nodiscard]] bool is_leaf() const { return end - begin == 1; }
  };

  // A key as words, of which those from `used` on are zero.
  struct Words {
    KeyView key;
    std::size_t used;
  };

  [[nodiscard]] static Words words_of(KeyView key);
  std::size_t build(std::size_t begin, std::size_t end, std::size_t used);
  [[nodiscard]] std::optional<std::uint64_t> word_of(const Node& node, const Words& key);
  [[nodiscard]] std::optional<std::uint32_t> number_of(std::size_t node, const Words& key);
  [[nodiscard]] bool equals(const Node& node, std::uint64_t word, const Words& key) const;
  template <class WordAt>
  void read_node(const Node& node, std::uint64_t word, std::span<std::byte> key,
                 WordAt&& word_at) const;

  MemoryBudget& budget_;
  std::vector<Node> nodes_;    // children before their parents; the last one is the root
  std::vector<WordSet> sets_;  // of each node; that of the root stays empty
};

}  // namespace umsim::explore

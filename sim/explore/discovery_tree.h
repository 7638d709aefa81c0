// DiscoveryTree: from which state each state was first reached, in two bits a state.
//
// A breadth-first search finds the children of state 0, then those of state 1, and so on, and
// numbers states as it finds them. So the tree is one bit string: for each expanded state a 1 for
// every new state, then a 0. It answers only the question for a path from the root, in one pass
// over the bits; it knows no choices and no keys.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/explore/chunked_array.h"
#include "sim/explore/state_store.h"

namespace umsim::explore {

class DiscoveryTree {
 public:
  explicit DiscoveryTree(MemoryBudget& budget) : words_(budget) {}

  // make_room() must come before each of the two below; false when there is no memory.
  [[nodiscard]] bool make_room();
  // add_child() says that the state being expanded has led to a new one.
  void add_child();
  // close() says that the state being expanded is done: the next one is now being expanded.
  void close();

  // path_to() lists the states from 0 to `state`, both included; `state` must be 0 or have been
  // added.
  [[nodiscard]] std::vector<StateIndex> path_to(StateIndex state) const;

  void save(SaveSink& sink) const;
  void load(SaveSource& source);

 private:
  void append(bool bit);
  [[nodiscard]] bool bit(std::uint64_t position) const;

  ChunkedArray<std::uint64_t> words_;
  std::uint64_t bits_ = 0;
  std::uint64_t children_ = 0;  // ones among the bits
};

}  // namespace umsim::explore

// for_each_component(): the strongly connected components of a graph, one after the other, by
// Pearce's form of Tarjan's algorithm (2016), without recursion and with one number a node.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "sim/explore/chunked_array.h"

namespace umsim::explore {

using Node = std::uint32_t;
inline constexpr std::uint64_t kMostNodes = 0xFFFFFFFE;

enum class Walk : std::uint8_t { done, interrupted, no_memory };

// A depth-first search, begun anew for each graph, so that its memory is that of the largest one.
// `Edges` has
//   void successors(Node node, std::vector<Node>& into)  the same ones in every call, never
//                                                        a node that is left out
template <class Edges>
class ComponentSearch {
 public:
  explicit ComponentSearch(MemoryBudget& budget)
      : ranks_(budget), stack_(budget), open_(budget), ahead_(budget) {}

  // begin() must come before everything else. Nodes are 0 to nodes - 1, at most kMostNodes of them;
  // the edges must outlive the search of them. False when there is no memory.
  [[nodiscard]] bool begin(Edges& edges, std::uint64_t nodes) {
    edges_ = &edges;
    for (std::uint64_t node = 0; node < std::min(nodes, ranks_.size()); ++node) {
      ranks_[node] = 0;
    }
    waiting_ = 0;
    depth_ = 0;
    ahead_used_ = 0;
    next_rank_ = 1;
    last_rank_ = kLastRank;
    while (ranks_.size() < nodes) {
      if (!ranks_.append()) {
        return false;
      }
    }
    return true;
  }

  // Whether two nodes of complete components are of the same one.
  [[nodiscard]] bool together(Node one, Node other) const { return ranks_[one] == ranks_[other]; }

  // Gives each component that can be reached from `root` and was not given before to
  // visit(std::vector<Node>&), its nodes in no order; visit says whether to go on.
  template <class Visit>
  [[nodiscard]] Walk from(Node root, Visit&& visit) {
    if (ranks_[root] != 0) {
      return Walk::done;
    }
    if (!enter(root)) {
      return Walk::no_memory;
    }
    while (depth_ != 0) {
      const Step step = go_on();
      if (step == Step::no_memory) {
        return Walk::no_memory;
      }
      if (step == Step::component && !visit(component_)) {
        return Walk::interrupted;
      }
    }
    return Walk::done;
  }

 private:
  enum class Step : std::uint8_t { on_the_way, component, no_memory };

  // A node that was entered and not left yet; what it leads to begins there in `ahead_`.
  struct Frame {
    std::uint64_t first;
    Node node;
    bool is_root;
  };

  // Arrays only grow; `depth_`, `waiting_` and `ahead_used_` say how much of them is in use.
  template <class T>
  static bool push(ChunkedArray<T>& array, std::uint64_t& used, T value) {
    if (used == array.size() && !array.append()) {
      return false;
    }
    array[used++] = value;
    return true;
  }

  [[nodiscard]] bool enter(Node node) {
    ranks_[node] = next_rank_++;
    const Frame frame{ahead_used_, node, true};
    edges_->successors(node, successors_);
    for (const Node successor : successors_) {
      if (!push(ahead_, ahead_used_, successor)) {
        return false;
      }
    }
    return push(open_, depth_, frame);
  }

  [[nodiscard]] Step go_on() {
    Frame& frame = open_[depth_ - 1];
    // The last one is the next. A child that has been left since lets its rank be seen here.
    while (ahead_used_ != frame.first) {
      const Node child = ahead_[ahead_used_ - 1];
      if (ranks_[child] == 0) {
        return enter(child) ? Step::on_the_way : Step::no_memory;
      }
      if (ranks_[child] < ranks_[frame.node]) {
        ranks_[frame.node] = ranks_[child];
        frame.is_root = false;
      }
      --ahead_used_;
    }
    --depth_;
    if (frame.is_root) {
      close(frame.node);
      return Step::component;
    }
    return push(stack_, waiting_, frame.node) ? Step::on_the_way : Step::no_memory;
  }

  void close(Node root) {
    component_.assign(1, root);
    --next_rank_;
    while (waiting_ != 0 && ranks_[root] <= ranks_[stack_[waiting_ - 1]]) {
      component_.push_back(stack_[--waiting_]);
      --next_rank_;
    }
    for (const Node node : component_) {
      ranks_[node] = last_rank_;
    }
    --last_rank_;
  }

  static constexpr std::uint32_t kLastRank = 0xFFFFFFFF;

  Edges* edges_ = nullptr;
  ChunkedArray<std::uint32_t> ranks_;  // 0: not entered
  ChunkedArray<Node> stack_;           // left, and of a component that is not complete
  ChunkedArray<Frame> open_;
  ChunkedArray<Node> ahead_;  // what the open nodes lead to and is still to be looked at
  std::uint64_t waiting_ = 0;
  std::uint64_t depth_ = 0;
  std::uint64_t ahead_used_ = 0;
  std::uint32_t next_rank_ = 1;
  std::uint32_t last_rank_ = kLastRank;  // of complete components: larger than all others
  std::vector<Node> component_;
  std::vector<Node> successors_;
};

}  // namespace umsim::explore

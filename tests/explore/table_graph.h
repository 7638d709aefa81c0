// TableGraph: a graph written down edge by edge, for tests that need a particular shape.
//
// State 0 is the initial one. A key holds the state's number in its first bytes and bytes that
// follow from the number in the rest, so that any width from 1 byte (up to 256 states) can be
// tried.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "sim/explore/state_graph.h"

namespace umsim::explore {

struct TableEdge {
  std::uint32_t target = 0;
  ChoiceCode choice = 0;
  ViolationCode violation = kNoViolation;
  Turn turn = kNoTurn;
};

struct TableState {
  std::vector<TableEdge> edges;
  bool may_end = false;
  GoalMask goals_met = 0;
};

class TableGraph final : public StateGraph {
 public:
  TableGraph(std::vector<TableState> states, unsigned goals, std::size_t key_bytes = 4)
      : states_(std::move(states)), goals_(goals), key_bytes_(key_bytes) {}

  [[nodiscard]] std::size_t key_bytes() const override { return key_bytes_; }
  [[nodiscard]] unsigned goals() const override { return goals_; }
  ViolationCode initial(std::span<std::byte> key) override {
    const std::vector<std::byte> bytes = key_of(0);
    std::copy(bytes.begin(), bytes.end(), key.begin());
    return initial_violation_;
  }
  StateFacts expand(KeyView key, SuccessorSink& sink) override {
    const TableState& state = states_[state_of(key)];
    for (const TableEdge& edge : state.edges) {
      sink.successor(edge.choice, key_of(edge.target), edge.violation, edge.turn);
    }
    return {state.may_end, state.goals_met};
  }
  [[nodiscard]] std::unique_ptr<StateGraph> twin() const override {
    return std::make_unique<TableGraph>(*this);
  }

  [[nodiscard]] std::vector<std::byte> key_of(std::uint32_t state) const {
    std::vector<std::byte> key(key_bytes_);
    for (std::size_t i = 0; i < key.size(); ++i) {
      key[i] = i < 4 ? static_cast<std::byte>(state >> (8 * i))
                     : static_cast<std::byte>((state + 1) * (i + 7));
    }
    return key;
  }
  [[nodiscard]] std::uint32_t state_of(KeyView key) const {
    std::uint32_t state = 0;
    for (std::size_t i = 0; i < key.size() && i < 4; ++i) {
      state |= std::to_integer<std::uint32_t>(key[i]) << (8 * i);
    }
    return state;
  }
  void fault_initial_state(ViolationCode violation) { initial_violation_ = violation; }
  [[nodiscard]] const std::vector<TableState>& states() const { return states_; }

 private:
  std::vector<TableState> states_;
  unsigned goals_;
  std::size_t key_bytes_;
  ViolationCode initial_violation_ = kNoViolation;
};

}  // namespace umsim::explore

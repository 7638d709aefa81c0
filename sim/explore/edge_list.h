// EdgeList: which states each state leads to, and with which turn, kept small and read from the
// last state to the first.
//
// Targets are stored sorted and once each, as differences in a variable number of bytes whose order
// suits reading backwards: about two to four bytes an edge, and no table of positions. Choices are
// not kept, and steps from a state to itself without a turn neither: for the question which states
// can be reached they say nothing.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/explore/chunked_array.h"
#include "sim/explore/state_store.h"

namespace umsim::explore {

struct Target {
  StateIndex state = 0;
  Turn turn = kNoTurn;
  friend auto operator<=>(const Target&, const Target&) = default;
};

class EdgeList {
 public:
  // All turns are smaller than `turns`, which is at least 1.
  explicit EdgeList(MemoryBudget& budget, std::size_t turns = 1) : turns_(turns), bytes_(budget) {}

  // add() stores the targets of the next state: the first call is for state 0. It reorders
  // `targets`. False when there is no memory; then nothing is stored.
  [[nodiscard]] bool add(std::vector<Target>& targets);

  [[nodiscard]] std::uint64_t sources() const { return sources_; }

  // visit_backwards() calls visit(source, targets) for every state from the last to the first;
  // visit returns whether to go on. Targets come in falling order.
  template <class Visit>
  void visit_backwards(Visit&& visit) const {
    std::vector<Target> targets;
    std::uint64_t position = bytes_.size();
    for (std::uint64_t source = sources_; source-- > 0;) {
      read_targets(static_cast<StateIndex>(source), position, targets);
      if (!visit(static_cast<StateIndex>(source), targets)) {
        return;
      }
    }
  }

  void save(SaveSink& sink) const;
  void load(SaveSource& source);

 private:
  // A target as one number.
  [[nodiscard]] std::uint64_t code(Target target) const {
    return target.state * turns_ + target.turn;
  }
  [[nodiscard]] Target target(std::uint64_t code) const {
    return {static_cast<StateIndex>(code / turns_), static_cast<Turn>(code % turns_)};
  }
  [[nodiscard]] bool write(std::uint64_t value);
  [[nodiscard]] bool write(Target source, const std::vector<Target>& targets);
  [[nodiscard]] std::uint64_t read(std::uint64_t& position) const;
  void read_targets(StateIndex source, std::uint64_t& position, std::vector<Target>& targets) const;

  std::uint64_t turns_;
  ChunkedArray<std::uint8_t> bytes_;
  std::uint64_t sources_ = 0;
};

}  // namespace umsim::explore

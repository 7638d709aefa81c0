// EdgeList: which states each state leads to, with which turn and by whom, kept small and read from
// the last state to the first, or of one state.
//
// Targets are stored sorted and once each, as differences in a variable number of bytes whose order
// suits reading backwards: about two to four bytes an edge, and a table with a position for every
// fourth state. Choices are not kept. A step from a state to itself without a turn is not among
// the targets, since for the question which states can be reached it says nothing; that there is
// one, and by whom, is kept.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/machine/key_codec.h"
#include "sim/explore/chunked_array.h"
#include "sim/explore/state_store.h"

namespace umsim::explore {

struct Target {
  StateIndex state = 0;
  Turn turn = kNoTurn;
  Mover mover = 0;
  friend auto operator<=>(const Target&, const Target&) = default;
};

// Where a state leads to.
struct StateEdges {
  std::vector<Target> others;  // in falling order
  std::uint32_t itself = 0;    // bit m: a step of mover m without a turn leads to the state itself
};

class EdgeList {
 public:
  // All turns are smaller than `turns` and all movers than `movers`; both are at least 1.
  explicit EdgeList(MemoryBudget& budget, std::size_t turns = 1, unsigned movers = 1)
      : turn_bits_(bits_for(turns - 1)),
        mover_bits_(bits_for(movers - 1)),
        bytes_(budget),
        positions_(budget) {}

  // add() stores the targets of the next state: the first call is for state 0. It reorders
  // `targets`. False when there is no memory; then nothing is stored.
  [[nodiscard]] bool add(std::vector<Target>& targets);

  [[nodiscard]] std::uint64_t sources() const { return sources_; }

  // edges_of() reads those of one state, which must have been added.
  void edges_of(StateIndex source, StateEdges& edges) const;

  // visit_backwards() calls visit(source, edges) for every state from the last to the first;
  // visit returns whether to go on.
  template <class Visit>
  void visit_backwards(Visit&& visit) const {
    StateEdges edges;
    Reader reader(bytes_, bytes_.size());
    for (std::uint64_t source = sources_; source-- > 0;) {
      read_edges(static_cast<StateIndex>(source), reader, edges);
      if (!visit(static_cast<StateIndex>(source), edges)) {
        return;
      }
    }
  }

  void save(SaveSink& sink) const;
  void load(SaveSource& source);

 private:
  // Numbers, from behind.
  class Reader {
   public:
    Reader(const ChunkedArray<std::uint8_t>& bytes, std::uint64_t position)
        : bytes_(&bytes), position_(position) {}

    [[nodiscard]] std::uint64_t number();

   private:
    [[nodiscard]] std::uint8_t byte() {
      if (left_ == 0) {
        go_to_next_chunk();
      }
      return first_[--left_];
    }
    void go_to_next_chunk();

    const ChunkedArray<std::uint8_t>* bytes_;
    std::uint64_t position_;  // of the bytes before those at hand
    const std::uint8_t* first_ = nullptr;
    std::size_t left_ = 0;
  };

  // A target as one number.
  [[nodiscard]] std::uint64_t code(Target target) const {
    return ((std::uint64_t{target.state} << turn_bits_ | target.turn) << mover_bits_) |
           target.mover;
  }
  [[nodiscard]] Target target(std::uint64_t code) const {
    const std::uint64_t to = code >> mover_bits_;
    return {static_cast<StateIndex>(to >> turn_bits_),
            static_cast<Turn>(to & ((std::uint64_t{1} << turn_bits_) - 1)),
            static_cast<Mover>(code & ((std::uint64_t{1} << mover_bits_) - 1))};
  }
  [[nodiscard]] bool write(std::uint64_t value);
  // The record of a state; false when there is no memory, with a part of it written.
  [[nodiscard]] bool write(Target source, const std::vector<Target>& targets,
                           std::uint32_t to_itself);
  // The reader is behind the record of the source, and then before it.
  void read_edges(StateIndex source, Reader& reader, StateEdges& edges) const;

  unsigned turn_bits_;
  unsigned mover_bits_;
  ChunkedArray<std::uint8_t> bytes_;
  ChunkedArray<std::uint64_t> positions_;  // behind each full group of records
  std::uint64_t sources_ = 0;
};

}  // namespace umsim::explore

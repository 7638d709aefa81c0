// StateGraph: what the search explores, a graph of states that is given by its successor function.
//
// A state is a key of fixed width; two states are the same exactly when their keys are equal bytes.
// The search knows nothing else about them: what a choice or a violation is called, the graph's
// owner knows. The graph must be deterministic: one key always yields the same successors in the
// same order, because the search stores no choices and asks again when it writes down a path.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace umsim::explore {

using ChoiceCode = std::uint64_t;
using ViolationCode = std::uint16_t;
using GoalMask = std::uint64_t;  // bit g stands for progress goal g
using KeyView = std::span<const std::byte>;

inline constexpr ViolationCode kNoViolation = 0;
inline constexpr unsigned kMaxGoals = 64;

// A graph may have one state for several that differ only in what is called what. A step then leads
// to a state in which the goals may have changed places: a turn, of which the graph has a table.
using Turn = std::uint16_t;
inline constexpr Turn kNoTurn = 0;
using GoalOrder = std::array<std::uint8_t, kMaxGoals>;  // what goal g is behind the turn

// Who makes a choice, roughly: see fairness.h.
using Mover = std::uint8_t;

// What a graph passes on the way to a successor, for who wants to know what a search has covered:
// numbers of the graph's own, of which the search keeps the set.
using Mark = std::uint32_t;

// Receives the successors of one state.
class SuccessorSink {
 public:
  virtual ~SuccessorSink() = default;
  // successor() takes the state that `choice` leads to; `key` is copied. With a violation the step
  // itself is faulty: the search reports it and does not go on behind it.
  virtual void successor(ChoiceCode choice, KeyView key, ViolationCode violation, Turn turn) = 0;
  virtual void mark(Mark /*mark*/) {}
};

// What a graph says about a state besides its successors; told by expand(), which has the state at
// hand anyway.
struct StateFacts {
  bool may_end = false;    // without successors this state is a regular end and no deadlock
  GoalMask goals_met = 0;  // the progress goals that are met in this very state
  ViolationCode violation = kNoViolation;  // of the state itself: it has no successors, and may end
};

class Fairness;

class StateGraph {
 public:
  virtual ~StateGraph() = default;
  // key_bytes() is at least 1 and never changes.
  [[nodiscard]] virtual std::size_t key_bytes() const = 0;
  // goals() is the number of progress goals, at most kMaxGoals, and never changes. Progress means:
  // from every reachable state, every goal is met there or in some state that can still be reached.
  [[nodiscard]] virtual unsigned goals() const = 0;
  // turns() has the order of the goals behind each turn; the first one, kNoTurn, changes nothing.
  // Empty when there is no other. It never changes.
  [[nodiscard]] virtual std::span<const GoalOrder> turns() const { return {}; }
  // fairness() says which runs that never end are to be feared; null when the graph does not know.
  [[nodiscard]] virtual Fairness* fairness() { return nullptr; }
  // initial() writes the initial state to `key` (key_bytes() long, zeroed) and returns what is
  // wrong with it.
  virtual ViolationCode initial(std::span<std::byte> key) = 0;
  // expand() gives every successor of the state to `sink`, in an order that depends on the key
  // alone.
  virtual StateFacts expand(KeyView key, SuccessorSink& sink) = 0;
  // twin() makes a graph that is equal to this one and can be used by another thread at the same
  // time; it may refer to what this one refers to.
  [[nodiscard]] virtual std::unique_ptr<StateGraph> twin() const = 0;
};

}  // namespace umsim::explore

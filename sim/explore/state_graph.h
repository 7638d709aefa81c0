// StateGraph: what the search explores, a graph of states that is given by its successor function.
//
// A state is a key of fixed width; two states are the same exactly when their keys are equal bytes.
// The search knows nothing else about them: what a choice or a violation is called, the graph's
// owner knows. The graph must be deterministic: one key always yields the same successors in the
// same order, because the search stores no choices and asks again when it writes down a path.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace umsim::explore {

using ChoiceCode = std::uint32_t;
using ViolationCode = std::uint16_t;
using GoalMask = std::uint64_t;  // bit g stands for progress goal g
using KeyView = std::span<const std::byte>;

inline constexpr ViolationCode kNoViolation = 0;
inline constexpr unsigned kMaxGoals = 64;

// Receives the successors of one state.
class SuccessorSink {
 public:
  virtual ~SuccessorSink() = default;
  // successor() takes the state that `choice` leads to; `key` is copied. With a violation the step
  // itself is faulty: the search reports it and does not go on behind it.
  virtual void successor(ChoiceCode choice, KeyView key, ViolationCode violation) = 0;
};

// What a graph says about a state besides its successors; told by expand(), which has the state at
// hand anyway.
struct StateFacts {
  bool may_end = false;    // without successors this state is a regular end and no deadlock
  GoalMask goals_met = 0;  // the progress goals that are met in this very state
};

class StateGraph {
 public:
  virtual ~StateGraph() = default;
  // key_bytes() is at least 1 and never changes.
  [[nodiscard]] virtual std::size_t key_bytes() const = 0;
  // goals() is the number of progress goals, at most kMaxGoals, and never changes. Progress means:
  // from every reachable state, every goal is met there or in some state that can still be reached.
  [[nodiscard]] virtual unsigned goals() const = 0;
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

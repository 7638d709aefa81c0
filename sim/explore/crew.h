// Crew: the threads that expand the states of one level of the search, and hand over what they
// found in the order of the states.
//
// A level is cut into blocks of consecutive states. Whoever is free takes the next block; blocks
// are given out in order, however they get done, so that the search's result does not depend on the
// number of threads. The thread that owns the crew is one of those that expand. What a crew has in
// work and has done ahead is bounded by a few blocks a thread.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

#include "sim/explore/state_graph.h"
#include "sim/explore/state_store.h"
#include "sim/explore/successor_batch.h"

namespace umsim::explore {

// Consecutive states with their successors.
struct Expansion {
  struct State {
    StateFacts facts;
    std::size_t end = 0;  // of its successors in the batch; they begin where the state before ends
  };

  explicit Expansion(std::size_t key_bytes) : batch(key_bytes), key(key_bytes) {}

  std::uint64_t first = 0;
  std::vector<State> states;
  SuccessorBatch batch;
  std::vector<std::byte> key;  // of the state that is being expanded
  std::exception_ptr error;    // what an expansion has thrown
};

class Crew {
 public:
  // The graph must outlive the crew; threads are started when a level first is large enough.
  Crew(StateGraph& graph, unsigned threads);
  ~Crew() = default;
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  // begin() starts a level; the one before must have come to its end.
  void begin(StoredKeys level);
  // next() is the expansion behind the one before, or null at the end of the level. It is good
  // until the next call. Throws what the graph has thrown for one of its states.
  [[nodiscard]] const Expansion* next();

 private:
  struct Slot {
    Expansion expansion;
    bool done = false;
  };
  using Lock = std::unique_lock<std::mutex>;

  void hire();
  void work(const std::stop_token& stop, StateGraph& graph);
  [[nodiscard]] bool has_work() const;
  void expand_next(Lock& lock, StateGraph& graph);
  void expand(std::uint64_t block, StateGraph& graph, Expansion& into) const;
  [[nodiscard]] Slot& slot(std::uint64_t block) { return slots_[block % slots_.size()]; }

  StateGraph& graph_;
  unsigned threads_;
  std::vector<Slot> slots_;  // block b is in slot b modulo their number
  std::mutex mutex_;         // guards the four numbers below, `done` and the handing over of slots
  std::condition_variable_any work_;  // there may be a block to take
  std::condition_variable done_;      // a block has been done
  StoredKeys level_;
  std::uint64_t blocks_ = 0;  // of the level
  std::uint64_t taken_ = 0;   // by somebody who expands them
  std::uint64_t given_ = 0;   // out by next()
  std::uint64_t freed_ = 0;   // those whose slots can be used again
  std::vector<std::unique_ptr<StateGraph>> twins_;
  std::vector<std::jthread> hired_;  // last, so that they end before what they use
};

}  // namespace umsim::explore

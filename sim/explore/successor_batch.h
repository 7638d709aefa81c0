// SuccessorBatch: the successors of some states, one after the other, with the hashes of their
// keys.
//
// They are collected before they are looked up: by other threads, and so that the memory that the
// lookups need can be asked for ahead of them.
#pragma once

#include <cstdint>
#include <vector>

#include "models/machine/internal_error.h"
#include "sim/explore/mark_set.h"
#include "sim/explore/state_graph.h"
#include "sim/explore/state_store.h"

namespace umsim::explore {

struct Successor {
  ChoiceCode choice = 0;
  ViolationCode violation = kNoViolation;
  Turn turn = kNoTurn;
  std::uint64_t hash = 0;
};

class SuccessorBatch final : public SuccessorSink {
 public:
  explicit SuccessorBatch(std::size_t key_bytes) : key_bytes_(key_bytes) {}

  void successor(ChoiceCode choice, KeyView key, ViolationCode violation, Turn turn) override {
    require(key.size() == key_bytes_, "a successor's key is as wide as its graph says");
    keys_.insert(keys_.end(), key.begin(), key.end());
    successors_.push_back({choice, violation, turn, StateStore::hash(key)});
  }

  void mark(Mark mark) override { marks_.insert(mark); }

  void clear() {
    keys_.clear();
    successors_.clear();
    marks_.clear();
  }

  [[nodiscard]] const MarkSet& marks() const { return marks_; }

  [[nodiscard]] std::size_t size() const { return successors_.size(); }
  [[nodiscard]] const Successor& operator[](std::size_t at) const { return successors_[at]; }
  [[nodiscard]] KeyView key(std::size_t at) const {
    return KeyView(keys_).subspan(at * key_bytes_, key_bytes_);
  }

 private:
  std::size_t key_bytes_;
  std::vector<std::byte> keys_;
  std::vector<Successor> successors_;
  MarkSet marks_;
};

}  // namespace umsim::explore

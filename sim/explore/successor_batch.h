// SuccessorBatch: the successors of one state, collected before they are looked up.
//
// Looking up in a second pass lets the memory that the lookups need arrive while the graph still
// computes: each successor's place in the store is asked for as soon as its key is known.
#pragma once

#include <cstdint>
#include <vector>

#include "models/machine/internal_error.h"
#include "sim/explore/state_graph.h"
#include "sim/explore/state_store.h"

namespace umsim::explore {

struct Successor {
  ChoiceCode choice = 0;
  ViolationCode violation = kNoViolation;
  std::uint64_t hash = 0;
};

class SuccessorBatch final : public SuccessorSink {
 public:
  explicit SuccessorBatch(const StateStore& store) : store_(store) {}

  void successor(ChoiceCode choice, KeyView key, ViolationCode violation) override {
    require(key.size() == store_.key_bytes(), "a successor's key is as wide as its graph says");
    const std::uint64_t hash = StateStore::hash(key);
    store_.prefetch(hash);
    keys_.insert(keys_.end(), key.begin(), key.end());
    successors_.push_back({choice, violation, hash});
  }

  void clear() {
    keys_.clear();
    successors_.clear();
  }

  [[nodiscard]] std::size_t size() const { return successors_.size(); }
  [[nodiscard]] const Successor& operator[](std::size_t at) const { return successors_[at]; }
  [[nodiscard]] KeyView key(std::size_t at) const {
    return KeyView(keys_).subspan(at * store_.key_bytes(), store_.key_bytes());
  }

 private:
  const StateStore& store_;
  std::vector<std::byte> keys_;
  std::vector<Successor> successors_;
};

}  // namespace umsim::explore

// MemoryBudget and Block: memory that is counted before it is taken, and refused instead of thrown.
//
// It counts what grows with the number of states. It does not count the few kilobytes that a search
// needs whatever the graph, nor what the graph itself allocates. With a spill file, arrays that
// only grow are in that, and what is counted is the rest: the hash tables.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>

#include "sim/explore/spill_file.h"

namespace umsim::explore {

class MemoryBudget {
 public:
  // `spill` may be null, and must outlive the budget.
  explicit MemoryBudget(std::uint64_t limit_bytes, SpillFile* spill = nullptr)
      : limit_bytes_(limit_bytes), spill_(spill) {}
  ~MemoryBudget() = default;
  MemoryBudget(const MemoryBudget&) = delete;
  MemoryBudget& operator=(const MemoryBudget&) = delete;

  [[nodiscard]] bool allows(std::uint64_t bytes) const {
    return bytes <= limit_bytes_ - used_bytes_;
  }
  void take(std::uint64_t bytes) {
    used_bytes_ += bytes;
    if (used_bytes_ > peak_bytes_) {
      peak_bytes_ = used_bytes_;
    }
  }
  void give_back(std::uint64_t bytes) { used_bytes_ -= bytes; }

  // What was taken at most counts the time before, too.
  void remember_peak(std::uint64_t bytes) { peak_bytes_ = std::max(peak_bytes_, bytes); }

  // What has been taken and given back since the peak was `bytes` does not count.
  void forget_peak_since(std::uint64_t bytes) { peak_bytes_ = std::max(bytes, used_bytes_); }

  [[nodiscard]] SpillFile* spill() { return spill_; }
  [[nodiscard]] std::uint64_t spilled_bytes() const { return spill_ ? spill_->bytes() : 0; }
  // The disk had no room for what was to be spilled.
  [[nodiscard]] bool is_disk_full() const { return disk_full_; }
  void note_full_disk() { disk_full_ = true; }

  [[nodiscard]] std::uint64_t used_bytes() const { return used_bytes_; }
  [[nodiscard]] std::uint64_t peak_bytes() const { return peak_bytes_; }

 private:
  std::uint64_t limit_bytes_;
  SpillFile* spill_;
  bool disk_full_ = false;
  std::uint64_t used_bytes_ = 0;  // never above limit_bytes_
  std::uint64_t peak_bytes_ = 0;
};

struct ReleaseBlock {
  MemoryBudget* budget = nullptr;  // null: the block is part of a spill file, which releases it
  std::uint64_t bytes = 0;

  void operator()(void* memory) const {
    if (budget == nullptr) {
      return;
    }
    std::free(memory);  // NOLINT(cppcoreguidelines-no-malloc): this is the RAII of allocate_block()
    budget->give_back(bytes);
  }
};

// A block of zeroed bytes, aligned for every fundamental type; returns its bytes to the budget,
// which must outlive it.
using Block = std::unique_ptr<void, ReleaseBlock>;

// allocate_block() returns an empty Block when the budget or the operating system refuses.
[[nodiscard]] inline Block allocate_block(MemoryBudget& budget, std::uint64_t bytes) {
  if (!budget.allows(bytes)) {
    return {};
  }
  // NOLINTNEXTLINE(cppcoreguidelines-no-malloc): zero pages that cost nothing until they are used
  void* memory = std::calloc(bytes, 1);
  if (memory == nullptr) {
    return {};
  }
  budget.take(bytes);
  return Block(memory, ReleaseBlock{&budget, bytes});
}

// allocate_chunk() is allocate_block() for a part of an array that only grows: in the spill file if
// there is one.
[[nodiscard]] inline Block allocate_chunk(MemoryBudget& budget, std::uint64_t bytes) {
  if (budget.spill() == nullptr) {
    return allocate_block(budget, bytes);
  }
  void* memory = budget.spill()->allocate(bytes);
  if (memory == nullptr) {
    budget.note_full_disk();
  }
  return Block(memory, ReleaseBlock{});
}

}  // namespace umsim::explore

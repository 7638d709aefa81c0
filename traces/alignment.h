// Alignment: what two traces have in common, and what only one of them has.
//
// Who compares two interleavings of the same threads wants to know whether a thread does something
// else, or whether all do the same in another order. So the history of each thread is aligned by
// itself (traces/thread_alignment.h); events that no CPU causes (arrivals, timers) are one history
// more. What then belongs together is brought into one sequence of rows that has the events of both
// traces in their order: as many pairs as possible in common rows, the others once at either place.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "traces/comparison.h"
#include "traces/jsonl_reader.h"
#include "traces/vocabulary/event.h"

namespace umsim {

inline constexpr std::uint32_t kNoEvent = 0xFFFF'FFFF;

enum class Alike : std::uint8_t {
  same,        // in both
  shifted,     // in both, but for its time, its CPU or its cause
  changed,     // in both, but by another step, about something else or with another value
  moved_left,  // in both, in another order than the rest; here is the place in the first trace
  moved_right,
  only_left,  // only in the first trace
  only_right,
  count_
};

// Positions in the traces; one of them is kNoEvent in a row that only one trace has.
struct AlignedRow {
  std::uint32_t left = kNoEvent;
  std::uint32_t right = kNoEvent;
  Alike how = Alike::same;
  friend bool operator==(const AlignedRow&, const AlignedRow&) = default;
};

// What became of the history of one thread.
struct ThreadComparison {
  std::string name;  // "outside" for what no CPU causes
  std::uint32_t left_events = 0;
  std::uint32_t right_events = 0;
  std::uint32_t same = 0;  // whenever and wherever it happens
  std::uint32_t changed = 0;
  std::uint32_t moved = 0;  // the same, in another order than its others
  // Its first events that are not the same, after `before` that are; kNoEvent where there is none.
  std::uint32_t before = 0;
  std::uint32_t first_left = kNoEvent;
  std::uint32_t first_right = kNoEvent;
  bool shortest = true;  // false: too different to say that no more belongs together

  [[nodiscard]] std::uint32_t only_left() const { return left_events - same - changed - moved; }
  [[nodiscard]] std::uint32_t only_right() const { return right_events - same - changed - moved; }
  [[nodiscard]] bool parts() const { return first_left != kNoEvent || first_right != kNoEvent; }
};

// The first event that comes in another order, and what it has changed places with.
struct Reordered {
  std::uint32_t left;
  std::uint32_t right;
  std::uint32_t beside;  // in the second trace: what it comes behind, or before
  bool later;            // than in the first trace
};

class Alignment {
 public:
  // Without `times` it does not matter when something happens. Both traces must outlive this, and
  // have fewer than 2^30 events. `left_out` says how many each history has of those that were not
  // kept, which are the same in both (traces/trace_pair.h).
  Alignment(const Trace& left, const Trace& right, bool times = true,
            std::span<const std::uint32_t> left_out = {});

  // How many events are the same from the beginning on, to the last number (ids and causes too).
  [[nodiscard]] std::uint32_t same_from_beginning() const { return prefix_; }
  [[nodiscard]] bool differ() const { return prefix_ < left_->size() || prefix_ < right_->size(); }

  // Without those of the events that were left out, which are the same.
  [[nodiscard]] std::span<const AlignedRow> rows() const { return rows_; }
  // The threads that have events, in the order of the headers; outside comes last.
  [[nodiscard]] std::span<const ThreadComparison> threads() const { return threads_; }
  // How many rows are so, with those. An event that has moved has two.
  [[nodiscard]] std::uint32_t count(Alike how) const {
    return counts_[static_cast<std::size_t>(how)];
  }
  [[nodiscard]] std::optional<Reordered> reordered() const { return reordered_; }
  // Position in the second trace of what belongs to that event of the first, or kNoEvent.
  [[nodiscard]] std::uint32_t partner(std::uint32_t left) const {
    return left < left_->left_out ? left : partners_[left - left_->left_out];
  }

  [[nodiscard]] const Trace& left() const { return *left_; }
  [[nodiscard]] const Trace& right() const { return *right_; }

 private:
  struct Pairing;

  void take_prefix(std::span<const Event> second);
  void align(std::span<const Event> second, std::span<const std::uint32_t> left_out,
             Pairing& pairing);
  void write_rows(const Pairing& pairing);
  void add_row(AlignedRow row);
  void find_reordered(const Pairing& pairing);
  [[nodiscard]] bool same_place(std::uint32_t left, std::uint32_t right) const;

  const Trace* left_;
  const Trace* right_;
  Comparison comparison_;
  std::uint32_t prefix_ = 0;
  std::vector<std::uint32_t> partners_;
  std::vector<AlignedRow> rows_;
  std::vector<ThreadComparison> threads_;
  std::array<std::uint32_t, static_cast<std::size_t>(Alike::count_)> counts_{};
  std::optional<Reordered> reordered_;
};

}  // namespace umsim

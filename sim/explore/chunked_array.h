// ChunkedArray: an array of records that only grows, in chunks that never move.
//
// A record is `width` consecutive values of type T. Pointers to records stay valid while the array
// grows, and growing needs no second copy of what is there. It does not free single records.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <new>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "sim/explore/memory_budget.h"
#include "sim/explore/saving.h"

namespace umsim::explore {

inline constexpr std::size_t kChunkBytes = std::size_t{1} << 18;

// Section: some records of a ChunkedArray, in a form that other threads can read while the array
// grows. It must not outlive the array.
template <class T>
class Section {
 public:
  Section() = default;
  Section(std::uint64_t begin, std::uint64_t end, std::size_t width, unsigned shift,
          std::vector<const T*> chunks)
      : begin_(begin), end_(end), width_(width), shift_(shift), chunks_(std::move(chunks)) {}

  [[nodiscard]] std::uint64_t begin() const { return begin_; }
  [[nodiscard]] std::uint64_t end() const { return end_; }
  // `index` is one of [begin, end), numbered as in the array.
  [[nodiscard]] std::span<const T> record(std::uint64_t index) const {
    const T* chunk = chunks_[(index >> shift_) - (begin_ >> shift_)];
    const std::uint64_t position = index & ((std::uint64_t{1} << shift_) - 1);
    return {chunk + position * width_, width_};
  }

 private:
  std::uint64_t begin_ = 0;
  std::uint64_t end_ = 0;
  std::size_t width_ = 0;
  unsigned shift_ = 0;
  std::vector<const T*> chunks_;
};

template <class T>
class ChunkedArray {
  static_assert(std::is_trivial_v<T>, "records begin their life as zeroed bytes");

 public:
  explicit ChunkedArray(MemoryBudget& budget, std::size_t width = 1)
      : budget_(budget), width_(width), shift_(fitting_shift(width * sizeof(T))) {}

  [[nodiscard]] std::uint64_t size() const { return size_; }

  // append() adds a zeroed record; false when there is no memory for it, and then nothing has
  // changed.
  [[nodiscard]] bool append() {
    const std::uint64_t capacity = std::uint64_t{chunks_.size()} << shift_;
    if (size_ == capacity && !add_chunk()) {
      return false;
    }
    ++size_;
    return true;
  }
  [[nodiscard]] bool append(T value) {
    if (!append()) {
      return false;
    }
    (*this)[size_ - 1] = value;
    return true;
  }

  // cut() takes back the records from `size` on, which must not be more than there are; their
  // memory stays for those that come next.
  void cut(std::uint64_t size) {
    for (; size_ > size; --size_) {
      std::ranges::fill(record(size_ - 1), T{});
    }
  }

  void save(SaveSink& sink) const {
    put_value(sink, size_);
    for (std::size_t i = 0; i < chunks_.size(); ++i) {
      sink.put(std::as_bytes(std::span<const T>(first_of(i), values_of(i))));
    }
  }
  // Throws std::bad_alloc when there is no memory for the records.
  void load(SaveSource& source) {
    size_ = get_count(source, width_ * sizeof(T));
    while (std::uint64_t{chunks_.size()} << shift_ < size_) {
      if (!add_chunk()) {
        throw std::bad_alloc();
      }
      const std::size_t last = chunks_.size() - 1;
      source.get(std::as_writable_bytes(std::span<T>(first_of(last), values_of(last))));
    }
  }

  [[nodiscard]] std::span<T> record(std::uint64_t index) { return {start(index), width_}; }
  [[nodiscard]] std::span<const T> record(std::uint64_t index) const {
    return {start(index), width_};
  }
  // The records [begin, end), all of which must be there.
  [[nodiscard]] Section<T> section(std::uint64_t begin, std::uint64_t end) const {
    std::vector<const T*> chunks;
    for (std::uint64_t chunk = begin >> shift_; chunk << shift_ < end; ++chunk) {
      chunks.push_back(static_cast<const T*>(chunks_[chunk].get()));
    }
    return {begin, end, width_, shift_, std::move(chunks)};
  }
  // The values that lie side by side before the record with this index, as many as its chunk has:
  // at least one record unless the index is 0.
  [[nodiscard]] std::span<const T> before(std::uint64_t index) const {
    if (index == 0) {
      return {};
    }
    const std::uint64_t chunk = (index - 1) >> shift_;
    return {static_cast<const T*>(chunks_[chunk].get()), (index - (chunk << shift_)) * width_};
  }
  // The first value of a record: its only one when the width is 1.
  [[nodiscard]] T& operator[](std::uint64_t index) { return *start(index); }
  [[nodiscard]] const T& operator[](std::uint64_t index) const { return *start(index); }

 private:
  // Log2 of the records in a chunk: a power of two, so that finding a record needs no division.
  static unsigned fitting_shift(std::size_t record_bytes) {
    unsigned shift = 0;
    while ((record_bytes << (shift + 1)) <= kChunkBytes) {
      ++shift;
    }
    return shift;
  }

  bool add_chunk() {
    Block chunk = allocate_chunk(budget_, (width_ * sizeof(T)) << shift_);
    if (!chunk) {
      return false;
    }
    chunks_.push_back(std::move(chunk));
    return true;
  }

  // The values of a chunk that are in use.
  [[nodiscard]] T* first_of(std::size_t chunk) const {
    return static_cast<T*>(chunks_[chunk].get());
  }
  [[nodiscard]] std::size_t values_of(std::size_t chunk) const {
    const std::uint64_t begin = std::uint64_t{chunk} << shift_;
    const std::uint64_t records = size_ <= begin ? 0 : size_ - begin;
    return std::min(records, std::uint64_t{1} << shift_) * width_;
  }

  [[nodiscard]] T* start(std::uint64_t index) const {
    T* chunk = static_cast<T*>(chunks_[index >> shift_].get());
    const std::uint64_t position = index & ((std::uint64_t{1} << shift_) - 1);
    return chunk + position * width_;
  }

  MemoryBudget& budget_;
  std::size_t width_;
  unsigned shift_;
  std::uint64_t size_ = 0;
  std::vector<Block> chunks_;
};

}  // namespace umsim::explore

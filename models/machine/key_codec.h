// Bit codecs for keys: one description of the fields serves to pack, to unpack and to measure.
//
// A description calls `number` for each field in a fixed order and asks `live` before fields that
// matter only sometimes; a field has at most 63 bits. Packing writes, unpacking reads, measuring
// takes every branch and counts the bits of the longest key. Which fields there are is in
// key_description.h, when they are live in key_liveness.h.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "models/machine/internal_error.h"

namespace umsim {

// Bits that hold the numbers 0 to `most`.
[[nodiscard]] constexpr unsigned bits_for(std::size_t most) {
  return static_cast<unsigned>(std::bit_width(most));
}

class PackCodec {
 public:
  explicit PackCodec(std::span<std::byte> key) : key_(key) {}

  static constexpr bool kUnpacks = false;
  [[nodiscard]] static bool live(bool condition) { return condition; }
  [[nodiscard]] static std::size_t live(std::size_t count, std::size_t most) {
    return std::min(count, most);
  }

  template <class T>
  void number(const T& field, unsigned bits) {
    const auto value = static_cast<std::uint64_t>(field);
    too_large_ |= value >> bits;
    word_ |= value << used_;
    used_ += bits;
    if (used_ >= kWordBits) {
      store(sizeof word_);
      used_ -= kWordBits;
      word_ = used_ == 0 ? 0 : value >> (bits - used_);
    }
  }

  // Notes that a field has a value for which the key has no word, unless `fits`.
  void check(bool fits) { too_large_ |= fits ? 0U : 1U; }

  // Must come last: writes what is left, clears the rest of the key, and refuses a state with a
  // field that did not fit.
  void finish() {
    store((used_ + 7) / 8);
    std::memset(key_.data() + at_, 0, key_.size() - at_);
    require(too_large_ == 0, "a field does not fit its place in the key");
  }

 private:
  static constexpr unsigned kWordBits = 64;

  void store(std::size_t bytes) {
    require(at_ + bytes <= key_.size(), "a key is longer than any should be");
    const std::uint64_t word = word_;  // none of the fields has an address: they can be registers
    std::memcpy(key_.data() + at_, &word, bytes);
    at_ += bytes;
  }

  // The two words that every field changes do not lie side by side: a compiler that changes both
  // with one instruction waits for what it has stored a moment before.
  std::span<std::byte> key_;
  std::uint64_t word_ = 0;
  std::size_t at_ = 0;
  std::uint64_t too_large_ = 0;
  unsigned used_ = 0;
};

class UnpackCodec {
 public:
  explicit UnpackCodec(std::span<const std::byte> key) : key_(key) {}

  static constexpr bool kUnpacks = true;
  [[nodiscard]] static bool live(bool condition) { return condition; }
  [[nodiscard]] static std::size_t live(std::size_t count, std::size_t most) {
    return std::min(count, most);
  }

  template <class T>
  void number(T& field, unsigned bits) {
    std::uint64_t value = word_;
    if (bits > left_) {
      const unsigned had = left_;
      load();
      value |= word_ << had;
      word_ >>= bits - had;
      left_ -= bits - had;
    } else {
      word_ >>= bits;
      left_ -= bits;
    }
    field = static_cast<T>(value & ((std::uint64_t{1} << bits) - 1));
  }

 private:
  void load() {
    const std::size_t bytes = std::min(sizeof word_, key_.size() - at_);
    std::uint64_t word = 0;
    std::memcpy(&word, key_.data() + at_, bytes);
    word_ = word;
    at_ += bytes;
    left_ = 64;
  }

  std::span<const std::byte> key_;
  std::size_t at_ = 0;
  std::uint64_t word_ = 0;
  unsigned left_ = 0;
};

class MeasureCodec {
 public:
  static constexpr bool kUnpacks = false;
  [[nodiscard]] static bool live(bool) { return true; }
  [[nodiscard]] static std::size_t live(std::size_t, std::size_t most) { return most; }

  template <class T>
  void number(const T&, unsigned bits) {
    bits_ += bits;
  }
  void check(bool) {}
  [[nodiscard]] std::size_t bytes() const { return (bits_ + 7) / 8; }

 private:
  std::size_t bits_ = 0;
};

}  // namespace umsim

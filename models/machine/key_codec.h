// Bit codecs for keys: one description of the fields serves to pack, to unpack and to measure.
//
// A description calls `number` and `id` for each field in a fixed order and asks `live` before fields that matter only
// sometimes. Packing writes, unpacking reads, measuring takes every branch and counts the bits of the longest key.
#pragma once

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
  explicit PackCodec(std::span<std::byte> key) : key_(key) {
    std::memset(key.data(), 0, key.size());
  }

  static constexpr bool kUnpacks = false;
  [[nodiscard]] static bool live(bool condition) { return condition; }

  template <class T>
  void number(const T& field, unsigned bits) {
    put(static_cast<std::uint64_t>(field), bits);
  }

 private:
  void put(std::uint64_t value, unsigned bits) {
    require(bits < 64 && value >> bits == 0, "a field does not fit its place in the key");
    while (bits > 0) {
      const auto shift = static_cast<unsigned>(at_ % 8);
      key_[at_ / 8] |= static_cast<std::byte>(value << shift & 0xFFU);
      const unsigned taken = bits < 8 - shift ? bits : 8 - shift;
      value >>= taken;
      bits -= taken;
      at_ += taken;
    }
  }

  std::span<std::byte> key_;
  std::size_t at_ = 0;
};

class UnpackCodec {
 public:
  explicit UnpackCodec(std::span<const std::byte> key) : key_(key) {}

  static constexpr bool kUnpacks = true;
  [[nodiscard]] static bool live(bool condition) { return condition; }

  template <class T>
  void number(T& field, unsigned bits) {
    field = static_cast<T>(get(bits));
  }

 private:
  std::uint64_t get(unsigned bits) {
    std::uint64_t value = 0;
    for (unsigned done = 0; done < bits;) {
      const auto shift = static_cast<unsigned>(at_ % 8);
      const unsigned taken = bits - done < 8 - shift ? bits - done : 8 - shift;
      const std::uint64_t piece = std::to_integer<std::uint64_t>(key_[at_ / 8]) >> shift;
      value |= (piece & ((1U << taken) - 1U)) << done;
      done += taken;
      at_ += taken;
    }
    return value;
  }

  std::span<const std::byte> key_;
  std::size_t at_ = 0;
};

class MeasureCodec {
 public:
  static constexpr bool kUnpacks = false;
  [[nodiscard]] static bool live(bool) { return true; }

  template <class T>
  void number(const T&, unsigned bits) {
    bits_ += bits;
  }
  [[nodiscard]] std::size_t bytes() const { return (bits_ + 7) / 8; }

 private:
  std::size_t bits_ = 0;
};

}  // namespace umsim

// Saving: what a search keeps, as bytes that somebody else puts by and gives back.
//
// Each part of a search writes itself with save() and is filled again by load(), which must be the
// first thing that happens to it. Numbers are written as this machine has them: a saved search is
// for the program and the kind of machine that wrote it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <type_traits>
#include <vector>

namespace umsim::explore {

// A saved search is short, or is one of another graph; the message says which, without a subject:
// "it is of a model that steps differently".
class SaveError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class SaveSink {
 public:
  virtual ~SaveSink() = default;
  virtual void put(std::span<const std::byte> bytes) = 0;
};

class SaveSource {
 public:
  virtual ~SaveSource() = default;
  // get() fills `bytes`. Throws SaveError when there are not so many left.
  virtual void get(std::span<std::byte> bytes) = 0;
  // How many bytes are left: what is said to follow cannot be more.
  [[nodiscard]] virtual std::uint64_t left() const = 0;
};

template <class T>
concept Saveable = std::is_arithmetic_v<T> || std::is_enum_v<T> || std::is_same_v<T, std::byte>;

template <Saveable T>
void put_values(SaveSink& sink, std::span<const T> values) {
  sink.put(std::as_bytes(values));
}

template <Saveable T>
void put_value(SaveSink& sink, T value) {
  put_values(sink, std::span<const T>(&value, 1));
}

template <Saveable T>
[[nodiscard]] T get_value(SaveSource& source) {
  T value{};
  source.get(std::as_writable_bytes(std::span<T>(&value, 1)));
  return value;
}

// A number of values of `bytes` each that are still to come.
[[nodiscard]] inline std::uint64_t get_count(SaveSource& source, std::size_t bytes) {
  const auto count = get_value<std::uint64_t>(source);
  if (count > source.left() / bytes) {
    throw SaveError("it ends too soon");
  }
  return count;
}

template <Saveable T>
void put_list(SaveSink& sink, const std::vector<T>& values) {
  put_value(sink, std::uint64_t{values.size()});
  put_values(sink, std::span<const T>(values));
}

template <Saveable T>
[[nodiscard]] std::vector<T> get_list(SaveSource& source) {
  std::vector<T> values(get_count(source, sizeof(T)));
  source.get(std::as_writable_bytes(std::span<T>(values)));
  return values;
}

}  // namespace umsim::explore

// A place in memory for searches that stop, as a file is one for those of umsim check.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/explore/search_sequence.h"

namespace umsim::explore::test {

class BytesSink final : public SaveSink {
 public:
  explicit BytesSink(std::vector<std::byte>& bytes) : bytes_(bytes) {}
  void put(std::span<const std::byte> more) override {
    bytes_.insert(bytes_.end(), more.begin(), more.end());
  }

 private:
  std::vector<std::byte>& bytes_;
};

class BytesSource final : public SaveSource {
 public:
  explicit BytesSource(std::span<const std::byte> bytes) : bytes_(bytes) {}
  void get(std::span<std::byte> into) override {
    if (into.size() > bytes_.size()) {
      throw SaveError("it ends too soon");
    }
    std::copy_n(bytes_.begin(), into.size(), into.begin());
    bytes_ = bytes_.subspan(into.size());
  }
  [[nodiscard]] std::uint64_t left() const override { return bytes_.size(); }

 private:
  std::span<const std::byte> bytes_;
};

class MemoryKeeper final : public SearchKeeper {
 public:
  bool due = false;
  std::uint64_t times = 0;
  std::vector<std::byte> bytes;

  [[nodiscard]] bool is_due() override { return due; }
  void keep(const SearchStatus& /*status*/, const Write& write) override {
    ++times;
    bytes.clear();
    BytesSink sink(bytes);
    write(sink);
  }
};

}  // namespace umsim::explore::test

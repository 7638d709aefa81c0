// SpillFile: memory that is a file of its own, for what a search keeps beside its tables.
//
// The operating system keeps in memory as much of it as there is room for, and writes out what has
// not been looked at for long. The file has no name: it goes away with the object, or with the
// program however that ends.
#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace umsim::explore {

// The folder is none, or nothing can be written there; the message says which and where.
class SpillError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class SpillFile {
 public:
  // Throws SpillError.
  explicit SpillFile(const std::string& folder);
  ~SpillFile();
  SpillFile(const SpillFile&) = delete;
  SpillFile& operator=(const SpillFile&) = delete;

  // allocate() gives `bytes` zeroed bytes, at most kSlabBytes, that stay until the end; null when
  // the disk has no room for them. The room is taken at once, so that writing to them cannot fail.
  [[nodiscard]] void* allocate(std::size_t bytes);

  [[nodiscard]] std::uint64_t bytes() const { return given_bytes_; }

  // The file grows by so much at a time.
  static constexpr std::size_t kSlabBytes = std::size_t{1} << 24;

 private:
  [[nodiscard]] bool add_slab();

  int file_;
  std::vector<std::byte*> slabs_;
  std::size_t used_ = kSlabBytes;  // of the last slab
  std::uint64_t given_bytes_ = 0;
};

}  // namespace umsim::explore

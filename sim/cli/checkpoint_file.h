// Checkpoint files: a search that has stopped, with what it is a search of, and a checksum.
//
//   "umsim checkpoint", the format's version, the length of the header, the header (JSON), what the
//   search keeps (sim/explore/saving.h), and the XXH3 hash of all that as the last eight bytes
//
// Numbers are written as this machine has them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/cli/results.h"
#include "sim/explore/saving.h"
#include "traces/output_file.h"

namespace umsim {

inline constexpr std::uint32_t kCheckpointVersion = 4;

// A hash of any length of bytes, as 16 hexadecimal digits.
[[nodiscard]] std::string hash_text(std::string_view bytes);

// The hash of bytes that come one after the other.
class RunningHash {
 public:
  RunningHash();
  ~RunningHash();
  RunningHash(const RunningHash&) = delete;
  RunningHash& operator=(const RunningHash&) = delete;

  void add(std::span<const std::byte> bytes);
  [[nodiscard]] std::uint64_t value() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Writes a file that appears whole under its name or not at all. Throws OutputError.
class CheckpointWriter final : public explore::SaveSink {
 public:
  CheckpointWriter(const std::string& path, const Json& header);
  void put(std::span<const std::byte> bytes) override;
  // finish() must be called when everything has been put.
  void finish();

 private:
  void flush();

  OutputFile file_;
  RunningHash hash_;
  std::vector<std::byte> block_;
};

// Reads a file of which it has seen before that it is whole.
class CheckpointReader final : public explore::SaveSource {
 public:
  // Throws SaveError when the file is none, or is damaged.
  explicit CheckpointReader(const std::string& path);

  [[nodiscard]] const Json& header() const { return header_; }
  void get(std::span<std::byte> bytes) override;
  [[nodiscard]] std::uint64_t left() const override { return left_; }

 private:
  void check_hash();
  void read_header();

  std::ifstream file_;
  std::uint64_t left_ = 0;  // bytes before the hash that have not been read
  Json header_;
};

}  // namespace umsim

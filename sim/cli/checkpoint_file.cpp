#include "sim/cli/checkpoint_file.h"

#define XXH_INLINE_ALL
#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>
#include <xxhash.h>

namespace umsim {
namespace {

using explore::SaveError;

constexpr std::string_view kMark = "umsim checkpoint";
constexpr std::size_t kBlock = std::size_t{1} << 20;
constexpr std::uint64_t kMostHeader = std::uint64_t{1} << 24;

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

}  // namespace

std::string hash_text(std::string_view bytes) {
  return fmt::format("{:016x}", XXH3_64bits(bytes.data(), bytes.size()));
}

struct RunningHash::State {
  XXH3_state_t hash;
};

RunningHash::RunningHash() : state_(std::make_unique<State>()) { XXH3_64bits_reset(&state_->hash); }

RunningHash::~RunningHash() = default;

void RunningHash::add(std::span<const std::byte> bytes) {
  XXH3_64bits_update(&state_->hash, bytes.data(), bytes.size());
}

std::uint64_t RunningHash::value() const { return XXH3_64bits_digest(&state_->hash); }

CheckpointWriter::CheckpointWriter(const std::string& path, const Json& header)
    : file_(path, Unfinished::goes) {
  block_.reserve(kBlock);
  const std::string text = header.dump();
  put(bytes_of(kMark));
  explore::put_value(*this, kCheckpointVersion);
  explore::put_value(*this, std::uint64_t{text.size()});
  put(bytes_of(text));
}

void CheckpointWriter::put(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const std::size_t some = std::min(bytes.size(), kBlock - block_.size());
    block_.insert(block_.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(some));
    bytes = bytes.subspan(some);
    if (block_.size() == kBlock) {
      flush();
    }
  }
}

void CheckpointWriter::flush() {
  hash_.add(block_);
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): a file's bytes are characters
  file_.write({reinterpret_cast<const char*>(block_.data()), block_.size()});
  block_.clear();
}

void CheckpointWriter::finish() {
  flush();
  explore::put_value(*this, hash_.value());
  flush();
  file_.finish();
}

CheckpointReader::CheckpointReader(const std::string& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    throw SaveError("it is a folder");
  }
  file_.open(path, std::ios::binary);
  if (!file_) {
    throw SaveError(std::generic_category().message(errno));
  }
  left_ = std::filesystem::file_size(path, error);
  if (error) {
    throw SaveError("it is no file");
  }
  read_header();
}

void CheckpointReader::get(std::span<std::byte> bytes) {
  if (bytes.size() > left_) {
    throw SaveError("it ends too soon");
  }
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): a file's bytes are characters
  file_.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  if (!file_) {
    throw SaveError("it ends too soon");
  }
  left_ -= bytes.size();
}

void CheckpointReader::check_hash() {
  const std::ifstream::pos_type begin = file_.tellg();
  const std::uint64_t all = left_;
  file_.seekg(0);
  left_ = static_cast<std::uint64_t>(begin) + all;
  RunningHash hash;
  std::vector<std::byte> block(kBlock);
  while (left_ > sizeof(std::uint64_t)) {
    const auto some = std::span(block).first(
        std::min<std::uint64_t>(left_ - sizeof(std::uint64_t), block.size()));
    get(some);
    hash.add(some);
  }
  if (explore::get_value<std::uint64_t>(*this) != hash.value()) {
    throw SaveError("it is damaged");
  }
  file_.seekg(begin);
  left_ = all - sizeof(std::uint64_t);
}

void CheckpointReader::read_header() {
  std::array<char, kMark.size()> mark{};
  const std::uint64_t least = kMark.size() + sizeof(kCheckpointVersion) + 2 * sizeof(std::uint64_t);
  if (left_ >= least) {
    get(std::as_writable_bytes(std::span(mark)));
  }
  if (std::string_view(mark.data(), mark.size()) != kMark) {
    throw SaveError("it is no checkpoint of umsim check");
  }
  const auto version = explore::get_value<std::uint32_t>(*this);
  if (version != kCheckpointVersion) {
    throw SaveError(
        fmt::format("its format is {}, and this umsim reads {}", version, kCheckpointVersion));
  }
  check_hash();
  std::string text(std::min(explore::get_count(*this, 1), kMostHeader), ' ');
  get(std::as_writable_bytes(std::span(text)));
  header_ = Json::parse(text, nullptr, false);
  if (!header_.is_object()) {
    throw SaveError("it is damaged");
  }
}

}  // namespace umsim

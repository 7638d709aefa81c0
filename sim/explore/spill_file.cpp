#include "sim/explore/spill_file.h"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "models/machine/internal_error.h"

namespace umsim::explore {
namespace {

// A file without a name; where the file system has none, one that loses its name at once.
int file_in(const std::string& folder) {
  const int file = open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (file >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL)) {
    return file;
  }
  std::string name = folder + "/umsim-spill-XXXXXX";
  const int named = mkostemp(name.data(), O_CLOEXEC);
  if (named >= 0) {
    unlink(name.c_str());
  }
  return named;
}

constexpr std::size_t kAlignment = alignof(std::max_align_t);

}  // namespace

SpillFile::SpillFile(const std::string& folder) : file_(file_in(folder)) {
  if (file_ < 0) {
    throw SpillError("cannot write to " + folder + ": " + std::generic_category().message(errno));
  }
}

SpillFile::~SpillFile() {
  for (std::byte* slab : slabs_) {
    munmap(slab, kSlabBytes);
  }
  close(file_);
}

void* SpillFile::allocate(std::size_t bytes) {
  require(bytes <= kSlabBytes, "no chunk is larger than a slab of the spill file");
  const std::size_t aligned = (bytes + kAlignment - 1) / kAlignment * kAlignment;
  if (aligned > kSlabBytes - used_ && !add_slab()) {
    return nullptr;
  }
  std::byte* memory = slabs_.back() + used_;
  used_ += aligned;
  given_bytes_ += aligned;
  return memory;
}

bool SpillFile::add_slab() {
  const auto begin = static_cast<off_t>(slabs_.size() * kSlabBytes);
  slabs_.reserve(slabs_.size() + 1);
  if (posix_fallocate(file_, begin, static_cast<off_t>(kSlabBytes)) != 0) {
    return false;
  }
  void* slab = mmap(nullptr, kSlabBytes, PROT_READ | PROT_WRITE, MAP_SHARED, file_, begin);
  if (slab == MAP_FAILED) {  // NOLINT(performance-no-int-to-ptr): the macro's way to say so
    return false;
  }
  slabs_.push_back(static_cast<std::byte*>(slab));
  used_ = 0;
  return true;
}

}  // namespace umsim::explore

#include "traces/output_file.h"

#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace umsim {
namespace {

bool is_special(const std::string& path) {
  struct stat facts {};
  return stat(path.c_str(), &facts) == 0 && !S_ISREG(facts.st_mode);
}

}  // namespace

OutputFile::OutputFile(std::string path, Unfinished unfinished)
    : path_(std::move(path)), written_path_(path_), unfinished_(unfinished) {
  int flags = O_WRONLY | O_CLOEXEC;
  if (!is_special(path_)) {
    written_path_ += ".partial";
    flags |= O_CREAT | O_TRUNC;
  }
  file_ = open(written_path_.c_str(), flags, 0666);
  if (file_ < 0) {
    error_ = errno;
    throw OutputError(problem());
  }
  made_ = true;
}

OutputFile::~OutputFile() {
  if (file_ >= 0) {
    close(file_);
    if (is_partial() && unfinished_ == Unfinished::goes) {
      unlink(written_path_.c_str());
    }
  }
}

bool OutputFile::try_write(std::string_view lines) noexcept {
  std::string_view rest = lines;
  while (error_ == 0 && !rest.empty()) {
    const ssize_t written = ::write(file_, rest.data(), rest.size());
    if (written >= 0) {
      rest.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      return fail();
    }
  }
  bytes_ += error_ == 0 ? static_cast<std::int64_t>(lines.size()) : 0;
  return error_ == 0;
}

bool OutputFile::fail() noexcept {
  error_ = errno;
  // A device or a pipe cannot be cut; there the reader sees a broken last line.
  static_cast<void>(!is_partial() || ftruncate(file_, bytes_) == 0);
  return false;
}

bool OutputFile::try_finish() noexcept {
  if (error_ != 0) {
    return false;
  }
  const int closed = close(std::exchange(file_, -1));
  if (closed != 0 || (is_partial() && std::rename(written_path_.c_str(), path_.c_str()) != 0)) {
    error_ = errno;
    return false;
  }
  return true;
}

std::string OutputFile::problem() const {
  std::string text = "cannot write " + path_ + ": " + std::generic_category().message(error_);
  if (made_ && is_partial() && unfinished_ == Unfinished::stays) {
    text += "; the lines written so far are in " + written_path_;
  }
  return text;
}

}  // namespace umsim

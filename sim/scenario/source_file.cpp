#include "sim/scenario/source_file.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <vector>

#include <fmt/format.h>

#include "sim/scenario/text.h"

namespace umsim::loading {

namespace {

namespace fs = std::filesystem;

Diagnostic file_error(const std::string& path, std::string message) {
  Diagnostic diagnostic;
  diagnostic.file = path;
  diagnostic.message = std::move(message);
  return diagnostic;
}

// A name in the same folder that the user may have meant.
Diagnostic missing(const std::string& path) {
  Diagnostic diagnostic = file_error(path, "there is no such file");
  const fs::path wanted(path);
  const fs::path folder = wanted.has_parent_path() ? wanted.parent_path() : fs::path(".");
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    names.push_back(entry.path().filename().string());
  }
  const auto guess = closest(wanted.filename().string(), names);
  if (guess) {
    const std::string full = wanted.has_parent_path() ? (folder / *guess).string() : *guess;
    diagnostic.notes.push_back(did_you_mean(full));
  }
  return diagnostic;
}

Diagnostic unreadable(const std::string& path, int error) {
  return file_error(path, fmt::format("cannot be read: {}", std::strerror(error)));
}

}  // namespace

std::variant<SourceFile, Diagnostic> read_source_file(const std::string& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) return missing(path);
  if (fs::is_directory(status)) return file_error(path, "is a folder, not a file");
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"),
                                                             &std::fclose);
  if (!file) return unreadable(path, errno);
  SourceFile source{path, std::string(kLargestFile + 1, '\0')};
  const std::size_t length = std::fread(source.text.data(), 1, source.text.size(), file.get());
  if (std::ferror(file.get()) != 0) return unreadable(path, errno);
  source.text.resize(length);
  if (length > kLargestFile) return file_error(path, "is larger than 4 MB");
  return source;
}

}  // namespace umsim::loading

#include "sim/cli/output_places.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "sim/cli/arguments.h"
#include "sim/scenario/text.h"
#include "traces/output_file.h"

namespace umsim {
namespace {

namespace fs = std::filesystem;

using loading::printable;

constexpr std::string_view kStandardStream = "-";

bool is_in(const std::vector<std::string>& paths, const std::string& path) {
  return std::ranges::any_of(paths,
                             [&](const std::string& other) { return same_file(other, path); });
}

}  // namespace

bool same_file(const std::string& left, const std::string& right) {
  if (left == kStandardStream || right == kStandardStream) return left == right;
  std::error_code error;
  if (fs::exists(left, error) && !fs::is_regular_file(left, error)) return false;
  if (fs::equivalent(left, right, error)) return true;
  return fs::weakly_canonical(fs::absolute(left, error), error) ==
         fs::weakly_canonical(fs::absolute(right, error), error);
}

void refuse_unwritable(const std::string& path) {
  std::error_code error;
  if (fs::exists(path, error) && !fs::is_regular_file(path, error)) return;
  const OutputFile probe(path, Unfinished::goes);
}

// Standard input and standard output have one name, and are not the same.
void OutputPlaces::reads(const std::string& path) {
  if (path != kStandardStream) read_.push_back(path);
}

void OutputPlaces::writes(const std::string& path, std::string_view what) {
  if (is_in(read_, path)) {
    throw UsageError(
        fmt::format("{} would take the place of {}, which is read", what, printable(path)));
  }
  if (is_in(written_, path)) throw UsageError(fmt::format("two outputs go to {}", printable(path)));
  written_.push_back(path);
}

}  // namespace umsim

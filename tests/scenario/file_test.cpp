// Files that are not there, cannot be read, or are too large.
#include <filesystem>
#include <fstream>
#include <string>

#include <catch2/catch.hpp>

#include "sim/scenario/load.h"
#include "sim/scenario/source_file.h"
#include "tests/scenario/folders.h"
#include "tests/scenario/test_labels.h"

namespace umsim::loading {
namespace {

namespace fs = std::filesystem;

std::string messages(const std::string& path) {
  return format_diagnostics(load_scenario(path, options_for_tests(kMachines)).diagnostics, false);
}

TEST_CASE("A file that is not there gets a guess at the name") {
  fs::current_path(kRepository + "/tests/scenario");
  CHECK(messages("good/everythnig.json") ==
        "good/everythnig.json: error: there is no such file\n"
        "      = did you mean good/everything.json?\n");
  CHECK(messages("nowhere/at/all.json") == "nowhere/at/all.json: error: there is no such file\n");
}

TEST_CASE("A folder is no scenario") {
  fs::current_path(kRepository + "/tests/scenario");
  CHECK(messages("good") == "good: error: is a folder, not a file\n");
}

TEST_CASE("A file that cannot be read says why") {
  const std::string path = "/proc/self/mem";  // opens, but reading from its start fails
  const bool there = fs::exists(path);
  if (!there) SUCCEED("there is no such file on this system");
  if (there) CHECK(messages(path) == "/proc/self/mem: error: cannot be read: Input/output error\n");
}

TEST_CASE("A file that is far too large is not read") {
  const fs::path path = fs::temp_directory_path() / "umsim-too-large.json";
  std::ofstream(path) << std::string(kLargestFile + 1, ' ');
  CHECK(messages(path.string()) == path.string() + ": error: is larger than 4 MB\n");
  fs::remove(path);
}

TEST_CASE("A text that is no file is read under the name that it is given") {
  const LoadResult result = read_scenario({"standard input", "{"}, options_for_tests(kMachines));
  CHECK(format_diagnostics(result.diagnostics, false) ==
        "standard input:1:1: error: this \"{\" is never closed\n"
        "    1 | {\n"
        "      | ^\n");
}

TEST_CASE("No cut of a good scenario crashes the reader, and each but the whole is refused") {
  const auto source = read_source_file(kRepository + "/tests/scenario/good/everything.json");
  const std::string whole = std::get<SourceFile>(source).text;
  const LoadOptions options = options_for_tests(kMachines);
  const std::size_t end = whole.rfind('}');
  for (std::size_t length = 0; length <= end; ++length) {
    INFO(length);
    CHECK_FALSE(read_scenario({"cut.json", whole.substr(0, length)}, options).ok());
  }
}

TEST_CASE("No byte in the wrong place crashes the reader") {
  const auto source = read_source_file(kRepository + "/tests/scenario/good/everything.json");
  const LoadOptions options = options_for_tests(kMachines);
  std::size_t refused = 0;
  for (const char byte : {'"', '{', '}', '[', ']', ',', '\\', '-', '\0', '\x80'}) {
    std::string text = std::get<SourceFile>(source).text;
    for (std::size_t at = 0; at < text.size(); at += 3) {
      const char before = text[at];
      text[at] = byte;
      if (!read_scenario({"changed.json", text}, options).ok()) ++refused;
      text[at] = before;
    }
  }
  CHECK(refused > 5000);
}

}  // namespace
}  // namespace umsim::loading

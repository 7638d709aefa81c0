// Every kind of broken scenario with its exact messages: broken/NAME.json and, beside it,
// NAME.expected.
//
// With UMSIM_APPROVE=1 in the environment the expected messages are rewritten; look at every line
// that changed.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "sim/scenario/load.h"
#include "tests/scenario/folders.h"
#include "tests/scenario/test_labels.h"

namespace umsim {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> names_with(const std::string& extension) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(kBrokenScenarios)) {
    if (entry.path().extension() == extension) names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

bool approving() {
  const char* wish = std::getenv("UMSIM_APPROVE");
  return wish != nullptr && std::string(wish) == "1";
}

std::string expected_file(const std::string& name) {
  return (fs::path(kBrokenScenarios) / (name + ".expected")).string();
}

// The messages name files relative to the folder, so that they are the same everywhere.
std::string messages_for(const std::string& name) {
  fs::current_path(kBrokenScenarios);
  const LoadResult result =
      load_scenario(name + ".json", options_for_tests("../../../scenarios/machines"));
  if (result.ok()) return "nothing is wrong with it\n";
  return format_diagnostics(result.diagnostics, false);
}

TEST_CASE("Every broken scenario gets exactly its messages") {
  const std::vector<std::string> names = names_with(".json");
  for (const std::string& name : names) {
    const std::string expected = expected_file(name);
    const std::string messages = messages_for(name);
    if (approving()) std::ofstream(expected, std::ios::binary) << messages;
    INFO(name);
    CHECK(messages == contents(expected));
  }
}

TEST_CASE("Every expected message has its scenario, and there are enough of them") {
  CHECK(names_with(".expected") == names_with(".json"));
  CHECK(names_with(".json").size() >= 60);
}

TEST_CASE("No broken scenario is accepted") {
  for (const std::string& name : names_with(".json")) {
    INFO(name);
    CHECK(contents(expected_file(name)) != "nothing is wrong with it\n");
  }
}

}  // namespace
}  // namespace umsim

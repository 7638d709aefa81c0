// The scenarios that are shipped: all load with the model's own names, and keep the house rules.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "sim/scenario/behaviours.h"
#include "sim/scenario/load.h"
#include "sim/scenario/safeguards.h"
#include "tests/models/followed.h"
#include "tests/scenario/folders.h"

namespace umsim::loading {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> patent_files() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(kPatentScenarios)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

Scenario load(const fs::path& file) {
  const LoadResult result = load_scenario(file.string(), options_for_model(kMachines));
  INFO(format_diagnostics(result.diagnostics, false));
  REQUIRE(result.ok());
  return *result.scenario;
}

// The first word of each line of a file of the specification, comments apart.
std::set<std::string> ids_in(const std::string& path) {
  std::set<std::string> ids;
  std::ifstream file(kRepository + "/" + path);
  for (std::string line; std::getline(file, line);) {
    if (!line.empty() && line[0] != '#') ids.insert(line.substr(0, line.find_first_of(" \t#")));
  }
  return ids;
}

TEST_CASE("There is a scenario for each main case of the patent") {
  CHECK(patent_files().size() >= 13);
}

TEST_CASE("Every shipped scenario says what it is and what it covers") {
  for (const fs::path& file : patent_files()) {
    INFO(file.string());
    const Scenario scenario = load(file);
    CHECK_FALSE(scenario.description.empty());
    CHECK_FALSE(scenario.covers.empty());
    CHECK_FALSE(scenario.expectations.empty());
  }
}

TEST_CASE("The events of every shipped scenario say what happens there, in any order of steps",
          "[THREAD-10]") {
  test::Faults faults;
  std::uint64_t events = 0;
  const test::Effort effort = test::shared_with_sanitizers({8, 1500});
  for (const fs::path& file : patent_files()) {
    const Scenario scenario = load(file);
    for (std::uint64_t seed = 0; seed < effort.seeds; ++seed) {
      test::Faults found;
      events += test::follow_walk(scenario.system, seed, effort.choices, found);
      if (!found.text().empty()) faults.add(file.stem().string() + ": " + found.text());
    }
  }
  INFO(faults.text());
  CHECK(faults.text().empty());
  CHECK(events > 20'000);
}

TEST_CASE("A scenario's file name begins with its figure") {
  for (const fs::path& file : patent_files()) {
    INFO(file.string());
    const std::string name = file.filename().string();
    if (name.rfind("fig", 0) != 0) continue;
    const std::string number = std::to_string(std::stoi(name.substr(3, 2)));
    CHECK(load(file).figure == "FIG. " + number);
  }
}

TEST_CASE("No two shipped scenarios have one title") {
  std::set<std::string> titles;
  for (const fs::path& file : patent_files()) {
    INFO(file.string());
    CHECK(titles.insert(load(file).title).second);
  }
}

TEST_CASE("Shipped scenarios cover only what is in scope") {
  const std::set<std::string> scope = ids_in("docs/spec/scope.txt");
  REQUIRE(scope.size() > 10);
  for (const fs::path& file : patent_files()) {
    for (const std::string& id : load(file).covers) {
      INFO(file.string() << " covers " << id);
      CHECK(scope.count(id) == 1);
    }
  }
}

TEST_CASE("Every safeguard is needed by a shipped scenario, and names a behaviour") {
  KnockOuts needed;
  for (const fs::path& file : patent_files()) needed |= load(file).check.catches;
  for (std::size_t i = 0; i < kSafeguards.size(); ++i) {
    INFO(kSafeguards[i].name);
    CHECK(needed.test(i));
    CHECK_FALSE(check_behaviour_id(kSafeguards[i].behaviour).has_value());
    CHECK_FALSE(kSafeguards[i].takes_away.empty());
  }
}

TEST_CASE("The reader knows exactly the behaviours of the specification") {
  std::ifstream file(kRepository + "/docs/spec/behaviours.md");
  std::size_t rows = 0;
  for (std::string line; std::getline(file, line);) {
    const std::size_t dash = line.find('-');
    const bool row = line.rfind("| ", 0) == 0 && dash != std::string::npos && dash > 3 &&
                     line[2] >= 'A' && line[2] <= 'Z' && line[dash + 1] >= '1';
    if (!row) continue;
    const std::string id = line.substr(2, line.find(' ', 2) - 2);
    INFO(id);
    CHECK_FALSE(check_behaviour_id(id).has_value());
    ++rows;
  }
  CHECK(rows == 11 + 9 + 10 + 7 + 14 + 10 + 12 + 21 + 9 + 4 + 10 + 11 + 15);
}

}  // namespace
}  // namespace umsim::loading

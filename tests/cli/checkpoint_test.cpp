// Checkpoints that are due after a time: no dialogue can wait for one.
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>

#include <catch2/catch.hpp>

#include "sim/cli/check_checkpoint.h"
#include "sim/cli/check_request.h"
#include "tests/cli/small_scenario.h"

namespace umsim::test {
namespace {

using Time = CheckpointedCheck::Clock::time_point;

// It is looked at once when a check begins, and whenever a checkpoint might be due.
Time clock_now;
std::chrono::seconds clock_step{0};

Time read_clock() { return clock_now += clock_step; }

class CheckpointFile {
 public:
  CheckpointFile() { std::filesystem::remove(path()); }
  ~CheckpointFile() { std::filesystem::remove(path()); }
  CheckpointFile(const CheckpointFile&) = delete;
  CheckpointFile& operator=(const CheckpointFile&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] bool exists() const { return std::filesystem::exists(path_); }

 private:
  std::string path_ =
      (std::filesystem::temp_directory_path() / "umsim-checkpoint-every-test").string();
};

explore::ModelResult checked(const CheckRequest& request, const Scenario& scenario) {
  CheckpointedCheck checkpoints(request, scenario, read_clock);
  explore::ModelSearchOptions options = search_options(request, scenario, false);
  options.sequence = checkpoints.sequence();
  options.report_every = 10;
  explore::ModelResult result = search_model(scenario.system, options);
  CHECK_FALSE(checkpoints.written());  // it has not stopped
  return result;
}

CheckRequest every_minutes(std::uint64_t minutes, const CheckpointFile& file) {
  CheckRequest request;
  request.checkpoint.out = file.path();
  request.checkpoint.every = minutes;
  return request;
}

// Of a search that is made for as long as the clock says.
struct Searched {
  LoadedFile file = loaded_small(R"(["yield"], ["sleep", "10us"], ["yield"])", "{}", "");
  [[nodiscard]] const Scenario& scenario() const { return *file.result.scenario; }
};

}  // namespace

TEST_CASE("A checkpoint is written when its time has come, and the search goes on") {
  const Searched small;
  const CheckpointFile file;
  clock_step = std::chrono::seconds(60);
  const explore::ModelResult whole = checked(every_minutes(2, file), small.scenario());
  REQUIRE(whole.search.verdict == explore::Verdict::holds);
  REQUIRE(file.exists());
  const auto kept = CheckpointReader(file.path()).header().value("states", std::uint64_t{0});
  CHECK(kept > 0);
  CHECK(kept <= whole.search.statistics.states);

  CheckRequest again;
  again.checkpoint.from = file.path();
  const explore::ModelResult resumed = checked(again, small.scenario());
  CHECK(resumed.search.verdict == whole.search.verdict);
  CHECK(resumed.search.statistics.states == whole.search.statistics.states);
  CHECK(resumed.search.statistics.transitions == whole.search.statistics.transitions);
  CHECK(resumed.search.statistics.depth == whole.search.statistics.depth);
}

TEST_CASE("No checkpoint is written before its time") {
  const Searched small;
  const CheckpointFile file;
  clock_step = std::chrono::seconds(0);
  CHECK(checked(every_minutes(1, file), small.scenario()).search.verdict ==
        explore::Verdict::holds);
  CHECK_FALSE(file.exists());
}

}  // namespace umsim::test

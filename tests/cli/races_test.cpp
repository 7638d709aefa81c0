// The race matrix: where events find a worker, on machines of several sizes.
#include <algorithm>

#include <catch2/catch.hpp>

#include "models/machine/routines.h"
#include "sim/cli/check_races.h"
#include "tests/cli/small_scenario.h"

namespace umsim {
namespace {

// A worker, a primary and a race case at `steps` of `of`; `without` is a safeguard or empty.
LoadedFile loaded(const std::string& steps, const std::string& of,
                  const std::string& without = "") {
  return test::loaded_small(
      R"(["compute", "1us"])",
      R"({"races": [{"steps": [")" + steps + R"("], "of": ")" + of + R"(", "to": "W1"}]})",
      without);
}

RaceReport search(const LoadedFile& file, std::uint64_t max_states = explore::kUnlimited) {
  explore::ModelSearchOptions options;
  options.max_states = max_states;
  return search_race(file, 0, options);
}

const RaceCell& cell_of(const RaceReport& report, std::string_view kind, std::uint16_t cpus,
                        std::size_t workers) {
  const auto found =
      std::find_if(report.cells.begin(), report.cells.end(), [&](const RaceCell& cell) {
        return cell.kind.name == kind && cell.cpus == cpus && cell.workers == workers;
      });
  REQUIRE(found != report.cells.end());
  return *found;
}

bool all_are(const RaceReport& report, RaceVerdict verdict) {
  return std::all_of(report.cells.begin(), report.cells.end(),
                     [&](const RaceCell& cell) { return cell.verdict == verdict; });
}

TEST_CASE("A case has a cell for each kind of event, and for 1 to 3 CPUs and workers [APC-6]") {
  const LoadedFile file = loaded("FIG15.B7", "P1");
  const RaceReport report = search(file);
  CHECK(report.cells.size() == 90);  // 10 kinds
  CHECK(all_are(report, RaceVerdict::holds));
  CHECK(report.code() == ExitCode::fine);
  CHECK(cell_of(report, "get_context", 2, 3).states > cell_of(report, "get_context", 2, 1).states);
}

TEST_CASE("No fault comes in kernel mode, and the matrix says so") {
  const LoadedFile file = loaded("FIG2.6.lock", "P1");
  const RaceReport report = search(file);
  CHECK(cell_of(report, "hard_fault", 1, 1).verdict == RaceVerdict::cannot);
  CHECK(cell_of(report, "routine", 1, 1).verdict == RaceVerdict::holds);
  CHECK(report.code() == ExitCode::fine);
}

TEST_CASE("A case to which no event comes is vacuous, and a failure") {
  const LoadedFile file = loaded("FIG16.B1", "W1");
  const RaceReport report = search(file);
  CHECK(all_are(report, RaceVerdict::vacuous));
  CHECK(report.code() == ExitCode::violated);
  CHECK(race_text(report).find("no interleaving has it there") != std::string::npos);
}

TEST_CASE("A search that has no budget left is undecided, and never holds") {
  const LoadedFile file = loaded("FIG15.B7", "P1");
  const RaceReport report = search(file, 50);
  CHECK(all_are(report, RaceVerdict::undecided));
  CHECK(report.code() == ExitCode::incomplete);
}

TEST_CASE("Without a safeguard a cell is violated, and says what breaks [APC-6]") {
  const LoadedFile file = loaded("FIG15.B7", "P1", "complete-interrupted-load");
  const RaceReport report = search(file);
  const RaceCell& cell = cell_of(report, "get_context", 2, 1);
  CHECK(cell.verdict == RaceVerdict::violated);
  CHECK(cell.text.rfind("violated: ", 0) == 0);
  CHECK(report.code() == ExitCode::violated);
}

TEST_CASE("A place that is several rows long has the steps from its first row on") {
  const EventPlace place{ThreadId(0), *find_step("FIG15.B7.integer"), 0, 4};
  CHECK_FALSE(place.has_step(*find_step("FIG15.B6")));
  CHECK(place.has_step(*find_step("FIG15.B7.integer")));
  CHECK(place.has_step(*find_step("FIG15.B7.control")));
  CHECK_FALSE(place.has_step(*find_step("FIG15.D2.release")));
  CHECK_FALSE(place.has_step(*find_step("FIG16.B1.integer")));
}

TEST_CASE("A varied scenario has other CPUs, and copies behind the worker that nobody names") {
  const LoadedFile file = loaded("FIG15.B7", "P1");
  LoadOptions options = options_for_model(machines_folder());
  options.variation = {3, "W1", 3};
  const LoadResult varied = read_scenario(file.result.scenario->source, options);
  REQUIRE(varied.ok());
  const System& system = varied.scenario->system;
  CHECK(system.cpus == 3);
  REQUIRE(system.workers == 3);
  CHECK(system.threads[0].name == "W1");
  CHECK(system.threads[1].name == "W1-2");
  CHECK(system.threads[2].name == "W1-3");
  CHECK(system.thread(varied.scenario->check.races.front().of).name == "P1");
  CHECK(varied.scenario->check.races.front().places.to == ThreadId(0));
}

TEST_CASE("Totals count the cells by their verdicts") {
  const LoadedFile file = loaded("FIG2.6.lock", "P1");
  const RaceTotals totals = totals_of({search(file)});
  CHECK(totals.cases == 1);
  CHECK(totals.cells == 72);
  CHECK(totals.hold == 72);
  CHECK(totals.cannot == 18);
}

}  // namespace
}  // namespace umsim

// A counterexample names the lines of the scenario's own scheduler procedure.
#include <string>

#include <catch2/catch.hpp>

#include "sim/cli/check_report.h"
#include "sim/scenario/load.h"

namespace umsim {
namespace {

const std::string kRepository = UMSIM_REPOSITORY;

TEST_CASE("A scheduler that forgets a yielded worker is shown with the line where it lost it",
          "[YIELD-4]") {
  const std::string path = kRepository + "/scenarios/patent/fig12-own-scheduler-forgets.json";
  const LoadResult loaded =
      load_scenario(path, options_for_model(kRepository + "/scenarios/machines"));
  REQUIRE(loaded.ok());
  const Scenario& scenario = *loaded.scenario;
  const CheckReport report = search_scenario(scenario, {path, path}, {}, {});
  REQUIRE(report.counterexample.has_value());
  const Counterexample& example = *report.counterexample;
  CHECK(example.invariant == "INV-6");
  CHECK(example.entries.back().step == "PROC.pop-head");
  const std::string line(scenario.source.line(example.lines.back()));
  CHECK(line.find("[\"pop_head\", \"ready\"]") != std::string::npos);
  CHECK(example.lines.front() == 0);
  const std::string place = "PROC.pop-head (line " + std::to_string(example.lines.back()) + ")";
  CHECK(counterexample_text(report, 120).find(place) != std::string::npos);
}

}  // namespace
}  // namespace umsim

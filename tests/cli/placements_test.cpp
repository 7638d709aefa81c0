// Placements: an event at every step of a flow.
#include <algorithm>

#include <catch2/catch.hpp>

#include "models/machine/routines.h"
#include "sim/cli/check_placements.h"
#include "sim/cli/placement_table.h"
#include "sim/cli/unreached_steps.h"
#include "tests/cli/small_scenario.h"

namespace umsim {
namespace {

// A worker, a primary and a family; `without` is a safeguard or empty.
LoadedFile loaded(const std::string& steps, const std::string& program,
                  const std::string& without = "") {
  return test::loaded_small(
      program, R"({"placements": [{"steps": [")" + steps + R"("], "to": "W1"}]})", without);
}

PlacementReport search(const LoadedFile& file, std::uint64_t max_states = explore::kUnlimited) {
  explore::ModelSearchOptions options;
  options.max_states = max_states;
  return search_family(file, file.result.scenario->check.placements.front(), options);
}

const Placement* find(const PlacementReport& report, std::string_view label,
                      std::string_view kind) {
  const auto row = std::find_if(
      report.rows.begin(), report.rows.end(),
      [&](const PlacementRow& each) { return step_at(each.place.step).label == label; });
  const auto column = std::find_if(report.kinds.begin(), report.kinds.end(),
                                   [&](const PlacedKind& each) { return each.name == kind; });
  if (row == report.rows.end() || column == report.kinds.end()) return nullptr;
  return &row->placements[static_cast<std::size_t>(column - report.kinds.begin())];
}

std::string served(const PlacementReport& report, std::string_view label, std::string_view kind) {
  const Placement* placement = find(report, label, kind);
  REQUIRE(placement != nullptr);
  REQUIRE(placement->check);
  return report.courses[placement->course].served;
}

constexpr auto kCompute = R"(["compute", "1us"])";

TEST_CASE("Each kind of event comes before each step of a switch",
          "[APC-2][APC-3][APC-6][APC-12]") {
  const LoadedFile file = loaded("FIG15", kCompute);
  const PlacementReport report = search(file);
  const PlacementTotals totals = totals_of({report});
  CHECK(report.rows.size() == 11);   // B1, D1, B2, D2, B3, D3, B6 and the four of B7
  CHECK(report.kinds.size() == 11);  // the worker waits for nothing that could complete
  CHECK(totals.placed == 121);
  CHECK(totals.hold == 121);
  CHECK(report.code() == ExitCode::fine);
  CHECK(served(report, "FIG15.D1", "get_context") == "on the idle kernel portion");
  CHECK(served(report, "FIG15.B3", "get_context") ==
        "on the idle kernel portion, after \"not running\"");
  CHECK(served(report, "FIG15.B7.integer", "get_context") == "torn off");
  CHECK(served(report, "FIG15.B2", "get_context") == "not at all: the worker has ended");
}

TEST_CASE("A process is deleted before each step of a switch", "[EXIT-7][APC-11][APC-12]") {
  const LoadedFile file = loaded("FIG15", kCompute);
  const PlacementReport report = search(file);
  CHECK(served(report, "FIG15.B1", "process_deletion") == "the worker is on no primary");
  CHECK(served(report, "FIG15.B3", "process_deletion") == "the primary gives the worker back");
  CHECK(served(report, "FIG15.B7.integer", "process_deletion") ==
        "the primary gives the worker back");
}

TEST_CASE("A fault before the second test is the primary's, and behind it the worker's",
          "[APC-8]") {
  const LoadedFile file = loaded("FIG15", kCompute);
  const PlacementReport report = search(file);
  CHECK(served(report, "FIG15.D3", "hard_fault") == "as the thread's own");
  CHECK(served(report, "FIG15.B6", "hard_fault") == "by a directed switch");
}

TEST_CASE("An APC in the middle of a directed switch waits for the context, and pulls it",
          "[APC-4]") {
  const LoadedFile file = loaded("FIG2.6", R"(["system_call", "1us"])");
  const PlacementReport report = search(file);
  CHECK(served(report, "FIG2.6.integer", "set_context") == "after the context was pulled");
  CHECK(served(report, "FIG2.6.wake", "set_context") == "on the executing kernel portion");
  CHECK(report.code() == ExitCode::fine);
}

TEST_CASE("A yield is put back to its start as long as the CID names the primary", "[APC-7]") {
  const LoadedFile file = loaded("FIG16", R"(["yield"], ["compute", "1us"])");
  const PlacementReport report = search(file);
  const Placement* before = find(report, "FIG16.B3", "get_context");
  REQUIRE(before != nullptr);
  CHECK(report.courses[before->course].path.find("FIG10 reset") != std::string::npos);
  CHECK(served(report, "FIG16.B4.integer", "get_context") == "on the idle kernel portion");
}

TEST_CASE("A placement that breaks an invariant is shown, and fails the family", "[APC-6][INV-3]") {
  const LoadedFile file = loaded("FIG15.B7", kCompute, "complete-interrupted-load");
  const PlacementReport report = search(file);
  CHECK(report.base.code == ExitCode::fine);
  CHECK(report.code() == ExitCode::violated);
  const Placement* placement = find(report, "FIG15.B7.control", "get_context");
  REQUIRE(placement != nullptr);
  REQUIRE(placement->check);
  REQUIRE(placement->check->counterexample);
  CHECK(placement->check->counterexample->invariant == "INV-3");
  CHECK(cell_text(*placement).back() == '!');
  const std::string text = placements_text({report}, 100);
  CHECK(text.find("get_context before FIG15.B7.control of P1: violated: INV-3") !=
        std::string::npos);
  CHECK(placements_json({report}, ExitCode::violated)["totals"]["violated"] != 0);
}

TEST_CASE("A scenario that does not hold by itself has no placements") {
  const LoadedFile file = loaded("FIG15", R"(["system_call", "1us"])", "release-cid-at-park");
  const PlacementReport report = search(file);
  CHECK(report.rows.empty());
  CHECK(report.code() == ExitCode::violated);
  CHECK(placements_text({report}, 100).find("the scenario by itself: violated: INV-9") !=
        std::string::npos);
}

TEST_CASE("A budget that is too small for a placement leaves it undecided") {
  const LoadedFile file = loaded("FIG15", kCompute);
  const std::uint64_t just_enough = search(file).base.result.statistics.states;
  const PlacementReport report = search(file, just_enough * 2);
  CHECK(report.code() == ExitCode::incomplete);
  CHECK(totals_of({report}).undecided > 0);
}

TEST_CASE("What cannot come at a step is named with its reason") {
  const LoadedFile file = loaded("FIG2", R"(["sleep", "1us"])");
  const PlacementReport report = search(file);
  CHECK(find(report, "FIG2.5", "soft_fault")->why == WhyNot::kernel_mode);
  CHECK(find(report, "FIG2.4", "interrupt")->why == WhyNot::no_interrupts);
  CHECK(find(report, "FIG2.6.lock", "completion")->why == WhyNot::never);
  CHECK(find(report, "FIG2.6.sleep", "completion")->why == WhyNot::comes);
}

TEST_CASE("Steps that are not reached are named with the reason that their tables give") {
  const std::vector<StepRef> reached{*find_step("FIG15.D1"), *find_step("FIG15.D2")};
  const auto why = [&](std::string_view label, ProtocolProfile profile) {
    return why_not_reached(*find_step(label), reached, profile);
  };
  CHECK(why("FIG13.B2.late", ProtocolProfile::patent) == "only without lock-before-peek");
  CHECK(why("FIG15.B4.early", ProtocolProfile::patent) ==
        "only without restore-teb-before-release");
  CHECK(why("FIG15.B1.whole", ProtocolProfile::patent) == "only under windows");
  CHECK(why("FIG15.B1.whole", ProtocolProfile::windows) != "only under windows");
  CHECK(why("FIG15.D2.release", ProtocolProfile::patent) ==
        "not so here: FIG15.D2: yes, FIG15.D2: they are in use, and a worker has called");
  CHECK(why("FIG15.B5", ProtocolProfile::patent) == "not on any way of this scenario");
}

TEST_CASE("Parts of a step are not told apart, steps with a name of their own are") {
  const auto text = [](std::string_view label) {
    const ShortLabel parts = short_label(label);
    return parts.figure + " " + parts.step;
  };
  CHECK(text("FIG14.B4.integer") == "FIG14 B4");
  CHECK(text("FIG14.D8.answer") == "FIG14 D8.answer");
  CHECK(text("FIG2.6.lock") == "FIG2 6");
  CHECK(text("FIG2.4") == "FIG2 4");
  CHECK(text("FIG9.complete") == "FIG9 complete");
}

TEST_CASE("Steps and kinds of event with equal cells share a row and a column") {
  const LoadedFile file = loaded("FIG15.B7", kCompute);
  const PlacementReport report = search(file);
  const PlacementTable table = table_of(report);
  REQUIRE(report.rows.size() == 4);
  REQUIRE(table.rows.size() == 1);
  CHECK(table.rows[0].steps.size() == 4);
  CHECK(steps_text(table.rows[0].steps) == "FIG15.B7.integer to FIG15.B7.control");
  CHECK(table.columns[0] == std::vector<std::string>{"get_context", "set_context", "routine",
                                                     "set_debug_registers", "resume"});
  CHECK(table.rows[0].cells.size() == table.columns.size());
}

}  // namespace
}  // namespace umsim

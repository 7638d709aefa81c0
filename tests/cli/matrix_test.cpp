// The matrix of knock-outs, with searches made by hand.
#include <catch2/catch.hpp>

#include "sim/cli/check_matrix.h"

namespace umsim {
namespace {

LoadedFile file_named(const std::string& name, std::initializer_list<KnockOut> catches) {
  LoadedFile file;
  file.file = {name + ".json", name};
  file.result.scenario.emplace();
  for (const KnockOut safeguard : catches) {
    file.result.scenario->check.catches.set(static_cast<std::size_t>(safeguard));
  }
  return file;
}

// Finds a violation after as many steps as the scenario's name has letters; none in "holds".
CheckReport search_by_hand(const LoadedFile& file, const Scenario& scenario) {
  CheckReport report;
  report.file = file.file;
  report.name = file.file.typed;
  report.scenario = &scenario;
  report.expected = Verdict::violated;
  const bool holds = report.name == "holds";
  report.result.verdict = holds ? explore::Verdict::holds : explore::Verdict::violated;
  if (holds) return report;
  report.counterexample = Counterexample{explore::Fault::violation, "INV-2", "INV-2: both run",
                                         std::vector<ScheduleEntry>(report.name.size())};
  return report;
}

MatrixPlan plan_for(KnockOut safeguard, bool every_pair = false) {
  MatrixPlan plan;
  plan.safeguards.set(static_cast<std::size_t>(safeguard));
  plan.every_pair = every_pair;
  return plan;
}

constexpr KnockOut kSafeguard = KnockOut::second_lock_test;

TEST_CASE("Only scenarios that say so are searched, unless every pair is asked for") {
  const std::vector<LoadedFile> files = {file_named("says", {kSafeguard}), file_named("other", {})};
  CHECK(search_matrix(files, plan_for(kSafeguard), search_by_hand)[0].searches.size() == 1);
  CHECK(search_matrix(files, plan_for(kSafeguard, true), search_by_hand)[0].searches.size() == 2);
}

TEST_CASE("Each search is without the one safeguard") {
  const std::vector<LoadedFile> files = {file_named("says", {kSafeguard})};
  std::size_t searches = 0;
  const auto matrix = search_matrix(
      files, plan_for(kSafeguard), [&](const LoadedFile& file, const Scenario& scenario) {
        ++searches;
        CHECK(scenario.system.knock_outs == plan_for(kSafeguard).safeguards);
        return search_by_hand(file, scenario);
      });
  CHECK(searches == 1);
  CHECK(files[0].result.scenario->system.knock_outs.none());
}

TEST_CASE("The best scenario is the one with the fewest steps, the first of equals") {
  const std::vector<LoadedFile> files = {file_named("longer", {kSafeguard}),
                                         file_named("one", {kSafeguard}),
                                         file_named("two", {kSafeguard})};
  const auto matrix = search_matrix(files, plan_for(kSafeguard), search_by_hand);
  REQUIRE(matrix[0].best() != nullptr);
  CHECK(matrix[0].best()->report.name == "one");
  CHECK(matrix[0].good());
  CHECK(code_of(matrix) == ExitCode::fine);
}

TEST_CASE("A scenario that does not catch what it says is told, whatever the others catch") {
  const std::vector<LoadedFile> files = {file_named("holds", {kSafeguard}),
                                         file_named("one", {kSafeguard})};
  const auto matrix = search_matrix(files, plan_for(kSafeguard), search_by_hand);
  CHECK(code_of(matrix) == ExitCode::violated);
  const std::string text = matrix_text(matrix, 100);
  CHECK(text.find("holds says that it catches second-lock-test, and does not: holds, all "
                  "interleavings") != std::string::npos);
  CHECK(text.find("1 safeguard: 0 caught") != std::string::npos);
}

TEST_CASE("A safeguard that no scenario speaks of is not caught") {
  const std::vector<LoadedFile> files = {file_named("other", {})};
  const auto matrix = search_matrix(files, plan_for(kSafeguard), search_by_hand);
  CHECK(code_of(matrix) == ExitCode::violated);
  CHECK(matrix_text(matrix, 100).find("no scenario says that it catches this") !=
        std::string::npos);
  CHECK(matrix_json(matrix, ExitCode::violated)["matrix"][0]["best"].is_null());
}

LoadedFile file_that_spares(const std::string& name, KnockOut safeguard) {
  LoadedFile file = file_named(name, {});
  file.result.scenario->system.profile = ProtocolProfile::windows;
  file.result.scenario->check.redundant.set(static_cast<std::size_t>(safeguard));
  return file;
}

TEST_CASE("What a scenario holds without is redundant under its profile") {
  const std::vector<LoadedFile> files = {file_named("one", {kSafeguard}),
                                         file_that_spares("holds", kSafeguard)};
  const auto matrix = search_matrix(files, plan_for(kSafeguard), search_by_hand);
  CHECK(code_of(matrix) == ExitCode::fine);
  CHECK(matrix_text(matrix, 100).find("second-lock-test is redundant under windows: holds") !=
        std::string::npos);
  const Json searches = matrix_json(matrix, ExitCode::fine)["matrix"][0]["searches"];
  CHECK(searches[0]["declared"] == true);
  CHECK(searches[0]["redundant"] == false);
  CHECK(searches[1]["redundant"] == true);
  CHECK(searches[1]["profile"] == "windows");
}

TEST_CASE("A scenario that says that a safeguard is redundant, and needs it, is told") {
  const std::vector<LoadedFile> files = {file_named("longer", {kSafeguard}),
                                         file_that_spares("one", kSafeguard)};
  const auto matrix = search_matrix(files, plan_for(kSafeguard), search_by_hand);
  CHECK(code_of(matrix) == ExitCode::violated);
  CHECK(matrix[0].best()->report.name == "longer");
  CHECK(
      matrix_text(matrix, 100).find("one says that second-lock-test is redundant, and it is not") !=
      std::string::npos);
}

TEST_CASE("What is redundant is caught by nobody") {
  const std::vector<LoadedFile> files = {file_that_spares("holds", kSafeguard)};
  CHECK(code_of(search_matrix(files, plan_for(kSafeguard), search_by_hand)) == ExitCode::violated);
}

TEST_CASE("A search without verdict decides nothing") {
  const std::vector<LoadedFile> files = {file_named("open", {kSafeguard})};
  auto matrix = search_matrix(files, plan_for(kSafeguard), search_by_hand);
  CheckReport& report = matrix[0].searches[0].report;
  report.counterexample.reset();
  report.result.verdict = explore::Verdict::incomplete;
  CHECK(code_of(matrix) == ExitCode::incomplete);
  report.result.verdict = explore::Verdict::holds;
  CHECK(code_of(matrix) == ExitCode::violated);
}

TEST_CASE("A scenario that is violated anyway shows nothing about a safeguard") {
  std::vector<LoadedFile> files = {file_named("one", {})};
  files[0].result.scenario->check.expect = Verdict::violated;
  const auto matrix = search_matrix(files, plan_for(kSafeguard, true), search_by_hand);
  CHECK(matrix[0].searches.empty());
}

}  // namespace
}  // namespace umsim

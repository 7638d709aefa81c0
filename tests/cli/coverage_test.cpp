// Coverage of a suite: what the searches of its scenarios come to together.
#include "sim/explore/coverage.h"

#include <algorithm>

#include <catch2/catch.hpp>

#include "models/machine/routines.h"
#include "sim/cli/check_coverage.h"
#include "sim/cli/places.h"

namespace umsim {
namespace {

// A report on a search that has covered some steps; `without` is what its scenario knocks out.
class Suite {
 public:
  explicit Suite(KnockOuts without = {}) { scenario_.system.knock_outs = without; }

  CheckReport report(std::initializer_list<std::string_view> steps) const {
    CheckReport report;
    report.scenario = &scenario_;
    report.result.verdict = explore::Verdict::holds;
    for (const std::string_view step : steps) {
      report.result.marks.insert(explore::mark_of_step(*find_step(step)));
    }
    return report;
  }

 private:
  Scenario scenario_;
};

KnockOuts only(KnockOut safeguard) { return KnockOuts().set(static_cast<std::size_t>(safeguard)); }

// What the suite covers of FIG. 15, with a search without second_lock_test that covers `without`.
SuiteCoverage cover(std::vector<CheckReport> checks,
                    std::initializer_list<std::string_view> without) {
  static const Suite suite;
  MatrixRow row{KnockOut::second_lock_test, {}};
  row.searches.push_back({Promise::caught, suite.report(without)});
  row.searches.back().report.counterexample.emplace();
  return coverage_of(std::move(checks), {row});
}

const CoverageRow& fig15(const SuiteCoverage& coverage) {
  return *std::find_if(coverage.rows.begin(), coverage.rows.end(),
                       [](const CoverageRow& row) { return row.name == "FIG15"; });
}

const CoverageItem& item_named(const SuiteCoverage& coverage, std::string_view text) {
  const CoverageRow& row = fig15(coverage);
  const auto found = std::find_if(row.items.begin(), row.items.end(), [&](const auto& item) {
    return text_of(item).rfind(text, 0) == 0;
  });
  REQUIRE(found != row.items.end());
  return *found;
}

TEST_CASE("What one scenario reaches and what another reaches is covered") {
  const Suite suite;
  const auto coverage = cover({suite.report({"FIG15.B1"}), suite.report({"FIG15.D1"})}, {});
  CHECK(fig15(coverage).counts[0].reached == 2);
  CHECK(item_named(coverage, "FIG15.B1").covered == Covered::yes);
  CHECK(item_named(coverage, "FIG15.B3").covered == Covered::no);
}

TEST_CASE("What only a search without a safeguard reaches counts apart") {
  const Suite suite;
  const auto coverage = cover({suite.report({"FIG15.B1"})}, {"FIG15.B1", "FIG15.D3"});
  CHECK(fig15(coverage).counts[0].reached == 1);
  CHECK(fig15(coverage).counts[0].without_safeguard == 1);
  CHECK(item_named(coverage, "FIG15.D3").without == "second-lock-test");
  CHECK(item_named(coverage, "FIG15.B1").without.empty());
}

TEST_CASE("A scenario that knocks a safeguard out by itself covers nothing with all safeguards") {
  const Suite suite(only(KnockOut::disassociate));
  const auto coverage = cover({suite.report({"FIG15.B1"})}, {});
  CHECK(fig15(coverage).counts[0].reached == 0);
  CHECK(item_named(coverage, "FIG15.B1").without == "disassociate");
}

TEST_CASE("What is not reached has the reason that the tables give") {
  const Suite suite;
  const auto coverage = cover({suite.report({"FIG15.B1", "FIG15.D3"})}, {});
  CHECK(item_named(coverage, "FIG15.D1.late").why_not == "only without cid-before-second-test");
  CHECK(item_named(coverage, "FIG15.D3 -> FIG15.D1.late").why_not ==
        "only without cid-before-second-test");
  CHECK(item_named(coverage, "FIG15.B1.whole").why_not == "only under windows");
  CHECK(item_named(coverage, "FIG15.D3 -> FIG15.B6").why_not.empty());
}

TEST_CASE("Exits and lock transitions of a step that is not reached go without saying") {
  const Suite suite;
  const auto coverage = cover({suite.report({"FIG15.B1"})}, {});
  CHECK_FALSE(item_named(coverage, "FIG15.D1").goes_without_saying);
  CHECK(item_named(coverage, "FIG15.D1 -> FIG15.D2").goes_without_saying);
  CHECK(item_named(coverage, "FIG15.D1: free -> CID").goes_without_saying);
  CHECK_FALSE(item_named(coverage, "FIG15.B1 -> FIG15.D1").goes_without_saying);
}

TEST_CASE("Exits of a step to one place are one, with all their conditions") {
  const Suite suite;
  const auto coverage = cover({suite.report({"FIG15.D2"})}, {});
  CHECK(text_of(item_named(coverage, "FIG15.D2 -> FIG15.D2.release")) ==
        "FIG15.D2 -> FIG15.D2.release (yes or: they are in use, and a worker has called)");
}

TEST_CASE("A lock that changes as no step declares is a failure, unless a safeguard is missing") {
  const Suite whole;
  const Suite broken(only(KnockOut::keep_bits_on_release));
  CheckReport intact = whole.report({});
  CheckReport knocked_out = broken.report({});
  CHECK(cover({intact}, {}).code() == ExitCode::fine);
  knocked_out.result.marks.insert(explore::kUnknownLockTransition);
  CHECK(cover({knocked_out}, {}).code() == ExitCode::fine);
  intact.result.marks.insert(explore::kUnknownLockTransition);
  CHECK(cover({intact}, {}).code() == ExitCode::violated);
}

TEST_CASE("A suite that says it catches a safeguard and does not is a failure") {
  const Suite suite;
  MatrixRow row{KnockOut::second_lock_test, {}};
  row.searches.push_back({Promise::caught, suite.report({})});
  CHECK(coverage_of({suite.report({})}, {row}).code() == ExitCode::violated);
}

}  // namespace
}  // namespace umsim

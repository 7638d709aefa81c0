// Coverage as text: a line a routine, and under the table what is left out.
#include <fmt/format.h>

#include "sim/cli/check_coverage.h"
#include "sim/cli/layout.h"

namespace umsim {
namespace {

constexpr std::string_view kKinds[] = {"steps", "exits", "lock transitions"};

// "17 of 20", "17+2 of 20", or "-" where there is nothing to reach.
std::string text_of(const CoverageCount& count) {
  if (count.all == 0) return "-";
  const std::string without =
      count.without_safeguard == 0 ? "" : fmt::format("+{}", count.without_safeguard);
  return fmt::format("{}{} of {}", count.reached, without, count.all);
}

std::string line_of(std::string_view name, const std::array<CoverageCount, 3>& counts,
                    std::size_t indent) {
  return fmt::format("  {:<{}}  {:>13}  {:>13}  {:>16}\n", name, indent, text_of(counts[0]),
                     text_of(counts[1]), text_of(counts[2]));
}

std::array<CoverageCount, 3> sum_of(const std::vector<CoverageRow>& rows) {
  std::array<CoverageCount, 3> sum;
  for (const CoverageRow& row : rows) {
    for (std::size_t i = 0; i < sum.size(); ++i) {
      sum.at(i).all += row.counts.at(i).all;
      sum.at(i).reached += row.counts.at(i).reached;
      sum.at(i).without_safeguard += row.counts.at(i).without_safeguard;
    }
  }
  return sum;
}

std::string table_of(const SuiteCoverage& coverage) {
  std::size_t indent = 7;
  for (const CoverageRow& row : coverage.rows) indent = std::max(indent, row.name.size());
  std::string text = fmt::format("  {:<{}}  {:>13}  {:>13}  {:>16}\n", "routine", indent, kKinds[0],
                                 kKinds[1], kKinds[2]);
  for (const CoverageRow& row : coverage.rows) text += line_of(row.name, row.counts, indent);
  return text + line_of("in all", sum_of(coverage.rows), indent);
}

// What is reached in that way, a line each, with a reason behind it.
std::string list_of(const SuiteCoverage& coverage, Covered covered, std::string_view heading,
                    std::size_t width) {
  std::string text;
  for (const CoverageRow& row : coverage.rows) {
    for (const CoverageItem& item : row.items) {
      if (item.covered != covered || item.goes_without_saying) continue;
      const std::string why = covered == Covered::no ? item.why_not : "without " + item.without;
      text += indented("  ", fmt::format("{}{}{}", text_of(item), why.empty() ? "" : ": ", why), 4,
                       width);
    }
  }
  return text.empty() ? "" : fmt::format("\n{}:\n{}", heading, text);
}

std::string faults_of(const SuiteCoverage& coverage) {
  std::string text;
  for (const CheckReport& check : coverage.checks) {
    if (check.code != ExitCode::fine) text += check_text(check);
  }
  for (const MatrixRow& row : coverage.matrix) {
    for (const MatrixSearch& search : row.searches) {
      if (!search.keeps_promise()) {
        text +=
            fmt::format("{}{}: {}\n", search.report.name,
                        knock_out_options(KnockOuts().set(static_cast<std::size_t>(row.safeguard))),
                        outcome_text(search.report));
      }
    }
  }
  if (coverage.unknown_lock_transition) {
    text += "a UMS lock has changed in a way that no step declares: a defect of umsim\n";
  }
  return text.empty() ? "" : "\n" + text;
}

}  // namespace

std::string coverage_text(const SuiteCoverage& coverage, std::size_t width) {
  const CoverageCount safeguards = coverage.safeguards();
  return table_of(coverage) +
         list_of(coverage, Covered::without_safeguard, "only with a safeguard knocked out", width) +
         list_of(coverage, Covered::no, "not reached", width) + faults_of(coverage) +
         fmt::format("\n{} of {} safeguards are caught\n{}", safeguards.reached, safeguards.all,
                     check_total(coverage.checks));
}

}  // namespace umsim

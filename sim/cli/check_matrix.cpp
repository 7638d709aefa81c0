#include "sim/cli/check_matrix.h"

#include <algorithm>

namespace umsim {
namespace {

Promise promise_of(const Scenario& scenario, KnockOut safeguard) {
  const auto position = static_cast<std::size_t>(safeguard);
  if (scenario.check.redundant.test(position)) return Promise::redundant;
  return scenario.check.catches.test(position) ? Promise::caught : Promise::none;
}

// What is violated with all its safeguards shows nothing about one of them.
bool is_wanted(const Scenario& scenario, KnockOut safeguard, const MatrixPlan& plan) {
  return promise_of(scenario, safeguard) != Promise::none ||
         (plan.every_pair && scenario.check.expect == Verdict::holds);
}

// What breaks with the safeguard as well is not caught by a search without it.
void forget_what_breaks_anyway(const Scenario& whole, CheckReport& report) {
  const std::string& anyway = whole.check.invariant;
  if (!anyway.empty() && report.counterexample && report.counterexample->invariant == anyway) {
    report.counterexample.reset();
  }
}

MatrixRow search_row(const std::vector<LoadedFile>& files, KnockOut safeguard,
                     const MatrixPlan& plan, const SearchPair& search) {
  MatrixRow row{safeguard, {}};
  for (const LoadedFile& file : files) {
    const Scenario& whole = *file.result.scenario;
    if (!is_wanted(whole, safeguard, plan)) continue;
    Scenario scenario = whole;
    scenario.system.knock_outs.set(static_cast<std::size_t>(safeguard));
    MatrixSearch found{promise_of(whole, safeguard), search(file, scenario)};
    found.report.scenario = &whole;  // the copy ends here
    forget_what_breaks_anyway(whole, found.report);
    row.searches.push_back(std::move(found));
  }
  return row;
}

// A larger budget might have made it good.
bool is_undecided(const MatrixRow& row) {
  bool any = false;
  for (const MatrixSearch& search : row.searches) {
    const bool incomplete = search.report.result.verdict == explore::Verdict::incomplete;
    any = any || incomplete;
    if (!search.keeps_promise() && !incomplete) return false;
  }
  return any;
}

}  // namespace

bool MatrixSearch::keeps_promise() const {
  switch (promise) {
    case Promise::caught: return report.counterexample.has_value();
    case Promise::redundant: return report.result.verdict == explore::Verdict::holds;
    case Promise::none: break;
  }
  return true;
}

const MatrixSearch* MatrixRow::best() const {
  const MatrixSearch* best = nullptr;
  for (const MatrixSearch& search : searches) {
    const auto& example = search.report.counterexample;
    if (!example || search.promise == Promise::redundant) continue;
    const bool shorter =
        best == nullptr || example->entries.size() < best->report.counterexample->entries.size();
    if (shorter) best = &search;
  }
  return best;
}

bool MatrixRow::good() const {
  return best() != nullptr &&
         std::all_of(searches.begin(), searches.end(),
                     [](const MatrixSearch& search) { return search.keeps_promise(); });
}

std::vector<MatrixRow> search_matrix(const std::vector<LoadedFile>& files, const MatrixPlan& plan,
                                     const SearchPair& search) {
  std::vector<MatrixRow> matrix;
  for (std::size_t i = 0; i < plan.safeguards.size(); ++i) {
    if (!plan.safeguards.test(i)) continue;
    matrix.push_back(search_row(files, static_cast<KnockOut>(i), plan, search));
  }
  return matrix;
}

ExitCode code_of(const std::vector<MatrixRow>& matrix) {
  ExitCode code = ExitCode::fine;
  for (const MatrixRow& row : matrix) {
    if (row.good()) continue;
    if (!is_undecided(row)) return ExitCode::violated;
    code = ExitCode::incomplete;
  }
  return code;
}

}  // namespace umsim

// CheckMatrix: each safeguard knocked out in turn, and what the search finds without it: which
// scenario shows its need, how, and after how few steps. Text and JSON are made of this.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/cli/check_report.h"

namespace umsim {

// What a scenario says about itself without a safeguard.
enum class Promise : std::uint8_t {
  none,
  caught,    // it is violated
  redundant  // it holds all the same
};

// One search: a scenario without one more safeguard.
struct MatrixSearch {
  Promise promise = Promise::none;
  CheckReport report;  // its scenario is the one without the knock-out

  // What the scenario says is so.
  [[nodiscard]] bool keeps_promise() const;
};

struct MatrixRow {
  KnockOut safeguard = KnockOut::count_;
  std::vector<MatrixSearch> searches;

  // The search with the shortest counterexample, the first of equals; null when there is none.
  [[nodiscard]] const MatrixSearch* best() const;
  // Everything that scenarios say about it is so, and at least one has caught it.
  [[nodiscard]] bool good() const;
};

struct MatrixPlan {
  KnockOuts safeguards;     // the rows
  bool every_pair = false;  // not only the pairs that scenarios declare
};

// The search of one pair; what it says becomes a MatrixSearch.
using SearchPair = std::function<CheckReport(const LoadedFile&, const Scenario&)>;

// search_matrix searches what the plan asks for, safeguard by safeguard, in the order of `files`.
[[nodiscard]] std::vector<MatrixRow> search_matrix(const std::vector<LoadedFile>& files,
                                                   const MatrixPlan& plan,
                                                   const SearchPair& search);

[[nodiscard]] ExitCode code_of(const std::vector<MatrixRow>& matrix);

// A line for each safeguard, and what it comes to.
[[nodiscard]] std::string matrix_text(const std::vector<MatrixRow>& matrix, std::size_t width);

[[nodiscard]] Json matrix_json(const std::vector<MatrixRow>& matrix, ExitCode code);

}  // namespace umsim

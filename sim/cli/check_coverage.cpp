#include "sim/cli/check_coverage.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "models/machine/routines.h"
#include "sim/cli/unreached_steps.h"
#include "sim/explore/coverage.h"
#include "sim/scenario/safeguards.h"

namespace umsim {
namespace {

using explore::Mark;
using explore::MarkSet;

class Tally {
 public:
  explicit Tally(SuiteCoverage& coverage) : coverage_(coverage) {
    for (const CheckReport& check : coverage.checks) {
      const KnockOuts& without = check.scenario->system.knock_outs;
      marks_of(without).insert(check.result.marks);
    }
    for (const MatrixRow& row : coverage.matrix) {
      MarkSet& marks = marks_of(KnockOuts().set(static_cast<std::size_t>(row.safeguard)));
      for (const MatrixSearch& search : row.searches) marks.insert(search.report.result.marks);
    }
  }

  void run() {
    find_reached();
    const auto routines = all_routines();
    for (std::size_t i = 0; i < routines.size(); ++i) {
      CoverageRow& row = add_row(routines[i].name, routines[i].title);
      for (std::size_t step = 0; step < routines[i].steps.size(); ++step) {
        add_step({static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(step)}, row);
      }
    }
    add_lock_transitions(kFromOutside, add_row(kFromOutside, "what an event from outside changes"));
    coverage_.unknown_lock_transition = intact_.contains(explore::kUnknownLockTransition);
  }

 private:
  // Those of the first safeguard that is knocked out; a scenario hardly ever has more.
  MarkSet& marks_of(const KnockOuts& without) {
    std::size_t first = 0;
    while (first < without.size() && !without.test(first)) ++first;
    return first == without.size() ? intact_ : knocked_out_[first];
  }

  void find_reached() {
    for (const CheckReport& check : coverage_.checks) {
      const bool windows = check.scenario->system.follows_windows();
      profile_ = windows ? ProtocolProfile::windows : profile_;
    }
    for (std::size_t i = 0; i < all_routines().size(); ++i) {
      for (std::size_t row = 0; row < all_routines()[i].steps.size(); ++row) {
        const StepRef step{static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(row)};
        if (intact_.contains(explore::mark_of_step(step))) reached_.push_back(step);
      }
    }
  }

  CoverageRow& add_row(std::string_view name, std::string_view title) {
    coverage_.rows.push_back({std::string(name), std::string(title), {}, {}});
    return coverage_.rows.back();
  }

  void add_step(StepRef ref, CoverageRow& row) {
    const Step& step = step_at(ref);
    CoverageItem item;
    item.step = step.label;
    add(std::move(item), explore::mark_of_step(ref), row,
        [&] { return why_not_reached(ref, reached_, profile_); });
    for (std::size_t i = 0; i < step.exits.size(); ++i) {
      const bool first = explore::mark_of_exit(ref, i) == explore::mark_of_step(ref) + 1 + i;
      if (first) add_exit(ref, i, row);
    }
    add_lock_transitions(step.label, row);
  }

  void add_exit(StepRef ref, std::size_t exit, CoverageRow& row) {
    const Step& step = step_at(ref);
    CoverageItem item;
    item.kind = CoveredKind::exit;
    item.step = step.label;
    item.to = step.exits[exit].to;
    for (const Exit& each : step.exits) {
      if (each.to != item.to || each.when.empty()) continue;
      item.when += (item.when.empty() ? "" : " or: ") + std::string(each.when);
    }
    add(std::move(item), explore::mark_of_exit(ref, exit), row,
        [&] { return why_not_taken(ref, step.exits[exit].to, reached_, profile_); });
  }

  void add_lock_transitions(std::string_view label, CoverageRow& row) {
    const auto all = lock_transitions();
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i].step != label) continue;
      CoverageItem item;
      item.kind = CoveredKind::lock_transition;
      item.step = label;
      item.before = text_of(all[i].before);
      item.after = text_of(all[i].after);
      add(std::move(item), explore::mark_of_lock_transition(i), row, [] { return ""; });
    }
  }

  template <class Why>
  void add(CoverageItem item, Mark mark, CoverageRow& row, Why why) {
    CoverageCount& count = row.counts.at(static_cast<std::size_t>(item.kind));
    ++count.all;
    const auto without =
        std::find_if(knocked_out_.begin(), knocked_out_.end(),
                     [&](const auto& marks) { return marks.second.contains(mark); });
    if (intact_.contains(mark)) {
      item.covered = Covered::yes;
      ++count.reached;
    } else if (without != knocked_out_.end()) {
      item.covered = Covered::without_safeguard;
      item.without = loading::kSafeguards.at(without->first).name;
      ++count.without_safeguard;
    } else {
      item.why_not = why();
      item.goes_without_saying = is_left_out(item.step, row) && item.kind != CoveredKind::step;
    }
    row.items.push_back(std::move(item));
  }

  // The step stands before its exits.
  static bool is_left_out(const std::string& step, const CoverageRow& row) {
    return std::any_of(row.items.begin(), row.items.end(), [&](const CoverageItem& item) {
      return item.kind == CoveredKind::step && item.step == step && item.covered == Covered::no;
    });
  }

  SuiteCoverage& coverage_;
  MarkSet intact_;
  std::map<std::size_t, MarkSet> knocked_out_;  // without each safeguard
  std::vector<StepRef> reached_;
  ProtocolProfile profile_ = ProtocolProfile::patent;
};

}  // namespace

ExitCode SuiteCoverage::code() const {
  const ExitCode code = worse(code_of(checks), code_of(matrix));
  if (code != ExitCode::fine) return code;
  return unknown_lock_transition ? ExitCode::violated : ExitCode::fine;
}

CoverageCount SuiteCoverage::safeguards() const {
  CoverageCount count;
  count.all = loading::kSafeguards.size();
  count.reached = static_cast<std::size_t>(
      std::count_if(matrix.begin(), matrix.end(), [](const MatrixRow& row) { return row.good(); }));
  return count;
}

SuiteCoverage coverage_of(std::vector<CheckReport> checks, std::vector<MatrixRow> matrix) {
  SuiteCoverage coverage;
  coverage.checks = std::move(checks);
  coverage.matrix = std::move(matrix);
  Tally(coverage).run();
  return coverage;
}

std::string text_of(const CoverageItem& item) {
  switch (item.kind) {
    case CoveredKind::step: break;
    case CoveredKind::exit:
      return fmt::format("{} -> {}{}", item.step, item.to,
                         item.when.empty() ? "" : fmt::format(" ({})", item.when));
    case CoveredKind::lock_transition:
      return fmt::format("{}: {} -> {}", item.step, item.before, item.after);
    case CoveredKind::count_: break;
  }
  return item.step;
}

}  // namespace umsim

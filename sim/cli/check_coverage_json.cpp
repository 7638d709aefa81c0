// Coverage as JSON; docs/command-line.md says what the keys mean.
#include "sim/cli/check_coverage.h"

namespace umsim {
namespace {

constexpr std::string_view kCounts[] = {"steps", "exits", "lock_transitions"};

Json count_json(const CoverageCount& count) {
  return {{"all", count.all},
          {"reached", count.reached},
          {"without_safeguard", count.without_safeguard}};
}

std::string_view word_of(CoveredKind kind) {
  switch (kind) {
    case CoveredKind::step: return "step";
    case CoveredKind::exit: return "exit";
    case CoveredKind::lock_transition: return "lock_transition";
    case CoveredKind::count_: break;
  }
  return "";
}

Json item_json(const CoverageItem& item) {
  Json json = {{"kind", word_of(item.kind)},
               {"step", item.step},
               {"text", text_of(item)},
               {"without", nullptr},
               {"why_not", nullptr}};
  if (item.covered == Covered::without_safeguard) json["without"] = item.without;
  if (!item.why_not.empty()) json["why_not"] = item.why_not;
  return json;
}

Json row_json(const CoverageRow& row) {
  Json json = {{"routine", row.name}, {"title", row.title}};
  for (std::size_t i = 0; i < row.counts.size(); ++i) {
    json[std::string(kCounts[i])] = count_json(row.counts.at(i));
  }
  // Of a step that is not reached the exits go without saying.
  json["left_out"] = Json::array();
  for (const CoverageItem& item : row.items) {
    if (item.covered != Covered::yes && !item.goes_without_saying)
      json["left_out"].push_back(item_json(item));
  }
  return json;
}

Json not_caught(const SuiteCoverage& coverage) {
  KnockOuts caught;
  for (const MatrixRow& row : coverage.matrix) {
    caught.set(static_cast<std::size_t>(row.safeguard), row.good());
  }
  return knock_out_words(~caught);
}

}  // namespace

Json coverage_json(const SuiteCoverage& coverage) {
  Json result = check_json(coverage.checks, coverage.code());
  result["coverage"] = Json::array();
  for (const CoverageRow& row : coverage.rows) result["coverage"].push_back(row_json(row));
  result["unknown_lock_transition"] = coverage.unknown_lock_transition;
  const CoverageCount safeguards = coverage.safeguards();
  result["safeguards"] = {{"all", safeguards.all},
                          {"caught", safeguards.reached},
                          {"not_caught", not_caught(coverage)}};
  return result;
}

}  // namespace umsim

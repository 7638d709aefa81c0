// The matrix of knock-outs as text and as JSON.
#include <algorithm>

#include <fmt/format.h>

#include "sim/cli/check_matrix.h"
#include "sim/cli/layout.h"
#include "sim/scenario/safeguards.h"
#include "traces/names.h"

namespace umsim {
namespace {

constexpr std::size_t kGap = 2;
constexpr std::size_t kLeastSentence = 30;

const loading::Safeguard& safeguard_of(const MatrixRow& row) {
  return loading::kSafeguards.at(static_cast<std::size_t>(row.safeguard));
}

// "INV-2", or what else is wrong with a state that no invariant speaks of.
std::string broken_by(const Counterexample& example) {
  return example.invariant.empty() ? "collapse" : example.invariant;
}

// The counterexample's text without the invariant in front of it.
std::string sentence_of(const Counterexample& example) {
  const std::string before = example.invariant + ": ";
  return example.text.rfind(before, 0) == 0 ? example.text.substr(before.size()) : example.text;
}

struct Columns {
  std::size_t name = 9;      // "knock-out"
  std::size_t broken = 8;    // "collapse"
  std::size_t steps = 5;     // "steps"
  std::size_t scenario = 8;  // "scenario"

  [[nodiscard]] std::size_t before_sentence() const {
    return name + broken + steps + scenario + 4 * kGap;
  }
};

Columns columns_of(const std::vector<MatrixRow>& matrix) {
  Columns columns;
  for (const MatrixRow& row : matrix) {
    columns.name = std::max(columns.name, safeguard_of(row).name.size());
    if (row.best() == nullptr) continue;
    columns.scenario = std::max(columns.scenario, row.best()->report.name.size());
  }
  return columns;
}

std::string why_not_caught(const MatrixRow& row) {
  return row.searches.empty()
             ? "no scenario says that it catches this"
             : fmt::format("caught by none of {}", counted(row.searches.size(), "scenario"));
}

std::string line_of(const MatrixRow& row, const Columns& columns, std::size_t width) {
  const MatrixSearch* best = row.best();
  std::string first;
  std::string sentence = why_not_caught(row);
  if (best == nullptr) {
    first = fmt::format("{:<{}}  {:<{}}", safeguard_of(row).name, columns.name, "-",
                        columns.before_sentence() - columns.name - kGap);
  } else {
    const Counterexample& example = *best->report.counterexample;
    first = fmt::format("{:<{}}  {:<{}}  {:>{}}  {:<{}}  ", safeguard_of(row).name, columns.name,
                        broken_by(example), columns.broken, example.entries.size(), columns.steps,
                        best->report.name, columns.scenario);
    sentence = sentence_of(example);
  }
  const bool room = columns.before_sentence() + kLeastSentence <= width;
  if (room) return indented(first, sentence, columns.before_sentence(), width);
  return first.substr(0, first.find_last_not_of(' ') + 1) + "\n" +
         indented("    ", sentence, 4, width);
}

std::string profile_of(const MatrixSearch& search) {
  return std::string(name_of(search.report.scenario->system.profile));
}

// What is redundant, and what is said and not so: these lines stand below the table.
std::string promises_of(const MatrixRow& row) {
  std::string text;
  for (const MatrixSearch& search : row.searches) {
    const std::string outcome = outcome_text(search.report);
    if (search.keeps_promise()) {
      if (search.promise != Promise::redundant) continue;
      text += fmt::format("{} is redundant under {}: {} without it {}\n", safeguard_of(row).name,
                          profile_of(search), search.report.name, outcome);
      continue;
    }
    text += fmt::format("{} says that {}, and {} not: {}\n", search.report.name,
                        search.promise == Promise::redundant
                            ? fmt::format("{} is redundant", safeguard_of(row).name)
                            : fmt::format("it catches {}", safeguard_of(row).name),
                        search.promise == Promise::redundant ? "it is" : "does", outcome);
  }
  return text;
}

Json search_json(const MatrixSearch& search) {
  const CheckReport& report = search.report;
  Json json = {{"scenario", report.name},
               {"file", report.file.path},
               {"profile", profile_of(search)},
               {"declared", search.promise == Promise::caught},
               {"redundant", search.promise == Promise::redundant},
               {"verdict", verdict_word(report)},
               {"invariant", nullptr},
               {"steps", nullptr},
               {"states", report.result.statistics.states},
               {"seconds", report.result.statistics.seconds}};
  if (report.counterexample) {
    json["steps"] = report.counterexample->entries.size();
    if (!report.counterexample->invariant.empty()) {
      json["invariant"] = report.counterexample->invariant;
    }
  }
  return json;
}

Json row_json(const MatrixRow& row) {
  const MatrixSearch* best = row.best();
  Json json = {{"name", safeguard_of(row).name},
               {"behaviour", safeguard_of(row).behaviour},
               {"takes_away", safeguard_of(row).takes_away},
               {"caught", row.good()},
               {"best", nullptr},
               {"searches", Json::array()}};
  if (best != nullptr) {
    json["best"] = search_json(*best);
    json["best"]["text"] = sentence_of(*best->report.counterexample);
  }
  for (const MatrixSearch& search : row.searches) json["searches"].push_back(search_json(search));
  return json;
}

}  // namespace

std::string matrix_text(const std::vector<MatrixRow>& matrix, std::size_t width) {
  const Columns columns = columns_of(matrix);
  std::string text =
      fmt::format("{:<{}}  {:<{}}  {:>{}}  {:<{}}  what goes wrong\n", "knock-out", columns.name,
                  "breaks", columns.broken, "steps", columns.steps, "scenario", columns.scenario);
  std::string promises;
  for (const MatrixRow& row : matrix) {
    text += line_of(row, columns, width);
    promises += promises_of(row);
  }
  const auto caught =
      std::count_if(matrix.begin(), matrix.end(), [](const MatrixRow& row) { return row.good(); });
  return text + promises +
         fmt::format("{}: {} caught\n", counted(matrix.size(), "safeguard"), caught);
}

Json matrix_json(const std::vector<MatrixRow>& matrix, ExitCode code) {
  Json result = result_of("check", code);
  result["matrix"] = Json::array();
  for (const MatrixRow& row : matrix) result["matrix"].push_back(row_json(row));
  return result;
}

}  // namespace umsim

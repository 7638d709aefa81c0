// What umsim's words are: behaviours, steps, routines, safeguards, kinds of event, statuses, exit
// codes.
#include <algorithm>
#include <array>
#include <functional>

#include <fmt/format.h>

#include "models/machine/names.h"
#include "sim/cli/arguments.h"
#include "sim/cli/explain_output.h"
#include "sim/cli/flow_output.h"
#include "sim/cli/layout.h"
#include "sim/cli/places.h"
#include "sim/cli/scenario_files.h"
#include "sim/scenario/safeguards.h"
#include "sim/scenario/text.h"
#include "traces/kinds.h"
#include "umsim/behaviours.h"

namespace umsim {
namespace {

// A row of docs/spec/behaviours.md.
struct Behaviour {
  std::string_view id;
  std::string_view statement;
  std::string_view source;
};

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

// "| LOCK-4 | After loading ... | P:130 |"; nothing of other lines.
std::optional<Behaviour> behaviour_in(std::string_view line) {
  std::vector<std::string_view> cells;
  while (line.starts_with('|')) {
    line.remove_prefix(1);
    const std::size_t end = line.find('|');
    if (end == std::string_view::npos) break;
    cells.push_back(trimmed(line.substr(0, end)));
    line.remove_prefix(end);
  }
  const bool is_row = cells.size() == 3 && !cells[0].empty() && cells[0].find('-') > 0 &&
                      std::isdigit(static_cast<unsigned char>(cells[0].back())) != 0;
  if (!is_row) return std::nullopt;
  return Behaviour{cells[0], cells[1], cells[2]};
}

std::vector<Behaviour> all_behaviours() {
  std::vector<Behaviour> behaviours;
  std::string_view rest = kBehaviours;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size() - 1);
    if (const auto behaviour = behaviour_in(rest.substr(0, end))) behaviours.push_back(*behaviour);
    rest.remove_prefix(end + 1);
  }
  return behaviours;
}

bool same_word(std::string_view one, std::string_view other) {
  return std::ranges::equal(one, other, [](char left, char right) {
    return std::tolower(static_cast<unsigned char>(left)) ==
           std::tolower(static_cast<unsigned char>(right));
  });
}

// The shipped scenarios that cover the behaviour, or catch the safeguard.
std::vector<std::string> scenarios_with(const std::function<bool(const Scenario&)>& fits) {
  std::vector<std::string> names;
  for (const ShippedScenario& shipped : shipped_scenarios()) {
    const LoadedFile file = load_file({shipped.path, shipped.name});
    if (file.result.ok() && fits(*file.result.scenario)) names.push_back(shipped.name);
  }
  return names;
}

std::string listed(std::string_view first, const std::vector<std::string>& names,
                   std::size_t width) {
  if (names.empty()) return {};
  return indented(first, fmt::format("{}", fmt::join(names, " ")), 12, width);
}

Topic of_behaviour(const Behaviour& behaviour, std::size_t width) {
  std::string text = indented(fmt::format("{:<12}", behaviour.id), behaviour.statement, 12, width);
  text += indented("source      ", behaviour.source, 12, width);
  for (const loading::Safeguard& safeguard : loading::kSafeguards) {
    if (safeguard.behaviour != behaviour.id) continue;
    text +=
        indented("knock-out   ",
                 fmt::format("{} takes away {}", safeguard.name, safeguard.takes_away), 12, width);
  }
  text += listed("scenarios   ", scenarios_with([&](const Scenario& scenario) {
                   return std::ranges::find(scenario.covers, behaviour.id) != scenario.covers.end();
                 }),
                 width);
  return {"behaviour", text};
}

Topic of_safeguard(const loading::Safeguard& safeguard, std::size_t width) {
  std::string text = fmt::format("{} is a safeguard of this behaviour:\n\n", safeguard.name);
  for (const Behaviour& behaviour : all_behaviours()) {
    if (behaviour.id == safeguard.behaviour) text += of_behaviour(behaviour, width).text;
  }
  text += fmt::format("next        umsim check --knock-outs --knock-out {}\n", safeguard.name);
  return {"safeguard", text};
}

Topic of_kind(const KindInfo& kind, std::size_t width) {
  std::string text =
      indented(fmt::format("{}: ", kind.name),
               fmt::format("a kind of event; it reads \"{}\"", kind.phrase), 2, width);
  return {"event", text};
}

struct CodeMeaning {
  std::string_view code;
  std::string_view meaning;
};
// As docs/command-line.md has them.
constexpr CodeMeaning kExitCodes[] = {
    {"0", "fine: everything is as it is expected to be"},
    {"1", "a property was violated, an expectation was not met, or traces differ"},
    {"2", "bad usage, a bad file, nothing to do, or output that cannot be written"},
    {"3", "a budget ran out: there is no verdict"},
    {"4", "a defect of umsim; the message says what to send"},
    {"130", "interrupted"}};

// In the order of Status.
constexpr std::string_view kStatusMeanings[] = {
    "it is done",
    "there is no such context, or no such list",
    "the place that the scenario has for it is taken",
    "the calling thread is of the wrong kind",
    "the thing that is named is of the wrong kind",
    "the thing that is named is in use",
    "the length does not fit the class of information",
    "the class of information cannot be asked for so",
    "the worker is locked for a moment: the same call may succeed next time (SWITCH-9)",
    "the worker is suspended (SWITCH-8)",
    "the worker has ended (SWITCH-8)",
    "nothing came within the time (LIST-7)"};
static_assert(std::size(kStatusMeanings) == std::size(kStatusNames));

std::optional<Topic> of_status(const std::string& word) {
  for (std::size_t i = 0; i < std::size(kStatusNames); ++i) {
    if (!same_word(kStatusNames[i], word)) continue;
    return Topic{"status", fmt::format("{}, a status of the API: {}; docs/api.md has the calls\n",
                                       kStatusNames[i], kStatusMeanings[i])};
  }
  return std::nullopt;
}

std::vector<std::string> known_words() {
  std::vector<std::string> words;
  for (const Behaviour& behaviour : all_behaviours()) words.emplace_back(behaviour.id);
  for (const loading::Safeguard& safeguard : loading::kSafeguards)
    words.emplace_back(safeguard.name);
  for (const KindInfo& kind : all_kinds()) words.emplace_back(kind.name);
  for (const std::string_view status : kStatusNames) words.emplace_back(status);
  for (const Routine& routine : all_routines()) {
    words.emplace_back(routine.name);
    for (const Step& step : routine.steps) words.emplace_back(step.label);
  }
  return words;
}

[[noreturn]] void refuse(const std::string& word) {
  const auto guess = loading::closest(word, known_words());
  throw UsageError(fmt::format(
      "{} is no behaviour, step, routine, safeguard, kind of event, status or exit code{}",
      loading::quoted(word), guess ? fmt::format("; did you mean {}?", *guess) : ""));
}

}  // namespace

Topic explain_topic(const std::string& word, std::size_t width) {
  for (const Behaviour& behaviour : all_behaviours()) {
    if (same_word(behaviour.id, word)) return of_behaviour(behaviour, width);
  }
  for (const loading::Safeguard& safeguard : loading::kSafeguards) {
    if (same_word(safeguard.name, word)) return of_safeguard(safeguard, width);
  }
  for (const KindInfo& kind : all_kinds()) {
    if (same_word(kind.name, word)) return of_kind(kind, width);
  }
  for (const CodeMeaning& code : kExitCodes) {
    if (code.code == word) {
      return {"exit code", fmt::format("exit code {}: {}\n", code.code, code.meaning)};
    }
  }
  if (const auto topic = of_status(word)) return *topic;
  const std::vector<FlowPart> parts = find_flow_parts(word);
  if (parts.empty()) refuse(word);
  return {"step", flow_text(parts, width)};
}

}  // namespace umsim

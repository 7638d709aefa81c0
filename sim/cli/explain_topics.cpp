// What umsim's words are: behaviours, steps, routines, safeguards, kinds of event, statuses, exit
// codes.
#include <algorithm>
#include <array>
#include <functional>
#include <utility>

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

// The lines of docs/spec/behaviours.md.
std::vector<std::string_view> lines_of_behaviours() {
  std::vector<std::string_view> lines;
  std::string_view rest = kBehaviours;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size() - 1);
    lines.push_back(rest.substr(0, end));
    rest.remove_prefix(end + 1);
  }
  return lines;
}

std::vector<Behaviour> all_behaviours() {
  std::vector<Behaviour> behaviours;
  for (const std::string_view line : lines_of_behaviours()) {
    if (const auto behaviour = behaviour_in(line)) behaviours.push_back(*behaviour);
  }
  return behaviours;
}

// "*KP*, *UP* = kernel portion, user portion" of the paragraph that defines terms.
struct Term {
  std::vector<std::string> names;  // "KP", "UP"
  std::string text;                // "KP, UP: kernel portion, user portion"
};

Term term_in(std::string_view definition) {
  const std::size_t equals = definition.find(" = ");
  Term term;
  std::string_view names = definition.substr(0, equals);
  for (std::size_t at = names.find('*'); at != std::string_view::npos; at = names.find('*')) {
    names.remove_prefix(at + 1);
    const std::size_t end = names.find('*');
    term.names.emplace_back(names.substr(0, end));
    names.remove_prefix(end + 1);
  }
  term.text =
      fmt::format("{}: {}", fmt::join(term.names, ", "), trimmed(definition.substr(equals + 3)));
  return term;
}

std::vector<Term> all_terms() {
  constexpr std::string_view kBegin = "Terms: ";
  std::string paragraph;
  bool inside = false;
  for (const std::string_view line : lines_of_behaviours()) {
    inside = !line.empty() && (inside || line.starts_with(kBegin));
    if (inside) paragraph += fmt::format("{} ", line);
  }
  std::vector<Term> terms;
  std::string_view rest = std::string_view(paragraph).substr(kBegin.size());
  for (std::size_t end = rest.find(". "); end != std::string_view::npos; end = rest.find(". ")) {
    terms.push_back(term_in(rest.substr(0, end)));
    rest.remove_prefix(end + 2);
  }
  return terms;
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

bool has_word(std::string_view text, std::string_view word) {
  const auto is_letter = [&](std::size_t at) {
    return at < text.size() && std::isalnum(static_cast<unsigned char>(text[at])) != 0;
  };
  for (std::size_t at = text.find(word); at != std::string_view::npos;
       at = text.find(word, at + 1)) {
    const bool begins = at == 0 || !is_letter(at - 1);
    if (begins && !is_letter(at + word.size())) return true;
  }
  return false;
}

// What the abbreviations of a statement are short for.
std::string abbreviations_in(std::string_view statement, std::size_t width) {
  std::string text;
  for (const Term& term : all_terms()) {
    const bool is_used = std::ranges::any_of(term.names, [&](const std::string& name) {
      return std::isupper(static_cast<unsigned char>(name.back())) != 0 &&
             has_word(statement, name);
    });
    if (is_used) text += indented(text.empty() ? "terms       " : "", term.text, 12, width);
  }
  return text;
}

// As docs/spec/behaviours.md names them.
std::string source_text(std::string_view source) {
  constexpr std::pair<std::string_view, std::string_view> kSources[] = {
      {"P:", "P: paragraph of the patent"},
      {"S:", "S: point of the overview of the Executive's role"},
      {"D:", "D: page of the public API's documentation"},
      {"N", "N: a decision of this project"}};
  std::vector<std::string_view> meanings;
  for (const auto& [mark, meaning] : kSources) {
    const bool cited =
        mark == "N" ? has_word(source, mark) : source.find(mark) != std::string_view::npos;
    if (cited) meanings.push_back(meaning);
  }
  return meanings.empty() ? std::string(source)
                          : fmt::format("{} ({})", source, fmt::join(meanings, "; "));
}

Topic of_behaviour(const Behaviour& behaviour, std::size_t width) {
  std::string text = indented(fmt::format("{:<12}", behaviour.id), behaviour.statement, 12, width);
  text += abbreviations_in(behaviour.statement, width);
  text += indented("source      ", source_text(behaviour.source), 12, width);
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

// "lock THREAD OLD > NEW" for "lock {thread} {old} > {new}".
std::string shape_of(std::string_view phrase) {
  std::string shape;
  bool inside = false;
  char previous = ' ';
  for (const char letter : phrase) {
    if (letter == '{' || letter == '}') {
      inside = letter == '{';
      if (inside && previous == '}') shape += ' ';
    } else {
      const auto code = static_cast<unsigned char>(letter);
      shape += inside ? static_cast<char>(std::toupper(code)) : letter;
    }
    previous = letter;
  }
  return shape;
}

std::string_view object_text(ObjectMeaning meaning) {
  switch (meaning) {
    case ObjectMeaning::nothing: return {};
    case ObjectMeaning::thread: return "; OBJECT is a thread";
    case ObjectMeaning::list: return "; OBJECT is a completion list";
    case ObjectMeaning::apc: return "; OBJECT is an APC";
    case ObjectMeaning::object: return "; OBJECT is an object of the kernel";
    case ObjectMeaning::queue: return "; OBJECT is a ready queue";
  }
  return {};
}

Topic of_kind(const KindInfo& kind, std::size_t width) {
  const bool names_object = kind.phrase.find("{object}") != std::string_view::npos;
  const std::string text =
      fmt::format("a kind of event, told as \"{}\"{}{}; docs/trace-events.md has all kinds",
                  shape_of(kind.phrase), names_object ? object_text(kind.object) : "",
                  kind.old_value == ValueMeaning::lock
                      ? "; OLD and NEW are UMS lock words, owner/kernel holders, and -/0 is free"
                      : "");
  return {"event", indented("", fmt::format("{}: {}", kind.name, text), 0, width)};
}

// Of a scenario that comes with umsim.
Topic of_scenario(const std::string& name, const std::string& path, std::size_t width) {
  const LoadedFile file = load_file({path, name});
  std::string text = fmt::format("{}: a scenario that comes with umsim\n", name);
  if (file.result.ok()) {
    const Scenario& scenario = *file.result.scenario;
    text += indented("title       ", scenario.title, 12, width);
    text += listed("covers      ", scenario.covers, width);
  }
  text += fmt::format("next        umsim run {}\n", name);
  return {"scenario", text};
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
    {"3",
     "a budget ran out (of simulated time, steps or states): there is no verdict, neither good "
     "nor bad; the output says which"},
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

// With or without ERROR_.
std::optional<Topic> of_status(const std::string& word, std::size_t width) {
  for (std::size_t i = 0; i < std::size(kStatusNames); ++i) {
    if (!same_word(kStatusNames[i], word) && !same_word(kStatusNames[i], "ERROR_" + word)) continue;
    return Topic{"status",
                 indented("",
                          fmt::format("{}, a status of the API: {}; docs/api.md has the calls",
                                      kStatusNames[i], kStatusMeanings[i]),
                          0, width)};
  }
  return std::nullopt;
}

std::optional<Topic> of_term(const std::string& word, std::size_t width) {
  for (const Term& term : all_terms()) {
    const bool fits =
        std::ranges::any_of(term.names, [&](const auto& name) { return same_word(name, word); });
    if (fits) return Topic{"term", indented("", term.text, 0, width)};
  }
  return std::nullopt;
}

std::optional<Topic> of_exit_code(const std::string& word, std::size_t width) {
  for (const CodeMeaning& code : kExitCodes) {
    if (code.code != word) continue;
    return Topic{"exit code",
                 indented("", fmt::format("exit code {}: {}", code.code, code.meaning), 0, width)};
  }
  return std::nullopt;
}

// The calls of the API: those of programs, and those that only schedulers make.
std::vector<std::string_view> all_calls() {
  std::vector<std::string_view> calls(std::begin(kApiCallNames), std::end(kApiCallNames));
  calls.insert(calls.end(), {"DequeueUmsCompletionListItems", "GetNextUmsListItem"});
  return calls;
}

// The steps that make a call of the API: what they do begins with its name.
std::vector<FlowPart> steps_of_call(const std::string& word) {
  std::vector<FlowPart> parts;
  const auto calls = all_calls();
  const auto call =
      std::ranges::find_if(calls, [&](std::string_view name) { return same_word(name, word); });
  if (call == calls.end()) return parts;
  for (const Routine& routine : all_routines()) {
    FlowPart part{&routine, {}};
    for (std::size_t row = 0; row < routine.steps.size(); ++row) {
      if (routine.steps[row].what.starts_with(*call)) part.rows.push_back(row);
    }
    if (!part.rows.empty()) parts.push_back(std::move(part));
  }
  return parts;
}

std::vector<std::string> known_words() {
  std::vector<std::string> words;
  for (const Behaviour& behaviour : all_behaviours()) words.emplace_back(behaviour.id);
  for (const loading::Safeguard& safeguard : loading::kSafeguards)
    words.emplace_back(safeguard.name);
  for (const KindInfo& kind : all_kinds()) words.emplace_back(kind.name);
  for (const std::string_view status : kStatusNames) words.emplace_back(status);
  for (const std::string_view call : all_calls()) words.emplace_back(call);
  for (const Term& term : all_terms())
    words.insert(words.end(), term.names.begin(), term.names.end());
  for (const ShippedScenario& shipped : shipped_scenarios()) words.push_back(shipped.name);
  for (const Routine& routine : all_routines()) {
    words.emplace_back(routine.name);
    for (const Step& step : routine.steps) words.emplace_back(step.label);
  }
  return words;
}

[[noreturn]] void refuse(const std::string& word) {
  const bool is_number = std::ranges::all_of(
      word, [](char letter) { return std::isdigit(static_cast<unsigned char>(letter)) != 0; });
  if (is_number) {
    throw UsageError(
        fmt::format("{} is no exit code; there are 0, 1, 2, 3, 4 and 130", loading::quoted(word)));
  }
  const std::string guess = loading::guess_text(word, known_words());
  if (!guess.empty()) {
    throw UsageError(fmt::format("{} is no word of umsim's{}", loading::quoted(word), guess));
  }
  throw UsageError(fmt::format(
      "{} is no word of umsim's, such as a behaviour (LOCK-4), a step (FIG14.B6), a routine "
      "(FIG14), a term (primary), a safeguard (second-lock-test), a kind of event "
      "(lock_transition), a status or a call of the API (ERROR_RETRY, UmsThreadYield), an exit "
      "code (3) "
      "or a scenario",
      loading::quoted(word)));
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
  for (const auto& of : {of_exit_code, of_status, of_term}) {
    if (const auto topic = of(word, width)) return *topic;
  }
  if (const auto path = find_shipped(word)) return of_scenario(word, *path, width);
  std::vector<FlowPart> parts = find_flow_parts(word);
  if (parts.empty()) parts = steps_of_call(word);
  if (parts.empty()) refuse(word);
  return {"step", flow_text(parts, width)};
}

}  // namespace umsim

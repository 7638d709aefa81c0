#include "traces/html_header.h"

#include <span>

#include <fmt/format.h>

#include "models/machine/names.h"
#include "traces/json_text.h"
#include "traces/jsonl_header.h"
#include "traces/kinds.h"
#include "traces/markup.h"
#include "traces/names.h"
#include "traces/phrases.h"

namespace umsim {
namespace {

constexpr std::string_view kObjects[] = {"nothing", "thread", "list", "apc", "object", "queue"};
constexpr std::string_view kWeights[] = {"major", "detail", "lock", "quiet"};

// In the order of the enumerators; `values` counts those that are words, and is 0 for the others.
struct Meaning {
  std::string_view name;
  std::size_t values;
};
constexpr Meaning kMeanings[] = {
    {"nothing", 0},
    {"thread", 0},
    {"lock", 0},
    {"service", std::size(kServiceNames)},
    {"wait_reason", std::size(kWaitReasonNames)},
    {"upcall_reason", std::size(kUpcallReasonNames)},
    {"switch_outcome", std::size(kSwitchOutcomeNames)},
    {"answer", std::size(kAnswerNames)},
    {"register_set", 2},
    {"lock_held", 2},
    {"address", 0},
    {"api_call", std::size(kApiCallNames)},
    {"status", std::size(kStatusNames)},
    {"context_part", std::size(kContextPartNames)},
    {"thread_state", std::size(kThreadStateNames)},
    {"list_event", std::size(kListEventNames)},
    {"context_place", std::size(kContextPlaceNames)},
    {"flag", 2},
    {"number", 0},
};
static_assert(std::size(kObjects) == static_cast<std::size_t>(ObjectMeaning::queue) + 1);
static_assert(std::size(kWeights) == static_cast<std::size_t>(Weight::quiet) + 1);
static_assert(std::size(kMeanings) == static_cast<std::size_t>(ValueMeaning::number) + 1);

std::string_view word(ObjectMeaning meaning) { return kObjects[static_cast<std::size_t>(meaning)]; }
std::string_view word(ValueMeaning meaning) {
  return kMeanings[static_cast<std::size_t>(meaning)].name;
}
std::string_view word(Weight weight) { return kWeights[static_cast<std::size_t>(weight)]; }

std::string kind_text(const KindInfo& kind) {
  std::string text =
      fmt::format(R"({{"name":"{}","object":"{}","old":"{}","new":"{}","weight":"{}","phrase":{})",
                  kind.name, word(kind.object), word(kind.old_value), word(kind.new_value),
                  word(kind.weight), json_string(kind.phrase));
  if (!kind.phrase_of_none.empty()) {
    text += fmt::format(R"(,"phrase_of_none":{})", json_string(kind.phrase_of_none));
  }
  return text + "}";
}

std::string kinds_text() {
  std::string text;
  for (const KindInfo& kind : all_kinds()) text += (text.empty() ? "" : ",") + kind_text(kind);
  return text;
}

std::string words_text(const Phrases& phrases, std::size_t meaning) {
  std::string text;
  for (std::size_t value = 0; value < kMeanings[meaning].values; ++value) {
    text += value == 0 ? "" : ",";
    text += json_string(phrases.value(static_cast<ValueMeaning>(meaning), value));
  }
  return text;
}

std::string values_text(const System& system) {
  const Phrases phrases(system);
  std::string text;
  for (std::size_t i = 0; i < std::size(kMeanings); ++i) {
    if (kMeanings[i].values == 0) continue;
    text += fmt::format(R"({}"{}":[{}])", text.empty() ? "" : ",", kMeanings[i].name,
                        words_text(phrases, i));
  }
  return text;
}

}  // namespace

std::string html_header(const TraceHeader& header, std::string_view flows,
                        std::string_view finding) {
  return markup_json(fmt::format(
      R"({{"report":{},"header":{},"finding":{},"kinds":[{}],"values":{{{}}},"routines":{}}})",
      kReportVersion, jsonl_header(header), json_string(finding), kinds_text(),
      values_text(*header.system), flows));
}

}  // namespace umsim

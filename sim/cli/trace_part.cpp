#include "sim/cli/trace_part.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "models/machine/routines.h"
#include "sim/cli/values.h"
#include "sim/scenario/text.h"
#include "traces/kinds.h"

namespace umsim {
namespace {

bool is_known_step(const std::string& typed) {
  return std::ranges::any_of(all_routines(), [&](const Routine& routine) {
    return std::ranges::any_of(routine.steps, [&](const Step& step) {
      return std::string_view(step.label).starts_with(typed);
    });
  });
}

std::vector<std::string> known_words() {
  std::vector<std::string> words;
  for (const KindInfo& kind : all_kinds()) words.emplace_back(kind.name);
  for (const Routine& routine : all_routines()) {
    for (const Step& step : routine.steps) words.emplace_back(step.label);
  }
  return words;
}

[[noreturn]] void refuse(std::string_view option, const std::string& typed,
                         const std::string& word) {
  throw UsageError(fmt::format(
      "--{} must be a time such as 20us, a kind of event such as switch_failed, or a step such as "
      "FIG15.B7, and :2 for the second, not {}{}",
      option, loading::quoted(typed), loading::guess_text(word, known_words())));
}

// Takes ":N" off the end; 1 when there is none, 0 when it is no number.
std::uint64_t take_occurrence(std::string& word) {
  const std::size_t colon = word.rfind(':');
  if (colon == std::string::npos) return 1;
  std::uint64_t number = 0;
  const char* const end = word.data() + word.size();
  const auto parsed = std::from_chars(word.data() + colon + 1, end, number);
  word.resize(colon);
  return parsed.ec == std::errc() && parsed.ptr == end ? number : 0;
}

std::optional<TraceMoment> read_moment(const Arguments& arguments, std::string_view option,
                                       std::uint64_t clock_mhz) {
  const auto typed = arguments.value(option);
  if (!typed) return std::nullopt;
  TraceMoment moment;
  const bool is_number =
      !typed->empty() && std::isdigit(static_cast<unsigned char>(typed->front())) != 0;
  if (is_number) {
    moment.time_cycles = time_in_cycles(arguments, option, clock_mhz);
    return moment;
  }
  std::string word = *typed;
  moment.occurrence = take_occurrence(word);
  moment.kind = parse_event_kind(word);
  if (!moment.kind) moment.step = word;
  const bool is_known = moment.kind || (!word.empty() && is_known_step(word));
  if (!is_known || moment.occurrence == 0) refuse(option, *typed, word);
  return moment;
}

}  // namespace

TracePart read_trace_part(const Arguments& arguments, std::uint64_t clock_mhz) {
  TracePart part;
  part.from = read_moment(arguments, "trace-from", clock_mhz);
  part.to = read_moment(arguments, "trace-to", clock_mhz);
  part.last = whole_number(arguments, "trace-last", 1);
  const bool both_times = part.from && part.from->time_cycles && part.to && part.to->time_cycles;
  if (both_times && *part.from->time_cycles > *part.to->time_cycles) {
    throw UsageError("--trace-to is before --trace-from");
  }
  return part;
}

}  // namespace umsim

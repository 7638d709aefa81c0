// umsim diff: where two traces part.
//
// Two events are the same when their lines in JSON Lines are; with --ignore-times, when they are
// but for their times. Headers may differ: that is told, and does not count.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "sim/cli/layout.h"
#include "sim/cli/results.h"
#include "sim/cli/trace_files.h"
#include "sim/cli/values.h"
#include "sim/cli/verbs.h"
#include "traces/jsonl_format.h"
#include "traces/names.h"
#include "traces/phrases.h"

namespace umsim {
namespace {

constexpr std::uint64_t kDefaultContext = 5;

struct Side {
  std::string path;
  Trace trace;
  JsonlFormat format;

  explicit Side(const std::string& from)
      : path(from), trace(read_trace_at(from)), format(trace.header) {}

  [[nodiscard]] std::size_t size() const { return trace.events.size(); }

  [[nodiscard]] std::string line(std::size_t position, bool with_times) const {
    Event event = trace.events[position];
    if (!with_times) event.time_cycles = 0;
    fmt::memory_buffer text;
    format.append_event(text, event);
    return fmt::to_string(text);
  }
  [[nodiscard]] Json event(std::size_t position) const {
    return position < size() ? Json::parse(line(position, true)) : Json(nullptr);
  }
  [[nodiscard]] Json header() const {
    fmt::memory_buffer text;
    format.append_header(text);
    return Json::parse(fmt::to_string(text));
  }
};

struct Difference {
  std::vector<std::string> headers;  // keys of the headers that differ
  std::size_t same = 0;              // events
  bool differ = false;
  std::vector<std::string> keys;  // of the first events that differ; none when one trace ends
};

std::vector<std::string> differing_keys(const Json& left, const Json& right) {
  std::set<std::string> keys;
  for (const Json* side : {&left, &right}) {
    for (const auto& [key, value] : side->items()) {
      if (!left.contains(key) || !right.contains(key) || left[key] != right[key]) keys.insert(key);
    }
  }
  return {keys.begin(), keys.end()};
}

Difference compare(const Side& left, const Side& right, bool with_times) {
  Difference difference;
  difference.headers = differing_keys(left.header(), right.header());
  const std::size_t both = std::min(left.size(), right.size());
  std::size_t& same = difference.same;
  while (same < both && left.line(same, with_times) == right.line(same, with_times)) ++same;
  difference.differ = same < std::max(left.size(), right.size());
  if (same < both) {
    difference.keys = differing_keys(left.event(same), right.event(same));
    const auto is_time = [](const std::string& key) { return key == "cycles" || key == "ns"; };
    if (!with_times) std::erase_if(difference.keys, is_time);
  }
  return difference;
}

std::string event_text(const Side& side, std::size_t position, char mark) {
  const Event& event = side.trace.events[position];
  return fmt::format("{} {:>6} {:>14}  {:<5} {:<22} {}\n", mark, event.id,
                     time_text(side.trace.header, event.time_cycles),
                     event.cpu.valid() ? cpu_name(event.cpu) : "", step_label(event),
                     Phrases(*side.trace.system).of(event));
}

std::string part_text(const Side& side, std::size_t from, std::uint64_t context, char mark) {
  std::string text;
  const std::size_t end = std::min<std::uint64_t>(side.size(), from + context);
  for (std::size_t i = from; i < end; ++i) text += event_text(side, i, mark);
  if (from >= side.size()) text += fmt::format("{}        {} ends\n", mark, side.path);
  return text;
}

std::string difference_text(const Side& left, const Side& right, const Difference& difference,
                            std::uint64_t context) {
  std::string text;
  for (const Side* side : {&left, &right}) {
    const TraceHeader& header = side->trace.header;
    text += fmt::format("{} {}: {}, {}, seed {}, {}\n", side == &left ? '<' : '>', side->path,
                        printable(header.scenario), printable(header.engine), header.seed,
                        counted(side->size(), "event"));
  }
  if (!difference.headers.empty()) {
    text += fmt::format("the headers differ in {}\n", fmt::join(difference.headers, ", "));
  }
  if (!difference.differ) {
    return text + fmt::format("\n{} are the same\n", counted(difference.same, "event"));
  }
  text += fmt::format("\n{} are the same", counted(difference.same, "event"));
  if (!difference.keys.empty()) {
    text += fmt::format("; the next differ in {}", fmt::join(difference.keys, ", "));
  }
  text += "\n\n";
  const std::size_t first = difference.same - std::min<std::uint64_t>(difference.same, context);
  for (std::size_t i = first; i < difference.same; ++i) text += event_text(left, i, ' ');
  text += part_text(left, difference.same, context, '<');
  return text + part_text(right, difference.same, context, '>');
}

Json difference_json(const Side& left, const Side& right, const Difference& difference,
                     ExitCode code) {
  Json result = result_of("diff", code);
  result["files"] = {left.path, right.path};
  result["events"] = {left.size(), right.size()};
  result["same"] = !difference.differ;
  result["same_events"] = difference.same;
  result["header_keys"] = difference.headers;
  result["keys"] = difference.keys;
  result["left"] = difference.differ ? left.event(difference.same) : Json(nullptr);
  result["right"] = difference.differ ? right.event(difference.same) : Json(nullptr);
  return result;
}

ExitCode diff(const Arguments& arguments, Console& console) {
  const std::vector<std::string>& words = arguments.words();
  if (words.size() != 2) throw UsageError("compares two traces");
  if (words[0] == "-" && words[1] == "-") {
    throw UsageError("standard input (-) can be read only once");
  }
  const std::uint64_t context = whole_number(arguments, "context", 1).value_or(kDefaultContext);
  const Side left(words[0]);
  const Side right(words[1]);
  const Difference difference = compare(left, right, !arguments.has("ignore-times"));
  const ExitCode code = difference.differ ? ExitCode::violated : ExitCode::fine;
  if (arguments.has("json")) {
    return print_result(difference_json(left, right, difference, code), console);
  }
  console.out << difference_text(left, right, difference, context);
  return code;
}

constexpr OptionSpec kOptions[] = {
    {"context", "N", "events that are shown before and after (default 5)"},
    {"ignore-times", "", "compares what happens, whenever it does"}};

}  // namespace

const VerbSpec& diff_verb() {
  static constexpr VerbSpec kVerb{"diff",
                                  "Shows where two traces part.",
                                  "diff TRACE TRACE [options]",
                                  "TRACE is a trace in JSON Lines, or - for standard input.",
                                  kOptions,
                                  "umsim diff before.jsonl after.jsonl",
                                  diff};
  return kVerb;
}

}  // namespace umsim

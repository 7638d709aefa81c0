// umsim diff: where two traces part, and what they have in common behind that.
//
// Two events are the same from the beginning on when their lines in JSON Lines are; with
// --ignore-times, when they are but for their times. Behind that they are aligned thread by thread
// (traces/alignment.h). Headers may differ: that is told, and does not count.
#include <algorithm>
#include <set>
#include <utility>

#include "sim/cli/diff_output.h"
#include "sim/cli/trace_files.h"
#include "sim/cli/values.h"
#include "sim/cli/verbs.h"
#include "traces/jsonl_format.h"
#include "traces/trace_pair.h"

namespace umsim {
namespace {

constexpr std::uint64_t kDefaultContext = 5;

Json header_json(const Trace& trace) {
  fmt::memory_buffer text;
  JsonlFormat(trace.header).append_header(text);
  return Json::parse(fmt::to_string(text));
}

std::vector<std::string> differing_keys(const Json& left, const Json& right) {
  std::set<std::string> keys;
  for (const Json* side : {&left, &right}) {
    for (const auto& [key, value] : side->items()) {
      if (!left.contains(key) || !right.contains(key) || left[key] != right[key]) keys.insert(key);
    }
  }
  return {keys.begin(), keys.end()};
}

ExitCode diff(const Arguments& arguments, Console& console) {
  const std::vector<std::string>& words = arguments.words();
  if (words.size() != 2) throw UsageError("compares two traces");
  if (words[0] == "-" && words[1] == "-") {
    throw UsageError("standard input (-) can be read only once");
  }
  const DiffRequest request{whole_number(arguments, "context", 1).value_or(kDefaultContext),
                            !arguments.has("ignore-times"), arguments.has("aligned")};
  const auto first = open_trace_at(words[0]);
  const auto second = open_trace_at(words[1]);
  TracePair pair = reading([&] {
    return read_pair(first->reader(), second->reader(), request.times,
                     request.aligned ? kKeepAll : request.context);
  });
  const DiffSide left{words[0], std::move(pair.left)};
  const DiffSide right{words[1], std::move(pair.right)};
  const Difference difference = difference_of(left, right, request.times, pair.left_out);
  const ExitCode code = difference.alignment.differ() ? ExitCode::violated : ExitCode::fine;
  if (arguments.has("json")) {
    return print_result(difference_json(difference, request, code), console);
  }
  print_difference(difference, request, console.out);
  return code;
}

constexpr OptionSpec kOptions[] = {
    {"aligned", "", "shows all events of both, those that belong together beside each other"},
    {"context", "N", "events that are shown before and after (default 5)"},
    {"ignore-times", "", "compares what happens, whenever it does"}};

}  // namespace

Json event_json(const Trace& trace, std::size_t position) {
  if (position >= trace.size()) return nullptr;
  fmt::memory_buffer text;
  JsonlFormat(trace.header).append_event(text, trace.at(position));
  return Json::parse(fmt::to_string(text));
}

Difference difference_of(const DiffSide& left, const DiffSide& right, bool times,
                         std::span<const std::uint32_t> left_out) {
  Difference difference{&left,
                        &right,
                        Alignment(left.trace, right.trace, times, left_out),
                        differing_keys(header_json(left.trace), header_json(right.trace)),
                        {}};
  const std::size_t same = difference.alignment.same_from_beginning();
  if (same < left.trace.size() && same < right.trace.size()) {
    difference.keys = differing_keys(event_json(left.trace, same), event_json(right.trace, same));
    const auto is_time = [](const std::string& key) { return key == "cycles" || key == "ns"; };
    if (!times) std::erase_if(difference.keys, is_time);
  }
  return difference;
}

const VerbSpec& diff_verb() {
  static constexpr VerbSpec kVerb{"diff",
                                  "Shows where two traces part, and what they have in common.",
                                  "diff TRACE TRACE [options]",
                                  "TRACE is a trace in JSON Lines, or - for standard input.",
                                  kOptions,
                                  "umsim diff before.jsonl after.jsonl",
                                  diff};
  return kVerb;
}

}  // namespace umsim

// umsim explain: what a word of umsim's is, and why a thread does not run at a time of a trace.
#include <memory>

#include <fmt/format.h>

#include "sim/cli/explain_output.h"
#include "sim/cli/layout.h"
#include "sim/cli/results.h"
#include "sim/cli/trace_files.h"
#include "sim/cli/verbs.h"
#include "sim/scenario/quantity.h"
#include "sim/scenario/text.h"

namespace umsim {
namespace {

using Words = std::vector<std::string>;

ThreadId thread_named(const JsonlReader& trace, const std::string& typed) {
  Words names;
  for (std::size_t i = 0; i < trace.system().threads.size(); ++i) {
    if (trace.system().threads[i].name == typed) return ThreadId(i);
    names.push_back(trace.system().threads[i].name);
  }
  const auto guess = loading::closest(typed, names);
  throw UsageError(fmt::format("no thread of the trace is called {}{}", loading::quoted(typed),
                               guess
                                   ? fmt::format("; did you mean {}?", *guess)
                                   : fmt::format("; there are {}", loading::joined(names, ", "))));
}

std::uint64_t moment_named(const JsonlReader& trace, const std::string& typed) {
  const auto quantity = loading::parse_quantity(typed);
  if (std::holds_alternative<loading::QuantityError>(quantity)) {
    throw UsageError(
        fmt::format("{} is no time such as 20us or 3000cycles", loading::quoted(typed)));
  }
  return loading::cycles_of(std::get<loading::Quantity>(quantity), trace.header().clock_mhz);
}

// Of a part of a run, what was before the latest of the events that tell of its beginning is not
// known.
void require_known(const JsonlReader& trace, const std::string& typed, std::uint64_t moment) {
  const Event& known = trace.before().empty() ? trace.first() : trace.before().back();
  if (trace.first().id != 1 && moment < known.time_cycles) {
    throw UsageError(fmt::format("{} lies before the trace, which has the state from {} on",
                                 loading::printable(typed),
                                 time_text(trace.header(), known.time_cycles)));
  }
}

ExitCode explain_moment(const Arguments& arguments, Console& console) {
  const Words& words = arguments.words();
  const std::unique_ptr<TraceFile> file = open_trace_at(words[0]);
  JsonlReader& trace = file->reader();
  if (trace.is_empty()) throw UsageError("the trace has no events");
  note_part(trace, "explain", console);
  const ThreadId thread = thread_named(trace, words[2]);
  const std::uint64_t moment = moment_named(trace, words[3]);
  require_known(trace, words[3], moment);
  const Why why = reading([&] { return explain_why(trace, thread, moment); });
  if (arguments.has("json")) {
    Json result = result_of("explain", ExitCode::fine);
    result["file"] = words[0];
    result["thread"] = words[2];
    result["doing"] = why.doing;
    result["since"] = why.since;
    result["since_event"] = why.since_event ? Json(*why.since_event) : Json(nullptr);
    result["chain"] = why.chain;
    result["around"] = why.around;
    result["ends"] = why.ends;
    result["end_event"] = why.end_event ? Json(*why.end_event) : Json(nullptr);
    return print_result(result, console);
  }
  std::string text = why.doing;
  for (const std::string* part : {&why.since, &why.chain, &why.around, &why.ends}) {
    if (!part->empty()) text += " " + *part;
  }
  console.out << indented("", text, 0, console.width);
  return ExitCode::fine;
}

ExitCode explain(const Arguments& arguments, Console& console) {
  const Words& words = arguments.words();
  if (words.size() == 4 && words[1] == "why") return explain_moment(arguments, console);
  if (words.size() != 1) {
    throw UsageError("takes one word, or a trace, why, a thread and a time");
  }
  const Topic topic = explain_topic(words.front(), console.width);
  if (arguments.has("json")) {
    Json result = result_of("explain", ExitCode::fine);
    result["word"] = words.front();
    result["kind"] = topic.kind;
    result["text"] = topic.text;
    return print_result(result, console);
  }
  console.out << topic.text;
  return ExitCode::fine;
}

}  // namespace

const VerbSpec& explain_verb() {
  static constexpr VerbSpec kVerb{
      "explain",
      "Explains a word of umsim's, or what a thread does at a time of a trace.",
      "explain WORD | explain TRACE why THREAD TIME",
      "WORD is a behaviour such as LOCK-4, a step such as FIG14.B6, a routine, a safeguard, a kind "
      "of event, a status of the API or an exit code; TRACE is a trace in JSON Lines, or - for "
      "standard input.",
      {},
      "umsim explain fig02.jsonl why Reader 30us",
      explain};
  return kVerb;
}

}  // namespace umsim

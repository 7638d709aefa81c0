// umsim explain: what a word of umsim's is, and why a thread does not run at a time of a trace.
#include <limits>
#include <memory>
#include <variant>

#include <fmt/format.h>

#include "sim/cli/explain_output.h"
#include "sim/cli/layout.h"
#include "sim/cli/results.h"
#include "sim/cli/trace_files.h"
#include "sim/cli/verbs.h"
#include "sim/scenario/quantity.h"
#include "sim/scenario/text.h"
#include "traces/names.h"

namespace umsim {
namespace {

using Words = std::vector<std::string>;

// Whom a question is about.
using Subject = std::variant<ThreadId, CpuId>;

Subject subject_named(const JsonlReader& trace, const std::string& typed) {
  Words names;
  for (std::size_t i = 0; i < trace.system().threads.size(); ++i) {
    if (trace.system().threads[i].name == typed) return ThreadId(i);
    names.push_back(trace.system().threads[i].name);
  }
  for (std::size_t i = 0; i < trace.system().cpus; ++i) {
    if (cpu_name(CpuId(i)) == typed) return CpuId(i);
    names.push_back(cpu_name(CpuId(i)));
  }
  throw UsageError(
      fmt::format("no thread or CPU of the trace is called {}{}", loading::quoted(typed),
                  loading::guess_text(typed, names,
                                      fmt::format("there are {}", loading::joined(names, ", ")))));
}

std::uint64_t moment_named(const JsonlReader& trace, const std::string& typed) {
  if (typed == "0") return 0;
  if (typed == "end") return std::numeric_limits<std::uint64_t>::max();
  const auto quantity = loading::parse_quantity(typed);
  if (std::holds_alternative<loading::QuantityError>(quantity)) {
    throw UsageError(
        fmt::format("{} is no time such as 20us, 3000cycles or end", loading::quoted(typed)));
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
  const Subject subject = subject_named(trace, words[2]);
  const std::uint64_t moment = moment_named(trace, words[3]);
  require_known(trace, words[3], moment);
  const Why why = reading([&] {
    return std::visit([&](auto one) { return explain_why(trace, one, moment, Late::end_of_trace); },
                      subject);
  });
  if (arguments.has("json")) {
    Json result = result_of("explain", ExitCode::fine);
    result["file"] = words[0];
    result[std::holds_alternative<CpuId>(subject) ? "cpu" : "thread"] = words[2];
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

// "exit code 3" is asked for as 3.
std::string topic_of(const Words& words) {
  if (words.empty()) {
    throw UsageError("takes a word such as LOCK-4, or a trace, why, a thread and a time");
  }
  const bool asks_why = words.size() > 1 && words[1] == "why";
  if (asks_why || words.front().ends_with(".jsonl")) {
    throw UsageError(fmt::format("a trace is asked like this: umsim explain {} why THREAD 20us",
                                 loading::printable(words.front())));
  }
  const bool of_exit = words.front() == "exit" && words.size() > 1;
  return of_exit ? words.back() : fmt::format("{}", fmt::join(words, " "));
}

ExitCode explain(const Arguments& arguments, Console& console) {
  const Words& words = arguments.words();
  if (words.size() == 4 && words[1] == "why") return explain_moment(arguments, console);
  const std::string word = topic_of(words);
  const Topic topic = explain_topic(word, console.width);
  if (arguments.has("json")) {
    Json result = result_of("explain", ExitCode::fine);
    result["word"] = word;
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
      "Explains a word of umsim's, or what a thread or a CPU does at a time of a trace.",
      "explain WORD | explain TRACE why THREAD TIME",
      "WORD is a behaviour such as LOCK-4, a term such as primary, a step such as FIG14.B6, a "
      "routine, a safeguard, a kind of event, a status or a call of the API, an exit code or a "
      "shipped "
      "scenario; TRACE is a trace in JSON Lines, or - for standard input; THREAD may be a CPU; "
      "TIME is 20us, 3000cycles or end.",
      {},
      "umsim explain fig02.jsonl why Reader 30us",
      explain};
  return kVerb;
}

}  // namespace umsim

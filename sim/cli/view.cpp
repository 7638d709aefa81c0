// umsim view: a trace that was written before, or two of them side by side, as a report.
#include <algorithm>
#include <filesystem>
#include <memory>

#include <fmt/format.h>

#include "sim/cli/layout.h"
#include "sim/cli/report_parts.h"
#include "sim/cli/results.h"
#include "sim/cli/trace_files.h"
#include "sim/cli/verbs.h"
#include "sim/scenario/text.h"
#include "traces/alignment.h"
#include "traces/html_alignment.h"
#include "traces/html_sink.h"
#include "traces/output_file.h"
#include "traces/phrases.h"

namespace umsim {
namespace {

// Beside the trace, by its name: run.jsonl becomes run.html.
std::string default_report_path(const std::string& trace) {
  if (trace == "-") {
    throw UsageError(
        "a trace from standard input has no name: --output says where the report goes");
  }
  return std::filesystem::path(trace).replace_extension(".html").string();
}

std::unique_ptr<TextOutput> output_at(const std::string& path, Console& console) {
  if (path == "-") return std::make_unique<StreamOutput>(console.out, "standard output");
  return std::make_unique<OutputFile>(path);
}

// Where the report goes, once what was typed makes sense.
std::string report_path(const Arguments& arguments) {
  const std::vector<std::string>& words = arguments.words();
  if (words.empty() || words.size() > 2) throw UsageError("shows one trace, or two side by side");
  if (words.size() == 2 && words[0] == "-" && words[1] == "-") {
    throw UsageError("standard input (-) can be read only once");
  }
  const auto wanted = arguments.value("output");
  std::string report = wanted ? *wanted : default_report_path(words.front());
  if (arguments.has("json") && report == "-") {
    throw UsageError("only one of --output - and --json can write to standard output");
  }
  if (report != "-" && std::ranges::find(words, report) != words.end()) {
    throw UsageError("the report would take a trace's place; --output says where it goes");
  }
  return report;
}

void write_report(const std::vector<Trace>& traces, TextOutput& output) {
  HtmlSink sink(output, report_parts(""));
  sink.begin(traces.front().header);
  for (const Event& event : traces.front().before) sink.skip(event);
  for (const Event& event : traces.front().events) sink.event(event);
  if (traces.size() == 2) {
    sink.begin_other(traces.back().header);
    for (const Event& event : traces.back().before) sink.skip(event);
    for (const Event& event : traces.back().events) sink.event(event);
    sink.align(html_alignment(Alignment(traces.front(), traces.back())));
  }
  sink.end();
}

ExitCode view(const Arguments& arguments, Console& console) {
  const std::string report = report_path(arguments);
  std::vector<Trace> traces;
  for (const std::string& path : arguments.words()) traces.push_back(read_trace_at(path));
  write_report(traces, *output_at(report, console));
  std::vector<std::size_t> events;
  events.reserve(traces.size());
  for (const Trace& trace : traces) events.push_back(trace.events.size());
  if (arguments.has("json")) {
    Json result = result_of("view", ExitCode::fine);
    result["report"] = report;
    result["events"] = events;
    return print_result(result, console);
  }
  std::ostream& out = report == "-" ? console.err : console.out;
  const std::string beside =
      events.size() == 2 ? fmt::format(" beside {}", counted(events.back(), "event")) : "";
  out << fmt::format("{}: {}{}; open it in a browser\n", loading::printable(report),
                     counted(events.front(), "event"), beside);
  return ExitCode::fine;
}

constexpr OptionSpec kOptions[] = {
    {"output", "PATH", "where the report goes (default beside the trace); - is standard output"}};

}  // namespace

const VerbSpec& view_verb() {
  static constexpr VerbSpec kVerb{
      "view",
      "Makes a report of a trace, to look at in a browser.",
      "view TRACE [TRACE] [options]",
      "TRACE is a trace in JSON Lines, or - for standard input; two are shown side by side.",
      kOptions,
      "umsim view run.jsonl --output run.html",
      view};
  return kVerb;
}

}  // namespace umsim

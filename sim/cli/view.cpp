// umsim view: a trace that was written before, or two of them side by side, as a report.
#include <algorithm>
#include <filesystem>
#include <memory>

#include <fmt/format.h>

#include "sim/cli/layout.h"
#include "sim/cli/output_places.h"
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
  const auto takes_its_place = [&](const std::string& trace) {
    return trace != "-" && same_file(trace, report);
  };
  if (std::ranges::any_of(words, takes_its_place)) {
    throw UsageError("the report would take a trace's place; --output says where it goes");
  }
  return report;
}

using Counts = std::vector<std::size_t>;  // of the events of each trace

// Of one trace, as it is read: nothing of it is kept.
Counts write_one(const std::string& path, const std::string& report, Console& console) {
  const auto file = open_trace_at(path);
  JsonlReader& reader = file->reader();
  const auto output = output_at(report, console);
  HtmlSink sink(*output, report_parts(""));
  sink.begin(reader.header());
  for (const Event& event : reader.before()) sink.skip(event);
  std::size_t events = 0;
  reading([&] {
    for (; const auto event = reader.next(); ++events) sink.event(*event);
  });
  sink.end();
  return {events};
}

void write_events(const Trace& trace, HtmlSink& sink) {
  for (const Event& event : trace.before) sink.skip(event);
  for (const Event& event : trace.events) sink.event(event);
}

// Of two: to align them takes both.
Counts write_two(const std::vector<std::string>& paths, const std::string& report,
                 Console& console) {
  const Trace left = read_trace_at(paths[0]);
  const Trace right = read_trace_at(paths[1]);
  const auto output = output_at(report, console);
  HtmlSink sink(*output, report_parts(""));
  sink.begin(left.header);
  write_events(left, sink);
  sink.begin_other(right.header);
  write_events(right, sink);
  sink.align(html_alignment(Alignment(left, right)));
  sink.end();
  return {left.size(), right.size()};
}

ExitCode view(const Arguments& arguments, Console& console) {
  const std::string report = report_path(arguments);
  const std::vector<std::string>& words = arguments.words();
  const Counts events = words.size() == 2 ? write_two(words, report, console)
                                          : write_one(words.front(), report, console);
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

// umsim stats: what a trace adds up to.
#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "sim/cli/results.h"
#include "sim/cli/stats_output.h"
#include "sim/cli/trace_files.h"
#include "sim/cli/verbs.h"
#include "sim/scenario/text.h"

namespace umsim {
namespace {

std::string format_of(const Arguments& arguments) {
  const std::string format = arguments.value("format").value_or("text");
  const std::vector<std::string> known{"text", "svg", "json"};
  if (std::ranges::find(known, format) == known.end()) {
    throw UsageError(fmt::format("--format must be text, svg or json, not {}{}",
                                 loading::quoted(format), loading::guess_text(format, known)));
  }
  return arguments.has("json") ? "json" : format;
}

ExitCode stats(const Arguments& arguments, Console& console) {
  const std::vector<std::string>& words = arguments.words();
  if (words.size() != 1) throw UsageError("takes one trace");
  const std::string format = format_of(arguments);
  const std::unique_ptr<TraceFile> file = open_trace_at(words.front());
  JsonlReader& trace = file->reader();
  if (trace.is_empty()) {
    throw UsageError(fmt::format("{} has no events", loading::printable(words.front())));
  }
  note_part(trace, "stats", console);
  Statistics statistics(trace.system());
  reading([&] { trace.play(statistics); });
  if (format == "json") {
    Json result = result_of("stats", ExitCode::fine);
    result["file"] = words.front();
    result["events"] = statistics.events();
    add_stats(result, statistics);
    return print_result(result, console);
  }
  console.out << (format == "svg" ? stats_svg(statistics) : stats_text(statistics));
  return ExitCode::fine;
}

constexpr OptionSpec kOptions[] = {
    {"format", "FORMAT", "text (default), svg for a picture, or json"}};

}  // namespace

const VerbSpec& stats_verb() {
  static constexpr VerbSpec kVerb{"stats",
                                  "Shows what a trace adds up to.",
                                  "stats TRACE [options]",
                                  "TRACE is a trace in JSON Lines, or - for standard input.",
                                  kOptions,
                                  "umsim run fig02-directed-switch --trace - | umsim stats -",
                                  stats};
  return kVerb;
}

}  // namespace umsim

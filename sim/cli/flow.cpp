// umsim flow: the protocol's steps as the code has them.
#include <algorithm>
#include <cctype>
#include <numeric>

#include <fmt/format.h>

#include "sim/cli/flow_output.h"
#include "sim/cli/layout.h"
#include "sim/cli/verbs.h"
#include "sim/scenario/text.h"

namespace umsim {
namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), [](char letter) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  });
  return result;
}

FlowPart whole(const Routine& routine) {
  FlowPart part{&routine, std::vector<std::size_t>(routine.steps.size())};
  std::iota(part.rows.begin(), part.rows.end(), std::size_t{0});
  return part;
}

[[noreturn]] void refuse(const std::string& name) {
  std::vector<std::string> known;
  for (const Routine& routine : all_routines()) {
    known.emplace_back(routine.name);
    for (const Step& step : routine.steps) known.emplace_back(step.label);
  }
  throw UsageError(fmt::format("no routine and no step is called {}{}", loading::quoted(name),
                               loading::guess_text(name, known, "umsim flow lists the routines")));
}

std::string routine_list() {
  std::string text;
  for (const Routine& routine : all_routines()) {
    text +=
        fmt::format("  {:<10}{:<10}{:<8}{}\n", routine.name, counted(routine.steps.size(), "step"),
                    routine.user_mode ? "user" : "kernel", routine.title);
  }
  return text + "\numsim flow NAME shows the steps of one, umsim flow FIG15.B3 one step.\n";
}

std::string graph(const std::vector<FlowPart>& parts, const std::string& format) {
  const Routine& routine = *parts.front().routine;
  return format == "dot" ? flow_as_dot(routine) : flow_as_mermaid(routine);
}

std::string format_of(const Arguments& arguments) {
  std::string format = arguments.value("format").value_or("text");
  if (arguments.has("json")) return "json";
  const std::vector<std::string> known{"text", "dot", "mermaid", "json"};
  if (std::find(known.begin(), known.end(), format) == known.end()) {
    throw UsageError(fmt::format("--format must be text, dot, mermaid or json, not {}{}",
                                 loading::quoted(format), loading::guess_text(format, known)));
  }
  return format;
}

ExitCode flow(const Arguments& arguments, Console& console) {
  const std::vector<std::string>& words = arguments.words();
  if (words.size() > 1) throw UsageError("shows one routine or step at a time");
  const std::string format = format_of(arguments);
  const std::vector<FlowPart> parts =
      words.empty() ? all_flow_parts() : find_flow_parts(words.front());
  if (parts.empty()) refuse(words.front());
  if (format == "json") {
    Json result = result_of("flow", ExitCode::fine);
    result["routines"] = flow_as_json(parts);
    return print_result(result, console);
  }
  if (format != "text" && words.empty()) {
    throw UsageError(fmt::format("--format {} draws one routine: give its name", format));
  }
  if (format != "text") {
    console.out << graph(parts, format);
  } else {
    console.out << (words.empty() ? routine_list() : flow_text(parts, console.width));
  }
  return ExitCode::fine;
}

constexpr OptionSpec kOptions[] = {
    {"format", "FORMAT", "text (default), dot for Graphviz, mermaid, or json"}};

}  // namespace

// A routine's name stands for all its steps, a label for the steps that carry it: FIG15.B7 for
// FIG15.B7.integer and the others. Capitals do not matter.
std::vector<FlowPart> find_flow_parts(const std::string& typed) {
  const std::string wanted = lower(typed);
  std::vector<FlowPart> parts;
  for (const Routine& routine : all_routines()) {
    if (lower(routine.name) == wanted) return {whole(routine)};
    FlowPart part{&routine, {}};
    for (std::size_t row = 0; row < routine.steps.size(); ++row) {
      const std::string label = lower(routine.steps[row].label);
      if (label == wanted || label.rfind(wanted + ".", 0) == 0) part.rows.push_back(row);
    }
    if (!part.rows.empty()) parts.push_back(std::move(part));
  }
  return parts;
}

std::vector<FlowPart> all_flow_parts() {
  std::vector<FlowPart> parts;
  for (const Routine& routine : all_routines()) parts.push_back(whole(routine));
  return parts;
}

const VerbSpec& flow_verb() {
  static constexpr VerbSpec kVerb{
      "flow",
      "Shows the protocol's steps as the code has them.",
      "flow [NAME|LABEL] [options]",
      "NAME is a routine such as FIG15, LABEL a step such as FIG15.B3; without, all are listed.",
      kOptions,
      "umsim flow FIG15 --format dot | dot -Tsvg > fig15.svg",
      flow};
  return kVerb;
}

}  // namespace umsim

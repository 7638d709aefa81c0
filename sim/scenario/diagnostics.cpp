#include "sim/scenario/diagnostics.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/scenario/text.h"

namespace umsim {

namespace {

struct Palette {
  std::string_view strong;
  std::string_view bad;
  std::string_view mark;
  std::string_view plain;
};

constexpr Palette kColours{"\x1b[1m", "\x1b[1;31m", "\x1b[1;32m", "\x1b[0m"};
constexpr Palette kNoColours{"", "", "", ""};

std::string_view name_of(Severity severity) {
  return severity == Severity::error ? "error" : "failure";
}

std::string place_of(const Diagnostic& diagnostic) {
  const std::string file = loading::printable(diagnostic.file);
  const SourcePosition& at = diagnostic.position;
  return at.line == 0 ? file : fmt::format("{}:{}:{}", file, at.line, at.column);
}

std::string carets(const Diagnostic& diagnostic) {
  const std::size_t room = loading::character_count(diagnostic.excerpt) + 2;
  const std::size_t column = diagnostic.excerpt_column;
  const std::size_t longest = room > column ? room - column : 1;
  const std::size_t length = std::clamp<std::size_t>(diagnostic.position.length, 1, longest);
  return "^" + std::string(length - 1, '~');
}

// The source line, and below it the carets with the suggestion.
std::string excerpt_of(const Diagnostic& diagnostic, const Palette& palette) {
  std::string text = fmt::format("{:>5} |", diagnostic.position.line);
  if (!diagnostic.excerpt.empty()) text += " " + diagnostic.excerpt;
  text += fmt::format("\n      | {:{}}{}{}", "", diagnostic.excerpt_column - 1, palette.mark,
                      carets(diagnostic));
  if (!diagnostic.suggestion.empty()) text += "  " + diagnostic.suggestion;
  text += palette.plain;
  return text + "\n";
}

}  // namespace

std::string_view SourceFile::line(std::uint32_t number) const {
  std::string_view rest = text;
  for (; number > 1; --number) {
    const std::size_t end = rest.find('\n');
    if (end == std::string_view::npos) return {};
    rest.remove_prefix(end + 1);
  }
  rest = rest.substr(0, rest.find('\n'));
  if (!rest.empty() && rest.back() == '\r') rest.remove_suffix(1);
  return number == 0 ? std::string_view{} : rest;
}

std::string format_diagnostic(const Diagnostic& diagnostic, bool colour) {
  const Palette& palette = colour ? kColours : kNoColours;
  std::string text =
      fmt::format("{}{}:{} {}{}:{} {}\n", palette.strong, place_of(diagnostic), palette.plain,
                  palette.bad, name_of(diagnostic.severity), palette.plain, diagnostic.message);
  if (diagnostic.position.line > 0) text += excerpt_of(diagnostic, palette);
  for (const std::string& note : diagnostic.notes) text += fmt::format("      = {}\n", note);
  return text;
}

std::string format_diagnostics(const std::vector<Diagnostic>& diagnostics, bool colour) {
  const std::size_t shown = std::min(diagnostics.size(), kShownDiagnostics);
  std::string text;
  for (std::size_t i = 0; i < shown; ++i) text += format_diagnostic(diagnostics[i], colour);
  if (shown < diagnostics.size()) {
    text += fmt::format("… and {} more\n", diagnostics.size() - shown);
  }
  return text;
}

std::string diagnostics_as_json(const std::vector<Diagnostic>& diagnostics) {
  auto array = nlohmann::ordered_json::array();
  for (const Diagnostic& diagnostic : diagnostics) {
    array.push_back({{"severity", name_of(diagnostic.severity)},
                     {"file", diagnostic.file},
                     {"line", diagnostic.position.line},
                     {"column", diagnostic.position.column},
                     {"length", diagnostic.position.length},
                     {"pointer", diagnostic.pointer},
                     {"message", diagnostic.message},
                     {"suggestion", diagnostic.suggestion},
                     {"notes", diagnostic.notes}});
  }
  return array.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace umsim

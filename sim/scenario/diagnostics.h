// Diagnostics: what is wrong with a file, and where, in a form that every front end can print.
//
// A diagnostic is a value that carries everything its message needs, the source line included, so
// that nobody has to read the file again. It knows nothing of scenarios. Printing is by two
// functions: text with an optional colour for a person, JSON for a program.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace umsim {

// A stretch of one line. Lines and columns count from 1; columns count characters, not bytes.
struct SourcePosition {
  std::uint32_t line = 0;  // 0: the file as a whole
  std::uint32_t column = 0;
  std::uint32_t length = 0;
  friend bool operator==(const SourcePosition&, const SourcePosition&) = default;
};

// A file as it was read. `path` is what the user typed, and is what messages show.
struct SourceFile {
  std::string path;
  std::string text;

  // The text of a line without its end; empty when there is no such line.
  [[nodiscard]] std::string_view line(std::uint32_t number) const;
};

enum class Severity : std::uint8_t {
  error,   // the file cannot be used
  failure  // the file is fine, but what it expects did not happen
};

struct Diagnostic {
  Severity severity = Severity::error;
  std::string file;
  SourcePosition position;
  std::string pointer;  // JSON pointer of the value, as "/threads/0/kind"; empty when there is none
  std::string message;  // one sentence, small first letter, no full stop
  std::string suggestion;            // stands behind the carets, as: did you mean "priority"?
  std::vector<std::string> notes;    // a line each, as: known keys: name kind
  std::string excerpt;               // the source line, cut around the position if it is long
  std::uint32_t excerpt_column = 0;  // where in the excerpt the position is, from 1
};

// How many diagnostics of one file are shown; the rest is counted.
inline constexpr std::size_t kShownDiagnostics = 20;

// `diagnostic` as text, a line end at its end.
std::string format_diagnostic(const Diagnostic& diagnostic, bool colour);

// All of them, at most kShownDiagnostics, then "… and N more".
std::string format_diagnostics(const std::vector<Diagnostic>& diagnostics, bool colour);

// All of them, with no limit, as a JSON array of objects on one line: severity, file, line, column,
// length, pointer, message, suggestion, notes. Bytes that are no UTF-8 are replaced.
std::string diagnostics_as_json(const std::vector<Diagnostic>& diagnostics);

}  // namespace umsim

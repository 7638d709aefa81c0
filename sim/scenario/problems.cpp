#include "sim/scenario/problems.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "sim/scenario/text.h"

namespace umsim::loading {

namespace {

// A file that is wrong in more places than this is the wrong file; what comes after is not kept.
constexpr std::size_t kKeptDiagnostics = 1000;

// Long lines are cut around the position, or one minified file would fill the screen.
constexpr std::size_t kExcerptCharacters = 120;
constexpr std::size_t kExcerptBefore = 60;

void cut_excerpt(Diagnostic& diagnostic, std::string_view line) {
  const std::size_t length = character_count(line);
  const std::size_t column = diagnostic.position.column;
  std::size_t first = 0;
  if (length > kExcerptCharacters && column > kExcerptBefore) first = column - kExcerptBefore;
  const std::string_view piece = characters(line, first, kExcerptCharacters);
  diagnostic.excerpt = first > 0 ? "…" : "";
  diagnostic.excerpt += printable(piece);
  if (first + kExcerptCharacters < length) diagnostic.excerpt += "…";
  diagnostic.excerpt_column = static_cast<std::uint32_t>(column + (first > 0 ? 1 : 0) - first);
}

// "process" and "policy" are the words here that take more than an s.
std::string plural(std::string_view what) {
  if (what.ends_with('y')) return fmt::format("{}ies", what.substr(0, what.size() - 1));
  return fmt::format("{}{}", what, what.ends_with('s') ? "es" : "s");
}

}  // namespace

Diagnostic diagnostic_at(const SourceFile& source, const Where& where, std::string message) {
  Diagnostic diagnostic;
  diagnostic.file = source.path;
  diagnostic.position = where.at;
  diagnostic.pointer = where.pointer;
  diagnostic.message = std::move(message);
  if (where.at.line > 0) cut_excerpt(diagnostic, source.line(where.at.line));
  return diagnostic;
}

Diagnostic& Problems::add(const Where& where, std::string message) {
  if (list_.size() < kKeptDiagnostics) {
    list_.push_back(diagnostic_at(*source_, where, std::move(message)));
    return list_.back();
  }
  overflow_ = Diagnostic{};
  return overflow_;
}

void Problems::unknown(const Located<std::string>& name, std::string_view what,
                       const std::vector<std::string>& known) {
  unknown(name, what, known,
          fmt::format("known {}: {}", plural(what), known.empty() ? "none" : joined(known, " ")));
}

void Problems::unknown(const Located<std::string>& name, std::string_view what,
                       const std::vector<std::string>& known, std::string note) {
  Diagnostic& problem = add(name.where, fmt::format("unknown {} {}", what, quoted(name.value)));
  const auto guess = closest(name.value, known);
  if (guess) problem.suggestion = did_you_mean(fmt::format("\"{}\"", *guess));
  problem.notes.push_back(std::move(note));
}

std::vector<Diagnostic> Problems::sorted() const {
  std::vector<Diagnostic> result = list_;
  std::stable_sort(result.begin(), result.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return std::pair(a.position.line, a.position.column) <
           std::pair(b.position.line, b.position.column);
  });
  return result;
}

}  // namespace umsim::loading

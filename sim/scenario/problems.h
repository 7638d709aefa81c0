// Problems: collects everything that is wrong with one file while it is read.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/diagnostics.h"
#include "sim/scenario/json_value.h"

namespace umsim::loading {

// Fills file, position, pointer and source line of a diagnostic for this place of this file.
Diagnostic diagnostic_at(const SourceFile& source, const Where& where, std::string message);

class Problems {
 public:
  // `source` must outlive the collector.
  explicit Problems(const SourceFile& source) : source_(&source) {}

  // Adds an error. The reference, for adding a suggestion or notes, is good until the next call.
  Diagnostic& add(const Where& where, std::string message);

  // Adds an error of the file as a whole.
  Diagnostic& add(std::string message) { return add(Where{}, std::move(message)); }

  // Adds 'unknown WHAT "NAME"', with a guess at what was meant and a list of what is known. `what`
  // is singular.
  void unknown(const Located<std::string>& name, std::string_view what,
               const std::vector<std::string>& known);

  // The same with a note of its own in place of the list, where there are too many to list.
  void unknown(const Located<std::string>& name, std::string_view what,
               const std::vector<std::string>& known, std::string note);

  [[nodiscard]] bool none() const { return list_.empty(); }

  // All errors in the order of their places in the file.
  [[nodiscard]] std::vector<Diagnostic> sorted() const;

 private:
  const SourceFile* source_;
  std::vector<Diagnostic> list_;
  Diagnostic overflow_;  // takes what is not kept
};

}  // namespace umsim::loading

// read_source_file: a file's text, or one clear message about why there is none.
#pragma once

#include <string>
#include <variant>

#include "sim/scenario/diagnostics.h"

namespace umsim::loading {

// Files of this kind are written by hand; what is larger is no such file.
inline constexpr std::size_t kLargestFile = 4U << 20U;

std::variant<SourceFile, Diagnostic> read_source_file(const std::string& path);

}  // namespace umsim::loading

// html_alignment: an alignment as a report has it, as JSON that may stand in HTML.
//
//   {"same":30,"said":["W1 does something else.",…],"rows":"…base64…"}
//
// `same` is how many events are the same from the beginning on. The bytes of `rows` are numbers as
// in traces/html_columns.h: for each run of rows that are alike 7 * length + how (the position in
// Alike), 0 at the end; then for each row of the first trace that has moved where its event is in
// the second, as the difference to the one before, 2 * d or, below 0, -2 * d - 1.
#pragma once

#include <string>

#include "traces/alignment.h"

namespace umsim {

[[nodiscard]] std::string html_alignment(const Alignment& alignment);

}  // namespace umsim

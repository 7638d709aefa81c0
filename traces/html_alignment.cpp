#include "traces/html_alignment.h"

#include <fmt/format.h>

#include "models/machine/internal_error.h"
#include "traces/alignment_words.h"
#include "traces/base64.h"
#include "traces/html_numbers.h"
#include "traces/json_text.h"
#include "traces/markup.h"

namespace umsim {
namespace {

constexpr auto kHows = static_cast<std::uint64_t>(Alike::count_);

std::string rows_bytes(const Alignment& alignment) {
  require(alignment.left().left_out == 0, "a report has all events of a trace");
  std::string bytes;
  const std::span<const AlignedRow> rows = alignment.rows();
  for (std::size_t i = 0; i < rows.size();) {
    const std::size_t first = i;
    while (i < rows.size() && rows[i].how == rows[first].how) ++i;
    put_number(bytes, kHows * (i - first) + static_cast<std::uint64_t>(rows[first].how));
  }
  put_number(bytes, 0);
  std::uint32_t before = 0;
  for (const AlignedRow& row : rows) {
    if (row.how != Alike::moved_left) continue;
    const std::uint32_t place = alignment.partner(row.left);
    put_number(bytes, place >= before ? 2ULL * (place - before) : 2ULL * (before - place) - 1);
    before = place;
  }
  return bytes;
}

}  // namespace

std::string html_alignment(const Alignment& alignment) {
  fmt::memory_buffer text;
  std::string said;
  for (const std::string& sentence : alignment_sentences(alignment)) {
    said += (said.empty() ? "" : ",") + json_string(sentence);
  }
  append_base64(text, rows_bytes(alignment));
  return markup_json(fmt::format(R"({{"same":{},"said":[{}],"rows":"{}"}})",
                                 alignment.same_from_beginning(), said, fmt::to_string(text)));
}

}  // namespace umsim

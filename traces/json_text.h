// JSON text: strings and numbers written as JSON, without a JSON library's objects.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace umsim {

// json_string gives `text` as a JSON string with its quotation marks. Text must be UTF-8; what is
// not is replaced, byte by byte, by U+FFFD, since the file would not be JSON otherwise.
[[nodiscard]] std::string json_string(std::string_view text);

// The length of one clock cycle in nanoseconds as a decimal number of at most nine digits after the
// point, rounded down: the same text everywhere, where a printed double might differ.
[[nodiscard]] std::string cycle_ns_text(std::uint64_t clock_mhz);

}  // namespace umsim

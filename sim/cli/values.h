// Values: option values as numbers. A value that is none throws UsageError with what is expected.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "sim/cli/arguments.h"

namespace umsim {

// A whole number from `least` on; nothing when the option was not given.
[[nodiscard]] std::optional<std::uint64_t> whole_number(const Arguments& arguments,
                                                        std::string_view option,
                                                        std::uint64_t least);

// The characters of a line: --width, or what the console has.
[[nodiscard]] std::size_t line_width(const Arguments& arguments, const Console& console);

// An amount of memory in bytes, as "512MB" or "4GB".
[[nodiscard]] std::optional<std::uint64_t> memory_bytes(const Arguments& arguments,
                                                        std::string_view option);

// A time in cycles, as "1ms" or "3000cycles".
[[nodiscard]] std::optional<std::uint64_t> time_in_cycles(const Arguments& arguments,
                                                          std::string_view option,
                                                          std::uint64_t clock_mhz);

}  // namespace umsim

#include "sim/cli/values.h"

#include <charconv>
#include <limits>
#include <string>

#include <fmt/format.h>

#include "sim/scenario/quantity.h"
#include "sim/scenario/text.h"

namespace umsim {
namespace {

using loading::Quantity;
using loading::QuantityError;

constexpr std::uint64_t kLeastWidth = 40;
constexpr std::uint64_t kMostWidth = 100'000;  // a line that nobody reads, and that fits in memory

struct Unit {
  std::string_view name;
  unsigned shift;
};
constexpr Unit kUnits[] = {{"KB", 10}, {"MB", 20}, {"GB", 30}, {"TB", 40}};

// The digits at the start of `text`, which then holds the rest; nothing when there are none or too
// many.
std::optional<std::uint64_t> take_number(std::string_view& text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

[[noreturn]] void refuse(std::string_view option, std::string_view expected,
                         const std::string& typed) {
  throw UsageError(
      fmt::format("--{} must be {}, not {}", option, expected, loading::quoted(typed)));
}

}  // namespace

std::optional<std::uint64_t> whole_number(const Arguments& arguments, std::string_view option,
                                          std::uint64_t least) {
  const auto typed = arguments.value(option);
  if (!typed) return std::nullopt;
  std::string_view rest = *typed;
  const auto number = take_number(rest);
  if (!number || !rest.empty() || *number < least) {
    refuse(option, fmt::format("a whole number from {}", least), *typed);
  }
  return number;
}

std::size_t line_width(const Arguments& arguments, const Console& console) {
  const auto typed = whole_number(arguments, "width", kLeastWidth);
  if (typed && *typed > kMostWidth) {
    throw UsageError(fmt::format("--width is at most {}, not {}", kMostWidth, *typed));
  }
  return static_cast<std::size_t>(typed.value_or(console.width));
}

std::optional<std::uint64_t> memory_bytes(const Arguments& arguments, std::string_view option) {
  const auto typed = arguments.value(option);
  if (!typed) return std::nullopt;
  std::string_view rest = *typed;
  const auto number = take_number(rest);
  for (const Unit& unit : kUnits) {
    const bool fits = number && *number != 0 &&
                      *number <= std::numeric_limits<std::uint64_t>::max() >> unit.shift;
    if (fits && rest == unit.name) return *number << unit.shift;
  }
  refuse(option, "an amount of memory such as 512MB or 4GB", *typed);
}

std::optional<std::uint64_t> time_in_cycles(const Arguments& arguments, std::string_view option,
                                            std::uint64_t clock_mhz) {
  const auto typed = arguments.value(option);
  if (!typed) return std::nullopt;
  const auto quantity = loading::parse_quantity(*typed);
  if (std::holds_alternative<QuantityError>(quantity)) {
    refuse(option, "a time such as 20us or 3000cycles", *typed);
  }
  return loading::cycles_of(std::get<Quantity>(quantity), clock_mhz);
}

}  // namespace umsim

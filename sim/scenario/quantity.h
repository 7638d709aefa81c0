// Quantity: a time as a scenario writes it, "1.5us" or "3000cycles", exact until a clock makes
// cycles of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace umsim::loading {

struct Quantity {
  enum class Unit : std::uint8_t { picoseconds, cycles };
  Unit unit = Unit::picoseconds;
  std::uint64_t amount = 0;
};

// The longest time: 1,000 s, or as many cycles as that is at the fastest clock.
inline constexpr std::uint64_t kMostPicoseconds = 1'000'000'000'000'000;
inline constexpr std::uint64_t kMostCycles = 10'000'000'000'000;
inline constexpr std::uint64_t kMostMegahertz = 10'000;

struct QuantityError {
  std::string message;
  std::string suggestion;   // may be empty
  bool about_unit = false;  // a list of units would help
};

// parse_quantity reads digits, perhaps with a fraction, and a unit: ns, us, ms, s or cycles.
std::variant<Quantity, QuantityError> parse_quantity(std::string_view text);

// cycles_of rounds to the nearest cycle, and up to 1 what is more than nothing. `clock_mhz` must be
// at most kMostMegahertz.
[[nodiscard]] std::uint64_t cycles_of(const Quantity& quantity, std::uint64_t clock_mhz);

}  // namespace umsim::loading

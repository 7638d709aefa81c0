#include "sim/scenario/quantity.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "sim/scenario/text.h"

namespace umsim::loading {

namespace {

struct Unit {
  std::string_view name;
  Quantity::Unit unit;
  std::uint64_t factor;  // picoseconds or cycles in one
};

constexpr std::array<Unit, 5> kUnits{{
    {"ns", Quantity::Unit::picoseconds, 1'000},
    {"us", Quantity::Unit::picoseconds, 1'000'000},
    {"ms", Quantity::Unit::picoseconds, 1'000'000'000},
    {"s", Quantity::Unit::picoseconds, 1'000'000'000'000},
    {"cycles", Quantity::Unit::cycles, 1},
}};

// What people write instead.
struct Slip {
  std::string_view written;
  std::string_view meant;
};
constexpr std::array<Slip, 12> kSlips{{
    {"µs", "us"},
    {"μs", "us"},
    {"usec", "us"},
    {"microseconds", "us"},
    {"msec", "ms"},
    {"nsec", "ns"},
    {"sec", "s"},
    {"seconds", "s"},
    {"cycle", "cycles"},
    {"cyc", "cycles"},
    {"clk", "cycles"},
    {"nanoseconds", "ns"},
}};

// A number taken apart: "1.5us" is {"1", "5", "us"}.
struct Parts {
  std::string_view whole;
  std::string_view fraction;
  std::string_view unit;
};

std::string_view take_digits(std::string_view& rest) {
  std::size_t length = 0;
  while (length < rest.size() && rest[length] >= '0' && rest[length] <= '9') ++length;
  const std::string_view digits = rest.substr(0, length);
  rest.remove_prefix(length);
  return digits;
}

std::optional<Parts> take_apart(std::string_view text) {
  Parts parts;
  parts.whole = take_digits(text);
  if (parts.whole.empty()) return std::nullopt;
  if (text.substr(0, 1) == ".") {
    text.remove_prefix(1);
    parts.fraction = take_digits(text);
    if (parts.fraction.empty()) return std::nullopt;
  }
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  parts.unit = text;
  return parts;
}

// The amount in units of 1/factor; none when it is more than `most`.
std::optional<std::uint64_t> amount_of(const Parts& parts, std::uint64_t factor,
                                       std::uint64_t most) {
  std::uint64_t amount = 0;
  for (const char digit : parts.whole) {
    amount = amount * 10 + static_cast<std::uint64_t>(digit - '0');
    if (amount > most / factor) return std::nullopt;
  }
  amount *= factor;
  for (const char digit : parts.fraction) {
    factor /= 10;
    amount += factor * static_cast<std::uint64_t>(digit - '0');
  }
  if (amount > most) return std::nullopt;
  return amount;
}

QuantityError unknown_unit(std::string_view text, const Parts& parts) {
  const std::string number(text.substr(0, text.size() - parts.unit.size()));
  if (parts.unit.empty()) return {fmt::format("{} has no unit", quoted(text)), "", true};
  QuantityError error{fmt::format("unknown unit in {}", quoted(text)), "", true};
  const auto* const slip = std::find_if(kSlips.begin(), kSlips.end(),
                                        [&](const Slip& s) { return s.written == parts.unit; });
  std::vector<std::string> names;
  names.reserve(kUnits.size());
  for (const Unit& unit : kUnits) names.emplace_back(unit.name);
  const auto guess =
      slip != kSlips.end() ? std::optional<std::string>(slip->meant) : closest(parts.unit, names);
  if (guess) error.suggestion = did_you_mean(fmt::format("\"{}{}\"", number, *guess));
  return error;
}

}  // namespace

std::variant<Quantity, QuantityError> parse_quantity(std::string_view text) {
  if (text.substr(0, 1) == "-") return QuantityError{"a time cannot be negative", "", false};
  const auto parts = take_apart(text);
  if (!parts) return QuantityError{fmt::format("{} is no time", quoted(text)), "", true};
  const auto* const unit = std::find_if(kUnits.begin(), kUnits.end(),
                                        [&](const Unit& u) { return u.name == parts->unit; });
  if (unit == kUnits.end()) return unknown_unit(text, *parts);
  const bool cycles = unit->unit == Quantity::Unit::cycles;
  if (cycles && !parts->fraction.empty())
    return QuantityError{"cycles have no fractions", "", false};
  const std::uint64_t most = cycles ? kMostCycles : kMostPicoseconds;
  const auto amount = amount_of(*parts, unit->factor, most);
  if (!amount) {
    return QuantityError{fmt::format("{} is longer than the longest time, {}", quoted(text),
                                     cycles ? "10000000000000cycles" : "1000s"),
                         "", false};
  }
  return Quantity{unit->unit, *amount};
}

std::uint64_t cycles_of(const Quantity& quantity, std::uint64_t clock_mhz) {
  if (quantity.unit == Quantity::Unit::cycles || quantity.amount == 0) return quantity.amount;
  constexpr std::uint64_t kScale = 1'000'000;  // picoseconds times megahertz in a cycle
  return std::max<std::uint64_t>(1, (quantity.amount * clock_mhz + kScale / 2) / kScale);
}

}  // namespace umsim::loading

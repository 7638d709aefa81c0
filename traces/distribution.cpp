#include "traces/distribution.h"

#include <algorithm>
#include <bit>

#include "models/machine/internal_error.h"

namespace umsim {
namespace {

// The longest length of the class that this one is in: all but its first eight bits behind the
// leading one are set.
std::uint64_t upper_end(std::uint64_t cycles) {
  constexpr auto kKept = static_cast<unsigned>(std::bit_width(Distribution::kClasses));
  const auto width = static_cast<unsigned>(std::bit_width(cycles));
  if (width <= kKept) return cycles;
  return cycles | ((std::uint64_t{1} << (width - kKept)) - 1);
}

}  // namespace

void Distribution::add(std::uint64_t cycles) {
  ++count_;
  sum_ += cycles;
  least_ = std::min(least_, cycles);
  most_ = std::max(most_, cycles);
  if (!classes_.empty()) return count_in_class(cycles);
  all_.push_back(cycles);
  if (all_.size() <= kExact) return;
  for (const std::uint64_t one : all_) count_in_class(one);
  all_ = {};
}

void Distribution::count_in_class(std::uint64_t cycles) { ++classes_[upper_end(cycles)]; }

std::uint64_t Distribution::percentile(unsigned percent) const {
  require(count_ != 0 && percent <= 100, "a percentile of nothing");
  if (percent == 0) return least_;
  if (percent == 100) return most_;
  // Rounded up, without a product that could be too large.
  const std::uint64_t rank = count_ / 100 * percent + (count_ % 100 * percent + 99) / 100;
  if (classes_.empty()) {
    std::vector<std::uint64_t> sorted = all_;
    const auto place = sorted.begin() + static_cast<std::ptrdiff_t>(rank - 1);
    std::ranges::nth_element(sorted, place);
    return *place;
  }
  std::uint64_t seen = 0;
  for (const auto& [end, lengths] : classes_) {
    seen += lengths;
    if (seen >= rank) return std::min(end, most_);
  }
  return most_;
}

}  // namespace umsim

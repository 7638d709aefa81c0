// Distribution: how long things took, in memory that does not grow with how many there were.
//
// Count, sum, least and most are exact. Percentiles are exact up to kExact lengths; from then on
// lengths are counted in classes, kClasses to each power of two, and a percentile is the upper end
// of its class: never too low, and too high by less than one part in kClasses.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

namespace umsim {

class Distribution {
 public:
  static constexpr std::size_t kExact = 4096;
  static constexpr std::uint64_t kClasses = 256;

  void add(std::uint64_t cycles);

  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] std::uint64_t sum() const { return sum_; }
  // The smallest length that at least `percent` of all do not exceed, as exactly as said above; 0
  // is the least and 100 the most. There must be one.
  [[nodiscard]] std::uint64_t percentile(unsigned percent) const;

 private:
  void count_in_class(std::uint64_t cycles);

  std::uint64_t count_ = 0;
  std::uint64_t sum_ = 0;
  std::uint64_t least_ = UINT64_MAX;
  std::uint64_t most_ = 0;
  std::vector<std::uint64_t> all_;                  // while they are few
  std::map<std::uint64_t, std::uint64_t> classes_;  // how many, by the upper end of the class
};

}  // namespace umsim

// shortest_edit: what two sequences have in common, found with as few deletions and insertions as
// possible, in linear space (Eugene W. Myers, An O(ND) Difference Algorithm and Its Variations,
// 1986).
//
// Time is about length times number of edits. Where more edits than a bound are needed the search
// goes on from the point that it has got furthest to: the result is still an alignment, but perhaps
// not the shortest one, and says so.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace umsim {

struct Match {
  std::uint32_t left = 0;
  std::uint32_t right = 0;
  friend bool operator==(const Match&, const Match&) = default;
};

struct EditResult {
  std::vector<Match> matches;  // in order of both
  bool shortest = true;
};

inline constexpr std::uint32_t kMostEdits = 2000;  // of one search, from either end

// shortest_edit pairs equal symbols. Both sequences together must have fewer than 2^31.
[[nodiscard]] EditResult shortest_edit(std::span<const std::uint32_t> left,
                                       std::span<const std::uint32_t> right,
                                       std::uint32_t most_edits = kMostEdits);

}  // namespace umsim

// Two searches have found the same, and every figure but seconds is the same.
#pragma once

#include <catch2/catch.hpp>

#include "sim/explore/search.h"

namespace umsim::explore {

inline void check_same(const SearchResult& one, const SearchResult& other) {
  CHECK(one.verdict == other.verdict);
  CHECK(one.stop == other.stop);
  CHECK(one.progress_judged == other.progress_judged);
  CHECK(one.cycles_judged == other.cycles_judged);
  CHECK(one.findings == other.findings);
  CHECK(one.statistics.states == other.statistics.states);
  CHECK(one.statistics.expanded == other.statistics.expanded);
  CHECK(one.statistics.transitions == other.statistics.transitions);
  CHECK(one.statistics.depth == other.statistics.depth);
  CHECK(one.statistics.on_cycles == other.statistics.on_cycles);
  CHECK(one.statistics.bytes == other.statistics.bytes);
  for (Mark mark = 0; mark < 100; ++mark) {
    CHECK(one.marks.contains(mark) == other.marks.contains(mark));
  }
}

}  // namespace umsim::explore

// The edit script between two sequences, held against the plain way to find one.
#include "traces/shortest_edit.h"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <random>
#include <vector>

#include <catch2/catch.hpp>

namespace umsim {
namespace {

using Symbols = std::vector<std::uint32_t>;

// How many symbols a longest common subsequence has, by the table of all beginnings.
std::size_t longest_common(const Symbols& left, const Symbols& right) {
  std::vector<std::size_t> row(right.size() + 1);
  for (const std::uint32_t symbol : left) {
    std::size_t diagonal = 0;
    for (std::size_t j = 1; j <= right.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = symbol == right[j - 1] ? diagonal + 1 : std::max(above, row[j - 1]);
      diagonal = above;
    }
  }
  return row.back();
}

void require_common(const Symbols& left, const Symbols& right, const EditResult& found) {
  std::int64_t before_left = -1;
  std::int64_t before_right = -1;
  for (const Match& match : found.matches) {
    REQUIRE(match.left > before_left);
    REQUIRE(match.right > before_right);
    REQUIRE(left.at(match.left) == right.at(match.right));
    before_left = match.left;
    before_right = match.right;
  }
}

Symbols random_symbols(std::mt19937& random, std::size_t length, std::uint32_t kinds) {
  Symbols symbols(length);
  for (std::uint32_t& symbol : symbols) symbol = static_cast<std::uint32_t>(random()) % kinds;
  return symbols;
}

TEST_CASE("An edit script pairs as many equal symbols as there can be", "[traces]") {
  std::mt19937 random(1);
  for (std::size_t round = 0; round < 3000; ++round) {
    const auto kinds = static_cast<std::uint32_t>(1 + random() % 6);
    const Symbols left = random_symbols(random, random() % 20, kinds);
    const Symbols right = random_symbols(random, random() % 20, kinds);
    const EditResult found = shortest_edit(left, right);
    require_common(left, right, found);
    REQUIRE(found.shortest);
    REQUIRE(found.matches.size() == longest_common(left, right));
  }
}

TEST_CASE("With a bound an edit script is still one, and says when it may not be the shortest",
          "[traces]") {
  std::mt19937 random(2);
  std::size_t bounded = 0;
  for (std::size_t round = 0; round < 500; ++round) {
    const Symbols left = random_symbols(random, 1 + random() % 200, 4);
    const Symbols right = random_symbols(random, 1 + random() % 200, 4);
    const EditResult found = shortest_edit(left, right, 3);
    require_common(left, right, found);
    bounded += found.shortest ? 0 : 1;
    if (found.shortest) REQUIRE(found.matches.size() == longest_common(left, right));
  }
  REQUIRE(bounded > 100);
}

TEST_CASE("Sequences with nothing in common end within the bound, however long they are",
          "[traces]") {
  Symbols left(200'000);
  std::iota(left.begin(), left.end(), 0U);
  Symbols right(200'000);
  std::iota(right.begin(), right.end(), 1'000'000U);
  const EditResult found = shortest_edit(left, right, 50);
  REQUIRE(found.matches.empty());
  REQUIRE_FALSE(found.shortest);
}

TEST_CASE("Long sequences that differ in a few places are aligned around these", "[traces]") {
  Symbols left(300'000);
  std::iota(left.begin(), left.end(), 0U);
  Symbols right = left;
  right.erase(right.begin() + 1000);
  right.insert(right.begin() + 200'000, {7, 7, 7});
  const EditResult found = shortest_edit(left, right);
  require_common(left, right, found);
  REQUIRE(found.shortest);
  REQUIRE(found.matches.size() == left.size() - 1);
}

}  // namespace
}  // namespace umsim

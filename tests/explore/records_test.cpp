// What the search writes down beside the states: the tree of discovery and the edges.
#include <algorithm>
#include <functional>
#include <set>
#include <vector>

#include <catch2/catch.hpp>

#include "sim/explore/discovery_tree.h"
#include "sim/explore/edge_list.h"
#include "sim/explore/fairness.h"
#include "sim/explore/random_numbers.h"

namespace umsim::explore {
namespace {

using States = std::vector<StateIndex>;

TEST_CASE("The tree of discovery gives the path to every state", "[explore]") {
  // State 0 finds 1 and 2, 1 finds 3, 2 finds nothing, 3 finds 4 and is not done yet.
  MemoryBudget budget(kUnlimited);
  DiscoveryTree tree(budget);
  CHECK(tree.path_to(0) == States{0});
  for (const bool child : {true, true, false, true, false, false, true}) {
    REQUIRE(tree.make_room());
    child ? tree.add_child() : tree.close();
  }
  CHECK(tree.path_to(0) == States{0});
  CHECK(tree.path_to(1) == States{0, 1});
  CHECK(tree.path_to(2) == States{0, 2});
  CHECK(tree.path_to(3) == States{0, 1, 3});
  CHECK(tree.path_to(4) == States{0, 1, 3, 4});
}

TEST_CASE("A large tree of discovery agrees with a list of parents", "[explore]") {
  MemoryBudget budget(kUnlimited);
  DiscoveryTree tree(budget);
  RandomNumbers random(4);
  States parents{0};
  for (StateIndex parent = 0; parent < parents.size() && parents.size() < 20'000; ++parent) {
    const bool is_last = parent + 1 == parents.size();
    for (std::uint32_t count = random.below(4) + (is_last ? 1 : 0); count > 0; --count) {
      REQUIRE(tree.make_room());
      tree.add_child();
      parents.push_back(parent);
    }
    REQUIRE(tree.make_room());
    tree.close();
  }
  for (StateIndex state = 0; state < parents.size(); state += 997) {
    States path{state};
    while (path.back() != 0) {
      path.push_back(parents[path.back()]);
    }
    std::reverse(path.begin(), path.end());
    CHECK(tree.path_to(state) == path);
  }
}

using Targets = std::vector<Target>;

Targets without_turns(const States& states) {
  Targets targets;
  for (const StateIndex state : states) {
    targets.push_back({state, kNoTurn});
  }
  return targets;
}

std::vector<Targets> read_backwards(const EdgeList& edges) {
  std::vector<Targets> all(edges.sources());
  edges.visit_backwards([&](StateIndex source, const StateEdges& of_state) {
    all[source] = of_state.others;
    return true;
  });
  return all;
}

TEST_CASE("Edges come back sorted downwards, once each and without loops", "[explore]") {
  MemoryBudget budget(kUnlimited);
  EdgeList edges(budget);
  const StateIndex most = 0xFFFFFFFF;
  const std::vector<States> added{{1, 3, 2, 3, 0}, {}, {2}, {0, most, 128, 127, most - 1, 3}, {0}};
  for (const States& states : added) {
    Targets targets = without_turns(states);
    CHECK(edges.add(targets));
  }
  CHECK(read_backwards(edges) == std::vector<Targets>{without_turns({3, 2, 1}),
                                                      {},
                                                      {},
                                                      without_turns({most, most - 1, 128, 127, 0}),
                                                      without_turns({0})});
}

TEST_CASE("A loop with a turn is an edge, and so are two edges that differ in their turns",
          "[explore]") {
  MemoryBudget budget(kUnlimited);
  EdgeList edges(budget, 6);
  Targets loop{{0, 5}, {0, kNoTurn}, {0, 1}};
  Targets both{{7, 5}, {7, 4}, {0xFFFFFFFF, 3}};
  CHECK(edges.add(loop));
  CHECK(edges.add(both));
  CHECK(read_backwards(edges) ==
        std::vector<Targets>{{{0, 5}, {0, 1}}, {{0xFFFFFFFF, 3}, {7, 5}, {7, 4}}});
}

TEST_CASE("Who leads a state to itself comes back, and is no edge", "[explore]") {
  MemoryBudget budget(kUnlimited);
  EdgeList edges(budget, 2, kMaxMovers);
  Targets loops{{0, kNoTurn, 31}, {0, 1, 3}, {0, kNoTurn, 0}, {0, kNoTurn, 31}};
  Targets none{{0, kNoTurn, 4}, {0, kNoTurn, 2}};
  CHECK(edges.add(loops));
  CHECK(edges.add(none));
  StateEdges read;
  edges.edges_of(0, read);
  CHECK(read.itself == 0x80000001);
  CHECK(read.others == Targets{{0, 1, 3}});
  edges.edges_of(1, read);
  CHECK(read.itself == 0);
  CHECK(read.others == Targets{{0, kNoTurn, 4}, {0, kNoTurn, 2}});
}

TEST_CASE("Many random edges come back as they were", "[explore]") {
  for (const std::uint32_t turns : {1U, 2U, 36U}) {
    const std::uint32_t movers = turns % 7 + 1;
    MemoryBudget budget(kUnlimited);
    EdgeList edges(budget, turns, movers);
    RandomNumbers random(5);
    std::vector<Targets> expected;
    bool stored = true;
    for (StateIndex source = 0; source < 30'000; ++source) {
      const std::uint32_t reach = 1U << random.below(32);
      Targets targets(random.below(9));
      std::generate(targets.begin(), targets.end(), [&] {
        return Target{random.below(reach), static_cast<Turn>(random.below(turns)),
                      static_cast<Mover>(random.below(movers))};
      });
      std::set<Target, std::greater<>> sorted(targets.begin(), targets.end());
      std::erase_if(sorted, [&](const Target& target) {
        return target.state == source && target.turn == kNoTurn;
      });
      expected.emplace_back(sorted.begin(), sorted.end());
      stored = stored && edges.add(targets);
    }
    CHECK(stored);
    CHECK(read_backwards(edges) == expected);
    StateEdges read;
    bool same = true;
    for (StateIndex source = 0; source < expected.size(); ++source) {
      edges.edges_of(source, read);
      same = same && read.others == expected[source];
    }
    CHECK(same);
  }
}

TEST_CASE("A visit of the edges ends when the visitor says so", "[explore]") {
  MemoryBudget budget(kUnlimited);
  EdgeList edges(budget);
  for (StateIndex source = 0; source < 10; ++source) {
    Targets targets{{source + 1, kNoTurn}};
    CHECK(edges.add(targets));
  }
  States visited;
  edges.visit_backwards([&](StateIndex source, const StateEdges& /*edges*/) {
    visited.push_back(source);
    return source > 7;
  });
  CHECK(visited == States{9, 8, 7});
}

TEST_CASE("Without memory neither a tree nor a list of edges begins", "[explore]") {
  MemoryBudget budget(kChunkBytes - 1);
  DiscoveryTree tree(budget);
  EdgeList edges(budget);
  Targets targets{{1, kNoTurn}};
  CHECK_FALSE(tree.make_room());
  CHECK_FALSE(edges.add(targets));
}

TEST_CASE("Edges for which there is no memory leave the list as it was", "[explore]") {
  MemoryBudget budget(2 * kChunkBytes);
  EdgeList edges(budget);
  std::uint64_t stored = 0;
  for (Targets targets; edges.add(targets); ++stored) {
    targets = {{1'000'000, kNoTurn}, {2'000'000, kNoTurn}, {3'000'000, kNoTurn}};
  }
  CHECK(stored > 10'000);
  CHECK(edges.sources() == stored);
  std::uint64_t read = 0;
  edges.visit_backwards([&](StateIndex /*source*/, const StateEdges& of_state) {
    ++read;
    return of_state.others.size() == 3 || (read == stored && of_state.others.empty());
  });
  CHECK(read == stored);
}

}  // namespace
}  // namespace umsim::explore

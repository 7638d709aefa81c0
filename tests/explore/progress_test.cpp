// Progress: from every reachable state every goal can still be met.
#include <vector>

#include <catch2/catch.hpp>

#include "sim/explore/search.h"
#include "tests/explore/table_graph.h"

namespace umsim::explore {
namespace {

using Path = std::vector<ChoiceCode>;

TEST_CASE("A goal on a cycle can be met from all of it", "[explore]") {
  TableGraph graph({{{{1, 0}}}, {{{2, 0}}, false, 1}, {{{0, 0}}}}, 1);
  const SearchResult result = search(graph, {});
  CHECK(result.verdict == Verdict::holds);
  CHECK(result.progress_judged);
}

TEST_CASE("A livelock that the goal has no part in is found by its entrance", "[explore]") {
  // 0 -> 1 -> 2 -> 0 is a ring with the goal in 2; from 1 a step leads into the ring 3 <-> 4
  // without it.
  TableGraph graph({{{{1, 0}}}, {{{2, 0}, {3, 5}}}, {{{0, 0}}, false, 1}, {{{4, 0}}}, {{{3, 0}}}},
                   1);
  const SearchResult result = search(graph, {});
  CHECK(result.verdict == Verdict::violated);
  CHECK(result.statistics.states == 5);
  CHECK(result.statistics.transitions == 6);
  REQUIRE(result.findings.size() == 1);
  CHECK(result.findings[0].fault == Fault::lost_goal);
  CHECK(result.findings[0].path == Path{0, 5});
}

TEST_CASE("Going round a circle for ever is no violation while a way out stays open", "[explore]") {
  TableGraph graph({{{{1, 0}}}, {{{0, 0}, {2, 1}}}, {{}, true, 1}}, 1);
  CHECK(search(graph, {}).verdict == Verdict::holds);
}

TEST_CASE("An end in which a goal is not met has lost it, though it was met before", "[explore]") {
  // Goal 0 is met at the beginning and never again.
  TableGraph graph({{{{1, 3}}, false, 1}, {{}, true, 0}}, 1);
  const SearchResult result = search(graph, {});
  REQUIRE(result.findings.size() == 1);
  CHECK(result.findings[0].fault == Fault::lost_goal);
  CHECK(result.findings[0].path == Path{3});
}

TEST_CASE("Of several lost goals each is reported where it is nearest", "[explore]") {
  // Goal 0 is met in 1 only, goal 1 in 3 only, goal 2 everywhere. 0 -> 1 -> 2 -> 3 -> 3: goal 0 is
  // lost in 2; goal 1 is lost in 4, to which 2 leads as well; goal 0 is lost there too, but not
  // first.
  TableGraph graph({{{{1, 0}}, false, 4},
                    {{{2, 1}}, false, 5},
                    {{{3, 2}, {4, 6}}, false, 4},
                    {{{3, 3}}, false, 6},
                    {{{4, 4}}, false, 4}},
                   3);
  SearchOptions options;
  options.stop_at_first = false;
  options.keep_keys = true;
  const SearchResult result = search(graph, options);
  REQUIRE(result.findings.size() == 2);
  CHECK(result.findings[0].code == 0);
  CHECK(result.findings[0].path == Path{0, 1});
  CHECK(result.findings[1].code == 1);
  CHECK(result.findings[1].path == Path{0, 1, 6});
  CHECK(result.findings[1].keys.back() == graph.key_of(4));
}

TEST_CASE("A way to the goal over earlier and earlier states takes more sweeps", "[explore]") {
  // 0 leads to 1, 2, 3 and 4; the goal is in 1, and 4 -> 3 -> 2 -> 1. A sweep from 4 down to 0
  // carries the goal one of these edges back: to 2 in the first, to 3 in the second, to 4 in the
  // third.
  TableGraph graph(
      {{{{1, 0}, {2, 0}, {3, 0}, {4, 0}}}, {{}, true, 1}, {{{1, 0}}}, {{{2, 0}}}, {{{3, 0}}}}, 1);
  const SearchResult result = search(graph, {});
  CHECK(result.verdict == Verdict::holds);
  CHECK(result.statistics.sweeps == 3);
}

TEST_CASE("Progress is not judged, and no goal is lost, when nobody asks", "[explore]") {
  TableGraph graph({{{{0, 0}}}}, 1);
  SearchOptions options;
  options.check_progress = false;
  const SearchResult result = search(graph, options);
  CHECK(result.verdict == Verdict::holds);
  CHECK_FALSE(result.progress_judged);
  CHECK(search(graph, {}).verdict == Verdict::violated);
}

TEST_CASE("A deadlock that also loses a goal is both when going through", "[explore]") {
  TableGraph graph({{{{1, 0}, {2, 1}}}, {{}, false, 0}, {{}, true, 1}}, 1);
  SearchOptions options;
  options.stop_at_first = false;
  const SearchResult result = search(graph, options);
  REQUIRE(result.findings.size() == 2);
  CHECK(result.findings[0].fault == Fault::deadlock);
  CHECK(result.findings[1].fault == Fault::lost_goal);
  CHECK(result.findings[0].path == result.findings[1].path);
}

}  // namespace
}  // namespace umsim::explore

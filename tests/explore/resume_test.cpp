// Searches that stop, are kept and are taken up again: what they find is what a search finds that
// does not stop.
#include <algorithm>
#include <atomic>
#include <cstdint>
#include <filesystem>
#include <vector>

#include <catch2/catch.hpp>

#include "sim/explore/model_graph.h"
#include "sim/explore/model_search.h"
#include "sim/explore/random_numbers.h"
#include "sim/explore/search.h"
#include "tests/explore/fair_table_graph.h"
#include "tests/explore/kept_search.h"
#include "tests/explore/same_result.h"
#include "tests/explore/small_systems.h"
#include "tests/explore/table_graph.h"

namespace umsim::explore {
namespace {

using test::BytesSource;
using test::MemoryKeeper;

// What a search does after another.
using Budget = std::function<void(SearchOptions&)>;

Budget of_states(std::uint64_t states) {
  return [states](SearchOptions& options) { options.max_states = states; };
}
Budget of_memory(std::uint64_t bytes) {
  return [bytes](SearchOptions& options) { options.memory_bytes = bytes; };
}

SearchResult search_in_parts(StateGraph& graph, const SearchOptions& options,
                             const std::vector<Budget>& parts) {
  MemoryKeeper keeper;
  for (const Budget& budget : parts) {
    const std::vector<std::byte> kept = keeper.bytes;
    BytesSource source(kept);
    SearchSequence sequence(&keeper, kept.empty() ? nullptr : &source);
    SearchOptions part = options;
    part.sequence = &sequence;
    budget(part);
    const std::uint64_t before = keeper.times;
    SearchResult result = search(graph, part);
    CHECK(source.left() == 0);
    if (result.verdict == Verdict::violated && result.stop != Stop::none) {
      continue;  // a fault that is found is the verdict; a larger budget is to find the same
    }
    if (result.verdict != Verdict::incomplete) {
      return result;
    }
    CHECK(keeper.times == before + (result.statistics.states > 0 ? 1 : 0));
    CHECK(result.stop != Stop::none);
  }
  const std::vector<std::byte> kept = keeper.bytes;
  BytesSource source(kept);
  SearchSequence sequence(nullptr, kept.empty() ? nullptr : &source);
  SearchOptions last = options;
  last.sequence = &sequence;
  return search(graph, last);
}

// Random graphs with marks, faults of all kinds, and levels that are larger than a block.
class MarkedGraph final : public StateGraph {
 public:
  explicit MarkedGraph(TableGraph table) : table_(std::move(table)) {}
  [[nodiscard]] std::size_t key_bytes() const override { return table_.key_bytes(); }
  [[nodiscard]] unsigned goals() const override { return table_.goals(); }
  ViolationCode initial(std::span<std::byte> key) override { return table_.initial(key); }
  StateFacts expand(KeyView key, SuccessorSink& sink) override {
    const StateFacts facts = table_.expand(key, sink);
    sink.mark(table_.state_of(key) % 97);
    return facts;
  }
  [[nodiscard]] std::unique_ptr<StateGraph> twin() const override {
    return std::make_unique<MarkedGraph>(*this);
  }

 private:
  TableGraph table_;
};

MarkedGraph random_graph(std::uint32_t seed) {
  RandomNumbers random(seed);
  std::vector<TableState> states(300 + random.below(20'000));
  const auto count = static_cast<std::uint32_t>(states.size());
  const bool violated = random.below(2) == 0;
  for (std::uint32_t at = 0; at < count; ++at) {
    const std::uint32_t edges = 1 + random.below(3);
    for (std::uint32_t edge = 1; edge <= edges; ++edge) {
      states[at].edges.push_back({(2 * at + edge + random.below(3)) % count, edge});
    }
    states[at].may_end = true;
    states[at].goals_met = random.below(40) == 0 ? 1U << random.below(9) : 0;
    if (violated && at > count / 3 && random.below(100) == 0) {
      states[at].edges.push_back({0, 9, static_cast<ViolationCode>(1 + random.below(3))});
    }
  }
  return MarkedGraph(TableGraph(states, 9, 16));
}

TEST_CASE("A search that stops for its states and goes on finds what one without a stop finds",
          "[explore]") {
  unsigned violated = 0;
  unsigned holding = 0;
  for (std::uint32_t seed = 1; seed <= 12; ++seed) {
    MarkedGraph graph = random_graph(seed);
    SearchOptions options;
    options.stop_at_first = seed % 3 != 0;
    options.threads = 1 + seed % 2;
    const SearchResult whole = search(graph, options);
    violated += whole.verdict == Verdict::violated ? 1U : 0U;
    holding += whole.verdict == Verdict::holds ? 1U : 0U;
    for (const std::uint64_t share : {1U, 3U, 29U}) {
      std::vector<Budget> parts;
      for (std::uint64_t part = 1; part <= share; ++part) {
        parts.push_back(of_states(1 + whole.statistics.states * part / (share + 1)));
      }
      INFO(seed << " in " << share);
      check_same(whole, search_in_parts(graph, options, parts));
    }
  }
  CHECK(violated > 2);
  CHECK(holding > 2);
}

TEST_CASE("A search that stops at any single state goes on as if it had not", "[explore]") {
  std::vector<TableState> states(60);
  for (std::uint32_t at = 0; at < 60; ++at) {
    for (std::uint32_t edge = 1; edge <= 3; ++edge) {
      states[at].edges.push_back({(2 * at + edge) % 60, edge});
    }
    states[at].goals_met = at == 17 ? 1 : 2;
  }
  TableGraph graph(states, 2, 16);
  const SearchResult whole = search(graph, {});
  REQUIRE(whole.verdict == Verdict::holds);
  std::vector<Budget> all;
  for (std::uint64_t most = 0; most <= 60; ++most) {
    check_same(whole, search_in_parts(graph, {}, {of_states(most)}));
    all.push_back(of_states(most));
  }
  check_same(whole, search_in_parts(graph, {}, all));
}

TEST_CASE("A search that stops for its memory goes on with more", "[explore]") {
  for (std::uint32_t seed = 3; seed <= 6; ++seed) {
    MarkedGraph graph = random_graph(seed);
    SearchOptions options;
    options.stop_at_first = false;
    options.threads = 1 + seed % 2;
    const SearchResult whole = search(graph, options);
    std::vector<Budget> parts;
    for (std::uint64_t part = 0; part < 20; ++part) {
      parts.push_back(of_memory(whole.statistics.bytes * part / 20));
      check_same(whole, search_in_parts(graph, options, {parts.back()}));
    }
    check_same(whole, search_in_parts(graph, options, parts));
  }
}

TEST_CASE("A search can be interrupted after every state and while it judges progress",
          "[explore]") {
  MarkedGraph graph = random_graph(8);
  const SearchResult whole = search(graph, {});
  std::vector<Budget> parts;
  std::atomic<bool> interrupt = false;
  const auto interrupted_at = [&](std::uint64_t states, Phase phase) {
    return [&interrupt, states, phase](SearchOptions& options) {
      interrupt = false;
      options.interrupt = &interrupt;
      options.report_every = 1;
      options.report = [&interrupt, states, phase](const SearchStatus& status) {
        interrupt = status.phase == phase && status.expanded >= states;
      };
    };
  };
  for (std::uint64_t states = 1; states < whole.statistics.states; states += 701) {
    parts.emplace_back(interrupted_at(states, Phase::exploring));
  }
  parts.emplace_back(interrupted_at(0, Phase::judging_progress));
  check_same(whole, search_in_parts(graph, {}, parts));
}

TEST_CASE("What is kept of a search that goes on is as good as what is kept of one that stops",
          "[explore]") {
  MarkedGraph graph = random_graph(4);
  SearchOptions options;
  options.stop_at_first = false;
  const SearchResult whole = search(graph, options);
  REQUIRE(whole.statistics.expanded > 3000);
  MemoryKeeper keeper;
  keeper.due = true;
  SearchSequence sequence(&keeper, nullptr);
  options.report_every = 1000;
  options.threads = 2;
  options.sequence = &sequence;
  check_same(whole, search(graph, options));
  CHECK(keeper.times == (whole.statistics.expanded - 1) / 1000);
  BytesSource source(keeper.bytes);
  SearchSequence again(nullptr, &source);
  options.sequence = &again;
  check_same(whole, search(graph, options));
  CHECK(source.left() == 0);
}

TEST_CASE("A sequence of searches goes on in the search that stopped", "[explore][model]") {
  unsigned stopped = 0;
  for (const test::NamedSystem& small : test::small_systems()) {
    INFO(small.name);
    ModelGraph graph(small.system, {});
    SearchOptions options;
    const SearchResult first = search(graph, options);
    ModelGraph names(small.system, {.interchange = {.cpus = false, .threads = false}});
    const SearchResult second = search(names, options);
    MemoryKeeper keeper;
    SearchSequence sequence(&keeper, nullptr);
    options.sequence = &sequence;
    check_same(first, search(graph, options));
    options.max_states = second.statistics.states / 2;
    if (search(names, options).verdict != Verdict::incomplete) {
      continue;
    }
    ++stopped;
    BytesSource source(keeper.bytes);
    SearchSequence again(nullptr, &source);
    options.sequence = &again;
    options.max_states = kUnlimited;
    check_same(first, search(graph, options));
    CHECK(again.next_known() == std::nullopt);
    check_same(second, search(names, options));
  }
  CHECK(stopped > 5);
}

TEST_CASE(
    "A cycle that a search of a sequence has found is known when another one goes on [INV-15]",
    "[explore]") {
  FairTableGraph ring({{{FairEdge{1, {.serves = 1}}}, {.wanted = 1}},
                       {{FairEdge{0, {.serves = 1}}}, {.wanted = 1}}},
                      1);
  const test::NamedSystem small = test::small_systems().front();
  ModelGraph other(small.system, {});
  MemoryKeeper keeper;
  SearchSequence sequence(&keeper, nullptr);
  SearchOptions options;
  options.sequence = &sequence;
  const SearchResult found = search(ring, options);
  REQUIRE(found.findings.size() == 1);
  REQUIRE(found.findings.front().cycle == 2);
  options.max_states = 1;
  REQUIRE(search(other, options).stop == Stop::state_budget);
  BytesSource source(keeper.bytes);
  SearchSequence again(nullptr, &source);
  options.sequence = &again;
  check_same(found, search(ring, options));
}

std::vector<std::byte> kept_half(StateGraph& graph, std::uint64_t states) {
  MemoryKeeper keeper;
  SearchSequence sequence(&keeper, nullptr);
  SearchOptions options;
  options.max_states = states;
  options.sequence = &sequence;
  REQUIRE(search(graph, options).stop == Stop::state_budget);
  return keeper.bytes;
}

void go_on(StateGraph& graph, std::span<const std::byte> bytes,
           std::uint64_t memory = kDefaultMemoryBytes) {
  BytesSource source(bytes);
  SearchSequence sequence(nullptr, &source);
  SearchOptions options;
  options.memory_bytes = memory;
  options.sequence = &sequence;
  static_cast<void>(search(graph, options));
}

TEST_CASE("A kept search that is short is refused wherever it ends", "[explore]") {
  MarkedGraph graph = random_graph(10);
  const std::vector<std::byte> whole = kept_half(graph, 250);
  CHECK_NOTHROW(go_on(graph, whole));
  for (std::size_t length = 0; length < whole.size(); length += 1 + length / 50) {
    CHECK_THROWS_AS(go_on(graph, std::span(whole).first(length)), SaveError);
  }
}

TEST_CASE("A kept search of another graph is refused, however little differs", "[explore][model]") {
  const System race = test::yielding_worker();
  ModelGraph graph(race, {});
  const std::vector<std::byte> kept = kept_half(graph, 200);
  CHECK_NOTHROW(go_on(graph, kept));
  const System broken = test::without(race, KnockOut::second_lock_test);
  ModelGraph other(broken, {});
  CHECK_THROWS_AS(go_on(other, kept), SaveError);
  ModelGraph every_step(race, {.merges = kSingleSteps});
  CHECK_THROWS_AS(go_on(every_step, kept), SaveError);
  const System more = test::two_hints();
  ModelGraph wider(more, {});
  CHECK_THROWS_AS(go_on(wider, kept), SaveError);
}

TEST_CASE("A kept search that needs more memory than there is says so", "[explore]") {
  MarkedGraph graph = random_graph(11);
  CHECK_THROWS_AS(go_on(graph, kept_half(graph, 250), 100'000), SaveError);
}

// The tables are the rest of the memory.
TEST_CASE("A search that spills finds the same with less memory, and goes on without a spill file",
          "[explore]") {
  const std::string folder = std::filesystem::temp_directory_path().string();
  for (std::uint32_t seed = 3; seed <= 6; ++seed) {
    MarkedGraph graph = random_graph(seed);
    SearchOptions options;
    options.stop_at_first = false;
    const SearchResult whole = search(graph, options);
    CHECK(whole.statistics.spilled == 0);
    options.spill_folder = folder;
    options.threads = 1 + seed % 2;
    SearchResult spilled = search(graph, options);
    CHECK(spilled.statistics.bytes < whole.statistics.bytes / 2);
    CHECK(spilled.statistics.bytes + spilled.statistics.spilled >= whole.statistics.bytes);
    options.memory_bytes = spilled.statistics.bytes;
    check_same(spilled, search(graph, options));
    --options.memory_bytes;
    CHECK(search(graph, options).stop == Stop::memory_budget);
    options.memory_bytes = kDefaultMemoryBytes;
    spilled.statistics.bytes = whole.statistics.bytes;
    check_same(whole, spilled);
    options.spill_folder.reset();
    const auto in_file = [&](SearchOptions& part) {
      part.spill_folder = folder;
      part.max_states = 250;
    };
    check_same(whole, search_in_parts(graph, options, {in_file, of_states(280), in_file}));
  }
}

TEST_CASE("A spill file wants a folder that can be written to", "[explore]") {
  CHECK_THROWS_AS(SpillFile("/nowhere/at-all"), SpillError);
  CHECK_THROWS_AS(SpillFile("/proc"), SpillError);
}

TEST_CASE("What is spilled is zero at first, and stays as it was written", "[explore]") {
  SpillFile file(std::filesystem::temp_directory_path().string());
  std::vector<std::span<std::uint8_t>> parts;
  for (std::size_t i = 0; i < 200; ++i) {
    const std::size_t bytes = kChunkBytes - 13 * i;
    auto* const part = static_cast<std::uint8_t*>(file.allocate(bytes));
    REQUIRE(part != nullptr);
    parts.emplace_back(part, bytes);
    CHECK(std::ranges::count(parts.back(), 0) == static_cast<std::ptrdiff_t>(bytes));
    std::ranges::fill(parts.back(), static_cast<std::uint8_t>(i));
  }
  for (std::size_t i = 0; i < parts.size(); ++i) {
    CHECK(std::ranges::count(parts[i], i) == static_cast<std::ptrdiff_t>(parts[i].size()));
  }
}

}  // namespace
}  // namespace umsim::explore

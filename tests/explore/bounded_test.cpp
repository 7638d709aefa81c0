// Searches that try some interleavings: what they find is there, as few preemptions as they say are
// needed, and they claim no more than they have done.
#include <algorithm>
#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "models/invariants/invariants.h"
#include "models/machine/key.h"
#include "models/machine/transition.h"
#include "sim/explore/bounded_paths.h"
#include "sim/explore/deepening.h"
#include "sim/explore/pct_strategy.h"
#include "sim/explore/preemptions.h"
#include "sim/explore/random_strategy.h"
#include "sim/explore/walks.h"
#include "tests/explore/small_systems.h"

namespace umsim::explore::test {
namespace {

using Key = std::vector<std::byte>;
using Position = std::pair<Key, std::uint16_t>;  // a state, and the CPU that made the latest step

// What a plain walk over all interleavings finds.
struct Plain {
  std::optional<unsigned> fewest;  // preemptions to a violation
  unsigned all = 0;                // with so many everything can be reached
};

// Spelled out once more, so that it is not the search that says what a preemption is.
unsigned cost_of(const Machine& machine, std::uint16_t turn, const Choice& choice) {
  const auto can_step = [&](std::size_t cpu) {
    return is_enabled(machine, {ChoiceKind::step, CpuId(cpu), 0});
  };
  if (choice.kind == ChoiceKind::step) {
    return turn != CpuId::kNone && turn != choice.cpu.value && can_step(turn) ? 1 : 0;
  }
  if (choice.kind != ChoiceKind::interrupt || !can_step(choice.cpu.at())) {
    return 0;
  }
  bool idle = false;
  bool ready = false;
  for (std::size_t i = 0; i < machine.system().cpus; ++i) {
    idle = idle || !machine.cpu(CpuId(i)).current.valid();
  }
  for (std::size_t i = 0; i < machine.system().threads.size(); ++i) {
    ready = ready || machine.kthread(ThreadId(i)).state == ThreadState::ready;
  }
  return ready && !idle ? 1 : 0;
}

Plain walk_plainly(const System& system) {
  const Layout layout(system);
  const KeyFormat format(system, layout);
  Image image(system, layout);
  Key first(format.bytes());
  format.pack(image.machine(), first);
  std::map<Position, unsigned> costs{{{first, CpuId::kNone}, 0}};
  std::deque<std::pair<Position, unsigned>> open{{{first, CpuId::kNone}, 0}};
  Plain plain;
  for (; !open.empty();) {
    const auto [position, cost] = open.front();
    open.pop_front();
    if (costs[position] < cost) {
      continue;
    }
    plain.all = std::max(plain.all, cost);
    format.unpack(position.first, image.machine());
    std::vector<Choice> choices;
    enabled_choices(image.machine(), choices);
    for (const Choice& choice : choices) {
      const unsigned further = cost_of(image.machine(), position.second, choice);
      Image next = image;
      apply(next.machine(), choice, nullptr);
      if (broken_invariant(next.machine()) != nullptr) {
        plain.fewest = std::min(plain.fewest.value_or(cost + further), cost + further);
        continue;
      }
      Position to{Key(format.bytes()),
                  choice.kind == ChoiceKind::step ? choice.cpu.value : position.second};
      format.pack(next.machine(), to.first);
      const auto known = costs.find(to);
      if (known == costs.end() || cost + further < known->second) {
        costs[to] = cost + further;
        further == 0 ? open.emplace_front(to, cost) : open.emplace_back(to, cost + further);
      }
    }
  }
  return plain;
}

const Invariant* invariant_at_last(const System& system, const std::vector<Choice>& choices) {
  const Layout layout(system);
  Image image(system, layout);
  const Invariant* broken = nullptr;
  for (const Choice& choice : choices) {
    REQUIRE(broken == nullptr);
    apply(image.machine(), choice, nullptr);
    broken = broken_invariant(image.machine());
  }
  return broken;
}

std::vector<System> broken_systems() {
  return {without(yielding_worker(), KnockOut::second_lock_test),
          without(yielding_worker(), KnockOut::keep_bits_on_release),
          without(yielding_worker(), KnockOut::restore_teb_on_failure),
          without(yielding_worker(), KnockOut::queue_concurrency_one)};
}

TEST_CASE("A violation is found with as few preemptions as a plain walk needs",
          "[explore][bounded]") {
  for (const System& system : broken_systems()) {
    const Plain plain = walk_plainly(system);
    REQUIRE(plain.fewest.has_value());
    CAPTURE(*plain.fewest);
    for (const bool merge : {true, false}) {
      ModelSearchOptions options;
      options.reductions.merges.private_steps = merge;
      const BoundedResult found = search_with_preemptions(system, 100, options);
      CHECK(found.model.search.verdict == Verdict::violated);
      CHECK(found.preemptions == *plain.fewest);
      REQUIRE(found.model.findings.size() == 1);
      const ModelFinding& finding = found.model.findings.front();
      CHECK(preemptions_of(system, finding.choices) == *plain.fewest);
      CHECK(invariant_at_last(system, finding.choices) == finding.invariant);
      if (*plain.fewest > 0) {
        const BoundedResult less = search_with_preemptions(system, *plain.fewest - 1, options);
        CHECK(less.model.search.verdict == Verdict::incomplete);
        CHECK(less.model.search.stop == Stop::bounded);
        CHECK_FALSE(less.complete);
        CHECK(less.model.findings.empty());
      }
    }
  }
}

TEST_CASE("All interleavings hold as soon as a further preemption leads nowhere, and not before",
          "[explore][bounded]") {
  for (const System& system :
       {make_system({1, 1, {{yield()}, {}}, {}}), make_system({2, 1, {{}}, {}}),
        make_system({1, 2, {{}}, {}}), make_system({2, 1, {{}}, {{ApcKind::set_context, 0}}})}) {
    const Plain plain = walk_plainly(system);
    REQUIRE_FALSE(plain.fewest.has_value());
    CAPTURE(plain.all);
    ModelSearchOptions options;
    options.reductions.merges = kSingleSteps;
    const BoundedResult whole = search_with_preemptions(system, plain.all, options);
    CHECK(whole.complete);
    CHECK(whole.model.search.verdict == Verdict::holds);
    CHECK(whole.model.search.progress_judged);
    CHECK(whole.preemptions == plain.all);
    if (plain.all > 0) {
      const BoundedResult part = search_with_preemptions(system, plain.all - 1, options);
      CHECK_FALSE(part.complete);
      CHECK(part.model.search.verdict == Verdict::incomplete);
      CHECK(part.model.search.stop == Stop::bounded);
    }
  }
}

TEST_CASE("A budget that is used up is said, whatever the bound", "[explore][bounded]") {
  ModelSearchOptions options;
  options.max_states = 50;
  const BoundedResult result = search_with_preemptions(yielding_worker(), 100, options);
  CHECK(result.model.search.verdict == Verdict::incomplete);
  CHECK(result.model.search.stop == Stop::state_budget);
  CHECK_FALSE(result.complete);
}

TEST_CASE("A shortest counterexample gets as few preemptions as its length allows",
          "[explore][bounded]") {
  for (const System& system : broken_systems()) {
    ModelFinding finding = search_model(system, {}).findings.front();
    const std::size_t steps = finding.choices.size();
    const std::uint64_t before = preemptions_of(system, finding.choices);
    REQUIRE(fewest_preemptions(system, finding, {}));
    CHECK(finding.choices.size() == steps);
    CHECK(invariant_at_last(system, finding.choices) == finding.invariant);
    const std::uint64_t after = preemptions_of(system, finding.choices);
    CHECK(after <= before);
    // With one less nothing that short breaks the same.
    if (after > 0) {
      const BoundedTry less = shortest_with(system, static_cast<std::uint8_t>(after - 1), {});
      CHECK((less.findings.empty() || less.findings.front().choices.size() > steps ||
             less.findings.front().invariant != finding.invariant));
    }
  }
}

TEST_CASE("A bound on paths lets as much through as deepening to it does", "[explore][bounded]") {
  for (const System& system : broken_systems()) {
    const BoundedResult deepened = search_with_preemptions(system, 100, {});
    REQUIRE(deepened.model.findings.size() == 1);
    const BoundedTry with =
        shortest_with(system, static_cast<std::uint8_t>(deepened.preemptions), {});
    REQUIRE(with.findings.size() == 1);
    CHECK(with.findings.front().choices == deepened.model.findings.front().choices);
    for (std::uint8_t less = 0; less < deepened.preemptions; ++less) {
      const BoundedTry without = shortest_with(system, less, {});
      CHECK(without.findings.empty());
      CHECK(without.search.stop == Stop::none);
    }
  }
}

TEST_CASE("Walks and PCT are the same for the same seed, and what they find is there",
          "[explore][bounded]") {
  for (const System& system : broken_systems()) {
    for (const bool pct : {false, true}) {
      const auto find = [&](std::uint64_t seed) {
        if (pct) {
          PctStrategy strategy(system, {seed, 3, 150});
          return walk_model(system, strategy, 20'000, {});
        }
        RandomStrategy strategy(seed);
        return walk_model(system, strategy, 20'000, {});
      };
      const WalkResult once = find(1);
      const WalkResult again = find(1);
      CAPTURE(pct);
      REQUIRE(once.model.findings.size() == 1);
      CHECK(once.model.search.verdict == Verdict::violated);
      CHECK(once.model.findings.front().choices == again.model.findings.front().choices);
      CHECK(once.runs == again.runs);
      const ModelFinding& finding = once.model.findings.front();
      CHECK(invariant_at_last(system, finding.choices) == finding.invariant);
      // Where priorities decide, two seeds may well lead the same way.
      CHECK((pct || finding.choices != find(2).model.findings.front().choices));
    }
  }
}

TEST_CASE("Runs that find nothing prove nothing", "[explore][bounded]") {
  const System system = yielding_worker();
  RandomStrategy random(1);
  const WalkResult walks = walk_model(system, random, 300, {});
  CHECK(walks.model.search.verdict == Verdict::incomplete);
  CHECK(walks.model.search.stop == Stop::bounded);
  CHECK(walks.runs == 300);
  CHECK(walks.cut_off == 0);
  CHECK(walks.model.findings.empty());
  CHECK(walks.model.search.statistics.transitions > 9000);
  PctStrategy pct(system, {1, 4, 100});
  CHECK(walk_model(system, pct, 300, {}).model.search.verdict == Verdict::incomplete);
}

TEST_CASE("PCT promises what its authors have proved, and keeps it", "[explore][bounded]") {
  const System system = without(yielding_worker(), KnockOut::second_lock_test);
  const std::size_t actors = count_of_actors(system);
  CHECK(actors == 3 * 2 + 2 + 1);
  PctStrategy strategy(system, {5, 3, 120});
  CHECK(strategy.guarantee() == Approx(1.0 / (9.0 * 120 * 120)));
  constexpr std::uint64_t kRuns = 20'000;
  std::uint64_t found = 0;
  for (std::uint64_t seed = 0; seed < kRuns; ++seed) {
    PctStrategy one(system, {seed, 3, 120});
    found += walk_model(system, one, 1, {}).model.findings.size();
  }
  CHECK(static_cast<double>(found) >= strategy.guarantee() * kRuns);
  CHECK(found > 0);
}

TEST_CASE("Runs judge properties and ends as the search does", "[explore][bounded]") {
  const System system = make_system({2, 1, {{yield()}}, {}});
  EventPattern yields;
  yields.kind = EventKind::ums_yield;
  const auto judge = [&](const Expectation& property) {
    ModelSearchOptions options;
    options.observer = Observer({property});
    RandomStrategy random(1);
    return walk_model(system, random, 50, options);
  };
  const WalkResult never = judge({Never{yields}, "", {}});
  REQUIRE(never.model.findings.size() == 1);
  CHECK(never.model.findings.front().property == 0);
  CHECK(judge({Eventually{yields}, "", {}}).model.findings.empty());
  CHECK(judge({Count{yields, 2, UINT64_MAX}, "", {}}).model.findings.size() == 1);
}

}  // namespace
}  // namespace umsim::explore::test

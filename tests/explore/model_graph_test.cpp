// The search on the model: every safeguard is needed, and what the search leaves out could not be
// told apart.
#include "sim/explore/model_graph.h"

#include <algorithm>

#include <catch2/catch.hpp>

#include "models/machine/key.h"
#include "sim/explore/model_goals.h"
#include "sim/explore/model_search.h"
#include "sim/explore/search.h"
#include "tests/explore/reachable.h"
#include "tests/explore/small_systems.h"

namespace umsim::explore::test {
namespace {

struct Expected {
  KnockOut safeguard;
  const char* invariant;
  std::size_t steps;
};

// The first seven on yielding_worker(), the last on two_hints(): what breaks first, and after how
// many steps.
constexpr Expected kExpected[] = {
    {KnockOut::second_lock_test, "INV-2", 26},
    {KnockOut::keep_bits_on_release, "INV-3", 25},
    {KnockOut::restore_teb_on_failure, "INV-5", 21},
    {KnockOut::release_cid_on_failure, "INV-9", 21},
    {KnockOut::lock_before_peek, "INV-2", 27},
    {KnockOut::queue_concurrency_one, "INV-10", 45},
    {KnockOut::release_cid_at_park, "INV-9", 45},
    {KnockOut::atomic_claim, "INV-1", 64},
};

System broken_system(KnockOut safeguard) {
  return without(safeguard == KnockOut::atomic_claim ? two_hints() : yielding_worker(), safeguard);
}

std::vector<NamedSystem> systems_with_and_without_safeguards() {
  std::vector<NamedSystem> systems = small_systems();
  for (const Expected& expected : kExpected) {
    systems.push_back({"without the safeguard of " + std::string(expected.invariant),
                       broken_system(expected.safeguard)});
  }
  return systems;
}

// Replays the choices on a machine and returns the invariant that is broken at the end, or null;
// none may be before.
const Invariant* replay(const System& system, const std::vector<Choice>& choices) {
  const Layout layout(system);
  Image image(system, layout);
  const Invariant* broken = nullptr;
  for (const Choice& choice : choices) {
    CHECK(broken == nullptr);
    apply(image.machine(), choice, nullptr);
    broken = broken_invariant(image.machine());
  }
  return broken;
}

TEST_CASE("Without a safeguard the known invariant breaks, after as few steps as possible",
          "[explore][model]") {
  for (const Expected& expected : kExpected) {
    const System system = broken_system(expected.safeguard);
    const ModelResult result = search_model(system, {});
    CAPTURE(expected.invariant, expected.steps);
    CHECK(result.search.verdict == Verdict::violated);
    REQUIRE(result.findings.size() == 1);
    const ModelFinding& finding = result.findings.front();
    REQUIRE(finding.invariant != nullptr);
    CHECK(finding.invariant->id == expected.invariant);
    CHECK(finding.choices.size() == expected.steps);
    CHECK(finding.is_shortest);
    CHECK(replay(system, finding.choices) == finding.invariant);
  }
}

TEST_CASE("With every safeguard small systems hold, progress included", "[explore][model]") {
  for (const NamedSystem& small : small_systems()) {
    CAPTURE(small.name);
    const ModelResult result = search_model(small.system, {});
    CHECK(result.search.verdict == Verdict::holds);
    CHECK(result.search.progress_judged);
    CHECK(result.findings.empty());
  }
}

TEST_CASE("Merged paths replay step by step and end in the violation", "[explore][model]") {
  for (const Expected& expected : kExpected) {
    const System system = broken_system(expected.safeguard);
    ModelGraph graph(system, {});
    SearchOptions options;
    options.keep_keys = true;
    const SearchResult result = search(graph, options);
    CAPTURE(expected.invariant);
    REQUIRE(result.findings.size() == 1);
    const std::vector<Choice> choices = graph.course_of(result.findings.front().path).choices;
    CHECK(choices.size() >= expected.steps);
    CHECK(replay(system, choices) == ModelGraph::invariant_of(result.findings.front().code));
    CHECK(result.findings.front().keys.size() == result.findings.front().path.size() + 1);
  }
}

// Larger systems are searched with all that is merged, and without any.
constexpr std::size_t kManyStates = 2'000;

TEST_CASE("What is merged changes no verdict, no kind of violation and no end",
          "[explore][model]") {
  for (const NamedSystem& small : systems_with_and_without_safeguards()) {
    ModelGraph single(small.system, {.merges = kSingleSteps});
    const Reachable all = reachable(single);
    const Verdict verdict = search(single, {}).verdict;
    std::vector<Merges> some{Merges{}};
    if (all.states.size() < kManyStates) {
      some.push_back({.private_steps = false});
      some.push_back({.exclusive_steps = false});
      some.push_back({.sleeps = false, .dispatches = false});
      some.push_back({.preemptions = false});
      some.push_back({.late_apcs = false});
    }
    for (const Merges& merges : some) {
      CAPTURE(small.name, merges.private_steps, merges.exclusive_steps, merges.sleeps);
      ModelGraph merged(small.system, {.merges = merges});
      const Reachable few = reachable(merged);
      CHECK(few.violations == all.violations);
      CHECK(few.ends == all.ends);
      CHECK(few.states.size() < all.states.size());
      CHECK(std::includes(all.states.begin(), all.states.end(), few.states.begin(),
                          few.states.end()));
      CHECK(search(merged, {}).verdict == verdict);
    }
  }
}

// The state with its CPUs in the order of their threads.
Key sorted(const System& system, const Layout& layout, const Key& key) {
  Image image(system, layout);
  const Machine machine = image.machine();
  unpack_key(key, machine);
  Cpu* cpus = &machine.cpu(CpuId(0));
  std::stable_sort(cpus, cpus + system.cpus, [](const Cpu& left, const Cpu& right) {
    return left.current.value < right.current.value;
  });
  Key result(key.size());
  pack_key(machine, result);
  return result;
}

TEST_CASE("Sorted CPUs: the same states up to the order of CPUs, the same verdict and length",
          "[explore][model]") {
  for (const NamedSystem& small : systems_with_and_without_safeguards()) {
    CAPTURE(small.name);
    const Merges merges{.dispatches = false};  // of CPUs that can change places only
    ModelGraph sorts(small.system, {.interchange = {.threads = false}, .merges = merges});
    ModelGraph numbers(small.system,
                       {.interchange = {.cpus = false, .threads = false}, .merges = merges});
    const Layout layout(small.system);
    std::set<Key> states;
    for (const Key& key : reachable(numbers).states) {
      states.insert(sorted(small.system, layout, key));
    }
    CHECK(states == reachable(sorts).states);
    const SearchResult one = search(sorts, {});
    const SearchResult other = search(numbers, {});
    CHECK(one.verdict == other.verdict);
    REQUIRE(one.findings.size() == other.findings.size());
    if (!one.findings.empty()) {
      CHECK(one.findings.front().code == other.findings.front().code);
      CHECK(one.findings.front().path.size() == other.findings.front().path.size());
    }
  }
}

TEST_CASE("A step that the model cannot handle is a finding, with the state before it",
          "[explore][model]") {
  // A call that names no list: no loader lets it through.
  Instruction call = instruction(Opcode::api);
  call.api.call = ApiCall::list_event;
  System system = make_system({1, 1, {{yield()}}, {}});
  system.programs.push_back({"T", {call, instruction(Opcode::exit)}});
  system.threads.push_back({"T", ThreadKind::standard, ProgramId(1), SchedulerId(), false});
  ModelSearchOptions options;
  options.keep_keys = true;
  const ModelResult result = search_model(system, options);
  REQUIRE(result.findings.size() == 1);
  const ModelFinding& finding = result.findings.front();
  CHECK(finding.fault == Fault::violation);
  CHECK(finding.invariant == nullptr);
  CHECK(finding.sentence == "the machine reached a state it cannot handle");
  CHECK(finding.is_shortest);
  CHECK_THROWS_AS(replay(system, finding.choices), InternalError);
  CHECK(replay(system, {finding.choices.begin(), finding.choices.end() - 1}) == nullptr);
  const std::vector<Key>& keys = result.search.findings.front().keys;
  CHECK(keys[keys.size() - 1] == keys[keys.size() - 2]);
}

StateFacts facts_of(const System& system, const ModelGraphOptions& options) {
  ModelGraph graph(system, options);
  Key key(graph.key_bytes());
  graph.initial(key);
  CollectingSink sink;
  return graph.expand(key, sink);
}

TEST_CASE("A goal is met by a thread in user mode or ended, and by an APC not waiting",
          "[explore][model]") {
  const System system = yielding_worker();  // goals: W1, P1, the APC
  ModelGraph graph(system, {});
  CHECK(graph.goals() == 3);
  CHECK(graph.goal_sentence(0, identity(system)) ==
        "W1 can never run again, nor be known to have ended");
  CHECK(graph.goal_sentence(1, identity(system)) == "P1 can never run again");
  CHECK(graph.goal_sentence(2, identity(system)) == "A1 can never be served");
  CHECK(facts_of(system, {}).goals_met == 0b100);  // expected, and nobody runs
  const Reachable all = reachable(graph);
  REQUIRE_FALSE(all.ends.empty());
  for (const Key& end : all.ends) {
    CollectingSink sink;
    const StateFacts facts = graph.expand(end, sink);
    CHECK(facts.goals_met == 0b111);
    CHECK(facts.may_end);
  }
}

TEST_CASE("More goals than the search can judge at a time are judged in windows",
          "[explore][model]") {
  System system = make_system({1, 1, {{}}, {}});
  for (std::size_t i = 0; i < 70; ++i) {
    system.apcs.push_back({"A" + std::to_string(i + 1), ApcKind::routine, ThreadId(0)});
  }
  CHECK(count_of_goals(system) == 72);
  ModelGraph first(system, {});
  CHECK(first.goals() == 64);
  ModelGraph second(system, {.first_goal = 64});
  CHECK(second.goals() == 8);
  CHECK(second.goal_sentence(0, identity(system)) == "A63 can never be served");
  CHECK(second.goal_sentence(7, identity(system)) == "A70 can never be served");
  CHECK(facts_of(system, {.first_goal = 64}).goals_met == 0xFF);
}

}  // namespace
}  // namespace umsim::explore::test

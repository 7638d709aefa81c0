// Orbits: with things that can change places the search sees fewer states, and says the same
// (decision 0090).
#include "sim/explore/orbits.h"

#include <algorithm>
#include <map>
#include <set>

#include <catch2/catch.hpp>

#include "models/invariants/invariants.h"
#include "models/machine/symmetry.h"
#include "sim/explore/model_graph.h"
#include "sim/explore/model_search.h"
#include "sim/explore/random_numbers.h"
#include "sim/explore/search.h"
#include "tests/explore/reachable.h"
#include "tests/explore/small_systems.h"
#include "tests/explore/table_graph.h"

namespace umsim::explore::test {
namespace {

constexpr Interchange kNames{.threads = false};

// Two schedulers of one primary and one worker each.
System two_schedulers() {
  System system = make_system({1, 2, {{yield()}, {yield()}}, {}});
  system.lists.push_back({"other"});
  system.schedulers.push_back(system.schedulers.front());
  system.schedulers.back().list = ListId(1U);
  system.threads[1].scheduler = SchedulerId(1U);
  system.threads[3].scheduler = SchedulerId(1U);
  return system;
}

System two_devices_waited_for() {
  System system = make_system({1, 1, {{instruction(Opcode::io)}, {instruction(Opcode::io)}}, {}});
  system.objects = {{"device", ObjectKind::device}};
  for (Program& program : system.programs) {
    program.instructions.front().object = ObjectId(0U);
    program.instructions.front().count = 1;
  }
  return system;
}

std::vector<NamedSystem> symmetric_systems() {
  const Instructions works{instruction(Opcode::compute)};
  const Instructions calls{instruction(Opcode::system_call)};
  const Instructions sleeps{instruction(Opcode::sleep)};
  return {
      {"two workers", make_system({2, 1, {{yield()}, {yield()}}, {}})},
      {"three workers", make_system({1, 1, {works, works, works}, {}})},
      {"two workers and another", make_system({1, 1, {sleeps, works, sleeps}, {}})},
      {"two primaries", make_system({2, 2, {sleeps}, {}})},
      {"three primaries", make_system({2, 3, {{}}, {}})},
      {"three primaries, the CPUs for all", make_system({4, 3, {works}, {}})},
      {"three primaries, one of which may be ended",
       make_system({1, 3, {{}}, {{ApcKind::terminate, 1}}})},
      {"two of each", make_system({1, 2, {works, works}, {}})},
      {"two workers with an APC each",
       make_system({1, 1, {works, works}, {{ApcKind::set_context, 0}, {ApcKind::set_context, 1}}})},
      {"two primaries with an APC each",
       make_system({1, 2, {{}}, {{ApcKind::routine, 1}, {ApcKind::routine, 2}}})},
      {"two that ask one primary",
       make_system({2, 1, {calls, calls}, {{ApcKind::get_context, 0}, {ApcKind::get_context, 1}}})},
      {"two schedulers", two_schedulers()},
      {"two that wait for a device", two_devices_waited_for()},
  };
}

std::vector<NamedSystem> broken_systems() {
  std::vector<NamedSystem> systems;
  const std::vector<NamedSystem> safe = symmetric_systems();
  for (const KnockOut safeguard :
       {KnockOut::second_lock_test, KnockOut::keep_bits_on_release, KnockOut::atomic_claim,
        KnockOut::release_cid_at_park, KnockOut::directed_switch, KnockOut::sticky_wake}) {
    for (const std::size_t at : {0U, 3U, 4U}) {
      systems.push_back(
          {safe[at].name + " without safeguard " + std::to_string(static_cast<unsigned>(safeguard)),
           without(safe[at].system, safeguard)});
    }
  }
  return systems;
}

std::set<Key> orbits_of(const std::set<Key>& states, const System& system) {
  const Layout layout(system);
  Orbits names(system, layout, kNames);
  Orbits orbits(system, layout, {});
  Image image(system, layout);
  Key key(orbits.key_bytes());
  std::set<Key> result;
  for (const Key& state : states) {
    names.unpack(state, image.machine());
    orbits.pack(image.machine(), key);
    result.insert(key);
  }
  return result;
}

// Which of several preemptions is made depends on names.
TEST_CASE("The search sees an orbit exactly when it would see a state of it", "[explore][model]") {
  std::vector<NamedSystem> systems = symmetric_systems();
  const std::vector<NamedSystem> broken = broken_systems();
  systems.insert(systems.end(), broken.begin(), broken.end());
  for (const NamedSystem& small : systems) {
    CAPTURE(small.name);
    ModelGraph orbits(small.system, {.merges = {.preemptions = false}});
    ModelGraph names(small.system, {.interchange = kNames, .merges = {.preemptions = false}});
    const Reachable few = reachable(orbits);
    const Reachable all = reachable(names);
    CHECK((few.states == orbits_of(all.states, small.system)));  // not for the eye
    CHECK((few.ends == orbits_of(all.ends, small.system)));
    CHECK(few.violations == all.violations);
  }
}

// While W1's kernel portion parks on one CPU, its user portion may run on the other: the interrupt
// of its quantum has two CPUs to choose from, and takes the first.
System interrupted_worker() {
  System system = make_system({2, 1, {{yield()}}, {}});
  system.apcs.push_back(ApcSpec{.name = "tick", .target = ThreadId(0U)});
  system.apcs.back().what = AsyncKind::interrupt;
  return system;
}

TEST_CASE("CPUs change places only where no event prefers one", "[explore][model]") {
  const System system = interrupted_worker();
  ModelGraph orbits(system, {.interchange = {.threads = false}, .merges = kSingleSteps});
  ModelGraph plain(system, {.interchange = {false, false}, .merges = kSingleSteps});
  CHECK(reachable(orbits).states == reachable(plain).states);
  System primary = system;
  primary.apcs.back().target = ThreadId(1U);
  ModelGraph few(primary, {.interchange = {.threads = false}, .merges = kSingleSteps});
  ModelGraph all(primary, {.interchange = {false, false}, .merges = kSingleSteps});
  const Reachable halved = reachable(few);
  CHECK(halved.states.size() < reachable(all).states.size() * 3 / 4);
  CHECK((halved.states == orbits_of(reachable(all).states, primary)));
}

TEST_CASE("Names make no difference to verdict, kind of fault and length of the path",
          "[explore][model]") {
  std::vector<NamedSystem> systems = symmetric_systems();
  const std::vector<NamedSystem> broken = broken_systems();
  systems.insert(systems.end(), broken.begin(), broken.end());
  std::size_t violated = 0;
  std::size_t smaller = 0;
  for (const NamedSystem& small : systems) {
    CAPTURE(small.name);
    ModelGraph orbits(small.system, {});
    ModelGraph names(small.system, {.interchange = kNames});
    const SearchResult few = search(orbits, {});
    const SearchResult all = search(names, {});
    CHECK(orbits.turns().size() == symmetries(small.system).size());
    CHECK(few.statistics.states <= all.statistics.states);
    smaller += few.statistics.states < all.statistics.states ? 1U : 0U;
    CHECK(few.verdict == all.verdict);
    REQUIRE(few.findings.size() == all.findings.size());
    for (std::size_t i = 0; i < few.findings.size(); ++i) {
      ++violated;
      CHECK(few.findings[i].fault == all.findings[i].fault);
      CHECK(few.findings[i].path.size() == all.findings[i].path.size());
    }
  }
  CHECK(violated > 3);
  CHECK(smaller > 10);  // workers that are on one list and run one after the other never meet
}

TEST_CASE("A path through orbits is one that a machine can take, to the same fault",
          "[explore][model]") {
  for (const NamedSystem& small : broken_systems()) {
    CAPTURE(small.name);
    const ModelResult result = search_model(small.system, {});
    for (const ModelFinding& finding : result.findings) {
      const Layout layout(small.system);
      Image image(small.system, layout);
      for (std::size_t i = 0; i < finding.choices.size(); ++i) {
        REQUIRE(broken_invariant(image.machine()) == nullptr);
        REQUIRE(is_enabled(image.machine(), finding.choices[i]));
        if (i + 1 == finding.choices.size() && finding.fault == Fault::violation &&
            finding.invariant == nullptr) {
          CHECK_THROWS_AS(apply(image.machine(), finding.choices[i], nullptr), InternalError);
        } else {
          apply(image.machine(), finding.choices[i], nullptr);
        }
      }
      if (finding.invariant != nullptr) {
        CHECK(broken_invariant(image.machine()) == finding.invariant);
      }
    }
  }
}

TEST_CASE("All states of an orbit have one key, and it stands for one of them",
          "[explore][model]") {
  for (const NamedSystem& small : symmetric_systems()) {
    CAPTURE(small.name);
    const Layout layout(small.system);
    Orbits orbits(small.system, layout, {});
    Orbits plain(small.system, layout, kNames);
    ModelGraph names(small.system, {.interchange = kNames});
    Image image(small.system, layout);
    Image renamed(small.system, layout);
    Key key(orbits.key_bytes());
    Key other(orbits.key_bytes());
    bool same = true;
    for (const Key& state : reachable(names).states) {
      plain.unpack(state, image.machine());
      const std::size_t used = orbits.pack(image.machine(), key);
      rename_state(image.machine(), orbits.renamings()[used], renamed.machine());
      plain.pack(renamed.machine(), other);
      same = same && other == key;
      for (const Renaming& renaming : orbits.renamings()) {
        rename_state(image.machine(), renaming, renamed.machine());
        orbits.pack(renamed.machine(), other);
        same = same && other == key;
      }
    }
    CHECK(same);
  }
}

// A graph in which three goals may change places at every step, and the same one without turns: a
// state of it is one of the first with an order of the goals.
constexpr std::uint8_t kOrders[][3] = {{0, 1, 2}, {1, 0, 2}, {0, 2, 1},
                                       {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};

class TurningGraph final : public StateGraph {
 public:
  TurningGraph(std::vector<TableState> states) : table_(std::move(states), 3) {
    for (const auto& order : kOrders) {
      GoalOrder& turn = turns_.emplace_back();
      std::copy(std::begin(order), std::end(order), turn.begin());
    }
  }
  [[nodiscard]] std::size_t key_bytes() const override { return table_.key_bytes(); }
  [[nodiscard]] unsigned goals() const override { return 3; }
  [[nodiscard]] std::span<const GoalOrder> turns() const override { return turns_; }
  ViolationCode initial(std::span<std::byte> key) override { return table_.initial(key); }
  StateFacts expand(KeyView key, SuccessorSink& sink) override { return table_.expand(key, sink); }
  [[nodiscard]] std::unique_ptr<StateGraph> twin() const override {
    return std::make_unique<TurningGraph>(*this);
  }

 private:
  TableGraph table_;
  std::vector<GoalOrder> turns_;
};

std::vector<TableState> random_states(RandomNumbers& random) {
  std::vector<TableState> states(4 + random.below(12));
  for (std::size_t i = 0; i < states.size(); ++i) {
    states[i].may_end = true;
    states[i].goals_met = random.below(4) == 0 ? 1U << random.below(3) : 0;
    for (std::uint32_t edge = random.below(3); edge > 0; --edge) {
      states[i].edges.push_back({random.below(static_cast<std::uint32_t>(states.size())), edge,
                                 kNoViolation, static_cast<Turn>(random.below(6))});
    }
  }
  return states;
}

// State s with order o is state 6 s + o; `order[g]` is what the first goal g is called there.
std::vector<TableState> without_turns(const std::vector<TableState>& states) {
  std::vector<TableState> plain(states.size() * 6);
  for (std::uint32_t at = 0; at < plain.size(); ++at) {
    const TableState& state = states[at / 6];
    const auto& order = kOrders[at % 6];
    plain[at].may_end = true;
    for (unsigned goal = 0; goal < 3; ++goal) {
      plain[at].goals_met |= (state.goals_met >> order[goal] & 1U) << goal;
    }
    for (const TableEdge& edge : state.edges) {
      std::array<std::uint8_t, 3> after{};
      for (std::size_t goal = 0; goal < 3; ++goal) {
        after.at(goal) = kOrders[edge.turn][order[goal]];
      }
      std::uint32_t which = 0;
      while (!std::equal(after.begin(), after.end(), std::begin(kOrders[which]))) {
        ++which;
      }
      plain[at].edges.push_back({edge.target * 6 + which, edge.choice});
    }
  }
  return plain;
}

TEST_CASE("A goal that is lost behind turns is lost where it would be without them", "[explore]") {
  RandomNumbers random(11);
  std::size_t lost = 0;
  for (unsigned i = 0; i < 500; ++i) {
    const std::vector<TableState> states = random_states(random);
    TurningGraph turning(states);
    TableGraph plain(without_turns(states), 3);
    const SearchResult one = search(turning, {});
    const SearchResult other = search(plain, {});
    CHECK(one.progress_judged);
    CHECK(one.verdict == other.verdict);
    REQUIRE(one.findings.size() == other.findings.size());
    if (!one.findings.empty()) {
      ++lost;
      CHECK(one.findings.front().fault == Fault::lost_goal);
      CHECK(one.findings.front().path.size() == other.findings.front().path.size());
    }
  }
  CHECK(lost > 100);
  CHECK(lost < 500);
}

}  // namespace
}  // namespace umsim::explore::test

// What can be reached, by what shortest way, and what comes of it in the fixed order.
#include "sim/explore/reached_places.h"

#include <algorithm>

#include <catch2/catch.hpp>

#include "models/invariants/invariants.h"
#include "models/machine/routines.h"
#include "sim/explore/fixed_order.h"
#include "tests/explore/reachable.h"
#include "tests/explore/small_systems.h"

namespace umsim::explore::test {
namespace {

constexpr ThreadId kWorker{std::size_t{0}};
constexpr ThreadId kPrimary{std::size_t{1}};

System one_yield() { return make_system({2, 1, {{yield()}}, {}}); }

bool reaches(const ReachedPlaces& reached, ThreadId thread, std::string_view label) {
  const ReachedPlace place{thread, *find_step(label)};
  return std::find(reached.places.begin(), reached.places.end(), place) != reached.places.end();
}

System with_apc_at(System system, std::string_view label) {
  ApcSpec apc;
  apc.name = "A1";
  apc.kind = ApcKind::get_context;
  apc.target = kWorker;
  apc.place = {kPrimary, *find_step(label), 0};
  system.apcs.push_back(apc);
  return system;
}

ShortestWay way_to_arrival(const System& system) {
  return shortest_way(system,
                      [](const Machine& /*machine*/, const Choice& choice) {
                        return choice.kind == ChoiceKind::arrive;
                      },
                      {});
}

Ending run(const System& system, const std::vector<Choice>& before = {},
           const std::function<void(const Machine&, const Choice&)>& hear = {}) {
  const Layout layout(system);
  Image image(system, layout);
  const Machine machine = image.machine();
  for (const Choice& choice : before) apply(machine, choice, nullptr);
  return run_in_fixed_order(
      machine,
      [&](const Choice& choice) {
        if (hear) hear(machine, choice);
      },
      nullptr);
}

TEST_CASE("A place is reached when some interleaving has its thread before its step") {
  const ReachedPlaces reached = reached_places(one_yield(), {});
  CHECK(reached.stop == Stop::none);
  CHECK(reaches(reached, kPrimary, "FIG15.B1"));
  CHECK(reaches(reached, kPrimary, "FIG15.B7.control"));
  CHECK(reaches(reached, kWorker, "FIG16.B1.integer"));
  CHECK(reaches(reached, kPrimary, "FIG16.B2"));
  CHECK_FALSE(reaches(reached, kWorker, "FIG16.B2"));  // from B2 on it is the primary's stack
  CHECK_FALSE(reaches(reached, kPrimary, "FIG15.D3.restore"));  // nobody takes the lock meanwhile
}

TEST_CASE("What a race makes possible is reached only with the race") {
  const ReachedPlaces reached = reached_places(yielding_worker(), {});
  CHECK(reaches(reached, kPrimary, "FIG15.D3.restore"));
  CHECK(reaches(reached, kPrimary, "FIG10.reset"));
}

TEST_CASE("With too small a budget places may be missing, and that is said") {
  SearchOptions options;
  options.max_states = 10;
  CHECK(reached_places(one_yield(), options).stop == Stop::state_budget);
}

TEST_CASE(
    "The shortest way ends with the choice that is looked for, and not later than any other") {
  const System system = with_apc_at(one_yield(), "FIG15.B3");
  const ShortestWay way = way_to_arrival(system);
  REQUIRE(way.choices);
  CHECK(way.choices->back().kind == ChoiceKind::arrive);
  const Layout layout(system);
  Image image(system, layout);
  std::size_t steps = 0;
  for (const Choice& choice : *way.choices) {
    REQUIRE(is_enabled(image.machine(), choice));
    apply(image.machine(), choice, nullptr);
    ++steps;
  }
  // On one CPU there is one way only: the primary's, and then the event.
  System alone = system;
  alone.cpus = 1;
  const Layout layout_alone(alone);
  Image one(alone, layout_alone);
  std::size_t by_hand = 0;
  std::vector<Choice> choices;
  do {
    choices.clear();
    enabled_choices(one.machine(), choices);
    apply(one.machine(), choices.back(), nullptr);
    ++by_hand;
  } while (choices.back().kind != ChoiceKind::arrive);
  CHECK(steps == by_hand);
}

TEST_CASE("What never happens has no way") {
  const ShortestWay way = way_to_arrival(with_apc_at(one_yield(), "FIG15.B5"));
  CHECK_FALSE(way.choices);
  CHECK(way.stop == Stop::none);
}

TEST_CASE("In the fixed order every small system comes to its end") {
  for (const NamedSystem& small : small_systems()) {
    INFO(small.name);
    CHECK(run(small.system) == Ending::all_ended);
  }
}

TEST_CASE("While an APC is served others stand where they were, until it waits", "[APC-3]") {
  const System system = with_apc_at(one_yield(), "FIG15.B7.integer");
  const ShortestWay way = way_to_arrival(system);
  REQUIRE(way.choices);
  bool asked = false;
  std::vector<std::string_view> before_question;
  run(system, *way.choices, [&](const Machine& machine, const Choice& choice) {
    asked = asked || machine.kthread(kWorker).asks.valid();
    if (asked || choice.kind != ChoiceKind::step) return;
    CHECK(machine.cpu(choice.cpu).current == kWorker);
    before_question.push_back(step_at(next_step(machine, choice.cpu)).label);
  });
  CHECK(asked);
  CHECK(before_question == std::vector<std::string_view>{"FIG13.D1", "FIG13.D2", "FIG13.B2",
                                                         "FIG13.D3", "FIG13.D5", "FIG13.D7"});
}

TEST_CASE("A run that comes to the same state again goes round") {
  Instruction again = instruction(Opcode::repeat);
  again.count = 0;
  again.target = 0;
  CHECK(run(make_system({2, 1, {{yield(), again}}, {}})) == Ending::goes_round);
}

TEST_CASE("A run in which nothing can happen any more is stuck") {
  Instruction waits = instruction(Opcode::wait);
  waits.object = ObjectId(std::size_t{0});
  waits.cycles = 0;
  System system = make_system({2, 1, {{waits}}, {}});
  system.objects = {{"never", ObjectKind::notification_event}};
  CHECK(run(system) == Ending::stuck);
}

TEST_CASE("A run in which an invariant breaks ends there") {
  CHECK(run(without(make_system({2, 1, {{instruction(Opcode::system_call)}}, {}}),
                    KnockOut::release_cid_at_park)) == Ending::broken);
}

}  // namespace
}  // namespace umsim::explore::test

// A walk goes back exactly, at every grain; choices can be undone; what is broken stops it.
#include <algorithm>

#include <catch2/catch.hpp>

#include "sim/explore/model_search.h"
#include "tests/play/walks.h"

namespace umsim::play {
namespace {

using test::Place;
using test::place_after;
using test::place_of;

constexpr Grain kGrains[] = {Grain::step, Grain::event, Grain::switches, Grain::lock};
constexpr Reach kShort{.choices = 400};

// Steps of 1, 2, 3, 1, ... of that grain as long as each arrives; gives where they did.
struct Leg {
  std::size_t count = 0;
  Place place;
};

std::vector<Leg> walk(Session& session, Grain grain, std::size_t most) {
  std::vector<Leg> legs{{0, place_of(session)}};
  while (legs.size() <= most) {
    const std::size_t count = legs.size() % 3 + 1;
    const Motion motion = session.forward(grain, count, kShort);
    if (motion.why != Stop::arrived) break;
    legs.push_back({count, place_of(session)});
  }
  session.go_to(legs.back().place.position, kShort);
  return legs;
}

std::vector<ScheduledChoice> scheduled(const std::vector<Choice>& choices) {
  std::vector<ScheduledChoice> result;
  std::ranges::transform(choices, std::back_inserter(result), [](const Choice& choice) {
    return ScheduledChoice{choice, kAllCycles};
  });
  return result;
}

// A choice that is not the one ahead; the walk goes on until there is one.
Choice another_choice(Session& session) {
  while (true) {
    const auto next = session.next();
    REQUIRE(next);
    for (const Choice& choice : session.enabled()) {
      if (choice != next->choice) return choice;
    }
    REQUIRE(session.forward(Grain::step, 1, kShort).why == Stop::arrived);
  }
}

TEST_CASE("Going back comes to where forward had stopped, to the byte, at every grain") {
  std::size_t legs_walked = 0;
  for (const std::string& path : test::shipped_paths()) {
    const Scenario scenario = test::shipped(path);
    for (const Grain grain : kGrains) {
      INFO(path << ", grain " << static_cast<int>(grain));
      Session session(scenario, {});
      const std::vector<Leg> legs = walk(session, grain, 40);
      for (std::size_t i = legs.size(); i > 1; --i) {
        session.back(grain, legs[i - 1].count);
        REQUIRE(place_of(session) == legs[i - 2].place);
        ++legs_walked;
      }
      for (std::size_t i = 1; i < legs.size(); ++i) {
        session.forward(grain, legs[i].count, kShort);
        REQUIRE(place_of(session) == legs[i].place);
      }
    }
  }
  CHECK(legs_walked > 5'000);
}

TEST_CASE("Every place of a long walk is the state that a machine comes to that never went back") {
  const Scenario scenario = test::shipped(std::string(UMSIM_REPOSITORY) +
                                          "/scenarios/patent/fig12-newest-first-starves.json");
  Session session(scenario, {});
  session.forward(Grain::step, 3 * kBetweenKept, {});
  REQUIRE(session.position() == 3 * kBetweenKept);
  for (const std::size_t position :
       {kBetweenKept, kBetweenKept + 1, 2 * kBetweenKept - 1, std::size_t{1}, std::size_t{0},
        2 * kBetweenKept + 7, 3 * kBetweenKept}) {
    session.go_to(position, {});
    const auto made = session.course().made();
    CHECK(place_of(session) == place_after(scenario.system, made));
    CHECK(made.size() == position);
    CHECK(session.course().events().empty() ==
          (position == 0 || session.course().mark(position - 1).events == 0));
  }
}

TEST_CASE("A choice is undone and done again, and what lay ahead lies ahead again") {
  const Scenario scenario = test::lab_scenario("race");
  Session session(scenario, {});
  session.forward(Grain::step, 8, kShort);
  const Choice other = another_choice(session);
  const Place before = place_of(session);
  const auto ahead = session.next();
  session.choose(other);
  const Place after = place_of(session);
  CHECK(session.course().made().back().choice == other);
  session.forward(Grain::step, 5, kShort);
  const Choice second = another_choice(session);
  session.choose(second);
  const Place last = place_of(session);

  CHECK(session.undo());
  CHECK(session.undo());
  CHECK_FALSE(session.undo());
  CHECK(place_of(session) == before);
  CHECK(session.next() == ahead);
  CHECK(session.redo());
  CHECK(place_of(session) == after);
  CHECK(session.redo());
  CHECK(place_of(session) == last);
  CHECK_FALSE(session.redo());
}

TEST_CASE("A choice that is the one ahead changes nothing, and there is nothing to undo") {
  const Scenario scenario = test::lab_scenario("race");
  Session session(scenario, {});
  session.go_to(20, kShort);
  session.go_to(10, kShort);
  session.choose(session.next()->choice);
  CHECK(session.position() == 11);
  CHECK(session.course().line().size() == 20);
  CHECK_FALSE(session.undo());
}

TEST_CASE("A new choice makes an undone one impossible to do again") {
  const Scenario scenario = test::lab_scenario("race");
  Session session(scenario, {});
  session.choose(another_choice(session));
  session.undo();
  session.forward(Grain::step, 3, kShort);
  session.choose(another_choice(session));
  CHECK_FALSE(session.redo());
}

TEST_CASE("The walk along a counterexample stops at what is broken, and goes back from it") {
  const Scenario scenario = test::lab_scenario("race-without-second-test");
  const auto found = explore::search_model(scenario.system, {});
  REQUIRE(found.findings.size() == 1);
  Session session(scenario, scheduled(found.findings.front().choices));
  const Motion motion = session.run({});
  CHECK(motion.why == Stop::broken);
  CHECK(session.position() == found.findings.front().choices.size());
  REQUIRE(session.finding());
  CHECK(session.finding()->invariant == found.findings.front().invariant);
  const Place broken = place_of(session);
  CHECK(session.forward(Grain::step, 1, {}).why == Stop::broken);
  CHECK(place_of(session) == broken);
  session.back(Grain::step, 1);
  CHECK_FALSE(session.finding());
  session.forward(Grain::step, 1, {});
  CHECK(place_of(session) == broken);
}

TEST_CASE(
    "A choice that the machine does not survive is not made, and leaves the state as it was") {
  Scenario scenario = test::lab_scenario("race-without-second-test");
  REQUIRE(scenario.system.knock_outs.any());
  for (const std::size_t length : {std::size_t{0}, std::size_t{7}, std::size_t{20}}) {
    Session session(scenario, {});
    session.go_to(length, {});
    REQUIRE(session.position() == length);
    const auto made = session.course().made();
    std::vector<ScheduledChoice> line(made.begin(), made.end());
    const Choice step{ChoiceKind::step, CpuId(0), 0};
    const Choice dispatch{ChoiceKind::dispatch, CpuId(0), 0};
    line.push_back({is_enabled(session.machine(), step) ? dispatch : step, kAllCycles});
    Course course(scenario, line);
    while (course.position() < length) REQUIRE_FALSE(course.make_next());
    const auto why = course.make_next();
    REQUIRE(why);
    CHECK_FALSE(why->empty());
    CHECK(course.position() == length);
    const auto block = course.machine().block();
    const Place here{course.position(), {block.begin(), block.end()}};
    CHECK(here == place_of(session));
    course.replace_ahead({});
    CHECK(course.line().size() == length);
  }
}

TEST_CASE("The end is told from a deadlock, and going on from it stays there") {
  const Scenario scenario = test::lab_scenario("race");
  Session session(scenario, {});
  CHECK(session.run({}).why == Stop::end);
  CHECK_FALSE(session.finding());
  CHECK(all_ended(session.machine()));
  const std::size_t end = session.position();
  CHECK(session.forward(Grain::step, 1, {}).why == Stop::end);
  CHECK(session.position() == end);
  CHECK(session.back(Grain::step, 1'000'000).why == Stop::start);
  CHECK(session.position() == 0);
}

TEST_CASE("A command that goes too far stops at its limit, and one that is interrupted at once") {
  const Scenario scenario = test::lab_scenario("race");
  Session session(scenario, {});
  CHECK(session.forward(Grain::step, 50, {.choices = 7}).why == Stop::limit);
  CHECK(session.position() == 7);
  const std::atomic<bool> interrupt{true};
  CHECK(session.run({.interrupt = &interrupt}).why == Stop::interrupted);
  CHECK(session.position() == 7);
}

}  // namespace
}  // namespace umsim::play

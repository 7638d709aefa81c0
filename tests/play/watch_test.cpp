// Watch points: where they stop a walk, forward and back.
#include <algorithm>
#include <set>

#include <catch2/catch.hpp>

#include "sim/play/state_text.h"
#include "tests/play/walks.h"

namespace umsim::play {
namespace {

Watch watch_on(const Scenario& scenario, const std::vector<std::string>& words) {
  auto read = read_watch(scenario.system, words);
  REQUIRE(std::holds_alternative<Watch>(read));
  return std::get<Watch>(std::move(read));
}

// Where the watch stops a walk to the end, and where it stops the way back.
std::vector<std::size_t> stops_forward(Session& session) {
  std::vector<std::size_t> stops;
  while (session.run({}).why == Stop::watch) stops.push_back(session.position());
  return stops;
}

std::vector<std::size_t> stops_back(Session& session) {
  std::vector<std::size_t> stops;
  while (session.run_back({}).why == Stop::watch) stops.push_back(session.position());
  std::ranges::reverse(stops);
  return stops;
}

TEST_CASE("A watch on a lock stops wherever the lock word changes, forward and back") {
  const Scenario scenario = test::lab_scenario("race");
  Session plain(scenario, {});
  std::vector<std::size_t> expected;
  std::string before = lock_text(plain.machine(), ThreadId(0));
  while (plain.forward(Grain::step, 1, {}).why != Stop::end) {
    const std::string after = lock_text(plain.machine(), ThreadId(0));
    if (after != before) expected.push_back(plain.position());
    before = after;
  }
  REQUIRE(expected.size() > 2);

  Session session(scenario, {});
  session.add(watch_on(scenario, {"lock", scenario.system.threads[0].name}));
  CHECK(stops_forward(session) == expected);
  CHECK(stops_back(session) == expected);
  CHECK(session.position() == 0);
}

TEST_CASE(
    "A watch on a step stops before it runs, a watch on its figure before each of its steps") {
  const Scenario scenario = test::lab_scenario("race");
  Session session(scenario, {});
  session.add(watch_on(scenario, {"FIG15.B3"}));
  REQUIRE(session.run({}).why == Stop::watch);
  const Motion motion = session.forward(Grain::step, 1, {});
  CHECK(motion.told.back().entry.step == "FIG15.B3");

  Session figure(scenario, {});
  figure.add(watch_on(scenario, {"FIG15"}));
  const std::vector<std::size_t> stops = stops_forward(figure);
  CHECK(stops.size() > 3);
  CHECK(stops_back(figure) == stops);
}

TEST_CASE("A watch on a kind of event stops behind each") {
  const Scenario scenario = test::lab_scenario("race");
  Session session(scenario, {});
  session.add(watch_on(scenario, {"ums_switch"}));
  const std::vector<std::size_t> stops = stops_forward(session);
  REQUIRE_FALSE(stops.empty());
  for (const std::size_t stop : stops) {
    session.go_to(stop, {});
    CHECK(std::ranges::any_of(session.course().events(), [](const Event& event) {
      return event.kind == EventKind::ums_switch;
    }));
  }
}

TEST_CASE("Watches of every thing of every shipped scenario stop the same places both ways") {
  std::size_t stopped = 0;
  for (const std::string& path : test::shipped_paths()) {
    const Scenario scenario = test::shipped(path);
    INFO(path);
    Session session(scenario, {});
    const auto add = [&](const auto& things) {
      for (const auto& thing : things) session.add(watch_on(scenario, {thing.name}));
    };
    add(scenario.system.threads);
    add(scenario.system.lists);
    add(scenario.system.schedulers);
    add(scenario.system.apcs);
    add(scenario.system.objects);
    std::vector<std::size_t> stops;
    while (stops.size() < 60) {
      const Motion motion = session.run({.choices = 400});
      if (motion.why != Stop::watch) break;
      CHECK(motion.values.first != motion.values.second);
      stops.push_back(session.position());
    }
    const std::size_t end = session.position();
    std::erase(stops, end);
    CHECK(stops_back(session) == stops);
    stopped += stops.size();
  }
  CHECK(stopped > 1'000);
}

TEST_CASE("What is to be watched and does not exist is answered with what is meant") {
  const Scenario scenario = test::lab_scenario("race");
  const auto why = [&](const std::vector<std::string>& words) {
    const auto read = read_watch(scenario.system, words);
    return std::holds_alternative<std::string>(read) ? std::get<std::string>(read) : "";
  };
  CHECK(why({"FIG15.B33"}).find("FIG15.B33") != std::string::npos);
  CHECK(why({"ums_swich"}) ==
        "no thing, step or kind of event is called \"ums_swich\"; did you mean ums_switch?");
  CHECK(why({"lock", "P9"}).rfind("no worker is called", 0) == 0);
  CHECK(why({"INV-2"}) == "a broken invariant or property always stops; there is nothing to watch");
  CHECK_FALSE(why({"a", "b", "c"}).empty());
}

TEST_CASE("The state names everything that a scenario has, and nothing twice in a group") {
  for (const std::string& path : test::shipped_paths()) {
    const Scenario scenario = test::shipped(path);
    INFO(path);
    Session session(scenario, {});
    session.go_to(60, {});
    std::size_t lines = 0;
    for (const StateGroup& group : state_of(session.machine())) {
      std::set<std::string> names;
      for (const StateLine& line : group.lines) {
        CHECK_FALSE(line.text.empty());
        CHECK(names.insert(line.name).second);
        ++lines;
      }
    }
    CHECK(lines >= scenario.system.cpus + scenario.system.threads.size());
    for (const ThreadSpec& thread : scenario.system.threads) {
      CHECK_FALSE(state_of(session.machine(), thread.name).empty());
    }
    CHECK(state_of(session.machine(), "nobody is called so").empty());
  }
}

}  // namespace
}  // namespace umsim::play

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

// The places of a walk to the end at which what `holds` tells of the machine comes to be so.
template <class Holds>
std::vector<std::size_t> places_where_it_begins(const Scenario& scenario, Holds holds) {
  Session session(scenario, {});
  std::vector<std::size_t> places;
  bool before = holds(session.machine());
  while (session.forward(Grain::step, 1, {}).why != Stop::end) {
    const bool after = holds(session.machine());
    if (after && !before) places.push_back(session.position());
    before = after;
  }
  return places;
}

TEST_CASE("A condition on a lock stops where the word comes to be so, forward and back") {
  const Scenario scenario = test::lab_scenario("race");
  const auto check = [&](const std::string& value, auto holds) {
    INFO(value);
    const auto expected = places_where_it_begins(scenario, [&](const Machine& machine) {
      const UmsLock lock = machine.context(ThreadId(0)).lock;
      return holds(lock.cid, lock.holders);
    });
    REQUIRE_FALSE(expected.empty());
    Session session(scenario, {});
    session.add(watch_on(scenario, {"lock", "W1", "is", value}));
    CHECK(stops_forward(session) == expected);
    CHECK(stops_back(session) == expected);
  };
  const ThreadId p1(1);
  REQUIRE(scenario.system.threads[1].name == "P1");
  check("P1/0", [&](ThreadId cid, int holders) { return cid == p1 && holders == 0; });
  check("P1/", [&](ThreadId cid, int) { return cid == p1; });
  check("-/1", [&](ThreadId cid, int holders) { return !cid.valid() && holders == 1; });
  check("/>=1", [&](ThreadId, int holders) { return holders >= 1; });
  check("P1/<1", [&](ThreadId cid, int holders) { return cid == p1 && holders < 1; });
}

TEST_CASE("A number stops where so many workers are on a list or in a queue") {
  const Scenario scenario =
      test::shipped(std::string(UMSIM_REPOSITORY) + "/scenarios/patent/fig12-work-stealing.json");
  const auto check = [&](const std::vector<std::string>& words, auto count, std::size_t least) {
    const auto expected = places_where_it_begins(
        scenario, [&](const Machine& machine) { return count(machine) >= least; });
    REQUIRE_FALSE(expected.empty());
    Session session(scenario, {});
    session.add(watch_on(scenario, words));
    CHECK(stops_forward(session) == expected);
  };
  const auto chain = [](const Machine& machine, ThreadId first, auto next) {
    std::size_t count = 0;
    for (ThreadId at = first; at.valid(); at = next(machine, at)) ++count;
    return count;
  };
  const auto on_list = [&](const Machine& machine) {
    return chain(machine, machine.list(ListId(0)).head,
                 [](const Machine& in, ThreadId at) { return in.context(at).next; });
  };
  const auto ready = [&](const Machine& machine) {
    return chain(machine, machine.scheduler(SchedulerId(0)).first,
                 [](const Machine& in, ThreadId at) { return in.note(at).next_ready; });
  };
  const std::string list = scenario.system.lists[0].name;
  const std::string scheduler = scenario.system.schedulers[0].name;
  check({list, "is", ">=1"}, on_list, 1);
  check({"list", list, "is", ">", "0"}, on_list, 1);
  check({scheduler, "is", ">=1"}, ready, 1);
  check({"scheduler", scheduler, "is", ">1"}, ready, 2);
}

TEST_CASE("Words stop where state comes to say them one behind the other") {
  const Scenario scenario = test::lab_scenario("race");
  const auto said = [&](const std::vector<std::string>& words, const std::string& text) {
    const auto expected = places_where_it_begins(scenario, [&](const Machine& machine) {
      return thread_text(machine, ThreadId(0)).find(text) != std::string::npos;
    });
    REQUIRE_FALSE(expected.empty());
    Session session(scenario, {});
    session.add(watch_on(scenario, words));
    CHECK(stops_forward(session) == expected);
    CHECK(stops_back(session) == expected);
  };
  said({"W1", "is", "claimed", "by", "P1"}, "claimed by P1");
  said({"thread", "W1", "is", "ended"}, "ended");
  said({"W1", "is", "claimed", "by", "P1", "kernel"}, "claimed by P1; kernel");
}

TEST_CASE("A watch with if stops only while its condition holds") {
  const Scenario scenario = test::lab_scenario("race");
  for (const std::vector<std::string>& trigger :
       {std::vector<std::string>{"FIG15"}, {"lock_transition"}, {"P1"}, {"W1", "is", "saved"}}) {
    INFO(trigger.front());
    Session all(scenario, {});
    all.add(watch_on(scenario, trigger));
    std::vector<std::size_t> expected;
    std::size_t stops = 0;
    for (; all.run({}).why == Stop::watch; ++stops) {
      const ThreadId owner = all.machine().context(ThreadId(0)).lock.cid;
      if (owner == ThreadId(1)) expected.push_back(all.position());
    }
    std::vector<std::string> words = trigger;
    words.insert(words.end(), {"if", "lock", "W1", "is", "P1/"});
    Session some(scenario, {});
    some.add(watch_on(scenario, words));
    CHECK(stops_forward(some) == expected);
    CHECK(stops_back(some) == expected);
    CHECK(expected.size() < stops);
  }
}

TEST_CASE("What state says of things in shipped scenarios has only words that a watch can have") {
  std::set<std::string> said;
  for (const std::string& path : test::shipped_paths()) {
    const Scenario scenario = test::shipped(path);
    INFO(path);
    std::vector<Thing> things;
    for (const std::string& name : names_of_things(scenario.system)) {
      things.push_back(*thing_named(scenario.system, name));
    }
    std::vector<std::set<std::string>> known;
    for (const Thing& thing : things) {
      const auto words = thing.words(scenario.system);
      known.emplace_back(words.begin(), words.end());
    }
    Session session(scenario, {});
    for (std::size_t step = 0; step < 1'000 && session.next(); ++step) {
      for (std::size_t i = 0; i < things.size(); ++i) {
        for (const std::string& word : words_of_text(things[i].text(session.machine()))) {
          if (!known[i].contains(word)) FAIL(things[i].name() << ": " << word);
          said.insert(word);
        }
      }
      session.forward(Grain::step, 1, {});
    }
  }
  CHECK(said.size() > 60);
}

TEST_CASE("The words of things are their own, and each is there once") {
  const System system = test::lab_scenario("race").system;
  const auto words = [&](const std::string& name) {
    return thing_named(system, name)->words(system);
  };
  const std::vector<std::string> of_list = words("S.list");
  for (const char* word : {"absent", "empty", "event", "set", "clear", "shutting", "down", "W1"}) {
    CHECK(std::ranges::count(of_list, word) == 1);
  }
  CHECK(of_list.size() == 7 + system.threads.size());
  CHECK(words("S") == [&] {
    std::vector<std::string> expected{"empty", "queue", "ready"};
    for (const ThreadSpec& thread : system.threads) expected.push_back(thread.name);
    std::ranges::sort(expected);
    return expected;
  }());
  // Of "waits (kernel queue)", "in the ready queue" and "active through the kernel queue of P1".
  const std::vector<std::string> of_worker = words("W1");
  for (const char* word : {"kernel", "queue", "in", "the", "P1", "CPU0"}) {
    CHECK(std::ranges::count(of_worker, word) == 1);
  }
  CHECK(std::ranges::count(of_worker, "absent") == 0);
}

TEST_CASE("The words that can come next in a watch are those that it can be read with") {
  const System system = test::lab_scenario("race").system;
  const auto may = [&](const std::vector<std::string>& begins, const std::string& word) {
    const auto words = next_words_of_watch(system, begins);
    return std::ranges::find(words, word) != words.end();
  };
  CHECK(may({}, "lock"));
  CHECK(may({}, "FIG15.B3"));
  CHECK(may({"W1"}, "is"));
  CHECK(may({"W1", "is"}, "parked"));
  CHECK_FALSE(may({"W1", "is"}, "FIG15.B3"));
  CHECK(may({"S.list", "is"}, "empty"));
  CHECK_FALSE(may({"S.list", "is"}, "parked"));
  CHECK(may({"FIG15.B3"}, "if"));
  CHECK_FALSE(may({"FIG15.B3", "if"}, "ums_switch"));
  CHECK(may({"FIG15.B3", "if", "W1", "is"}, "parked"));
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
  CHECK(why({"W1", "is", "parkd"}) == "state never says \"parkd\" of W1; did you mean parked?");
  CHECK(why({"W1", "is", "kernl"}) == "state never says \"kernl\" of W1; did you mean kernel?");
  CHECK(why({"W1", "is", "{}"}) == "state never says \"{}\" of W1");
  CHECK(why({"W1", "is"}) == "what is W1 to be? state says what it is");
  CHECK(why({"W1", "if", "parked"}).rfind("if takes a thing and what it is to be", 0) == 0);
  CHECK(why({"FIG15.B3", "is", "parked"}).rfind("no thing is called", 0) == 0);
  CHECK(why({"S.list", "is", "1x"}).rfind("state never says", 0) == 0);
  for (const char* value : {"3", "/", "P1/x", "/-1", "/1234567890", "P1 / 1 /"}) {
    CHECK(why({"lock", "W1", "is", value}).rfind("a lock is OWNER/HOLDERS", 0) == 0);
  }
  CHECK(why({"lock", "W1", "is", "P2/"}) == "no thread is called \"P2\"; did you mean P1?");
  for (const std::string value : {"W1", "W1 is", "W9 is parked", "parked"}) {
    CHECK_FALSE(why(words_of_text("FIG15.B3 if " + value)).empty());
  }
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

// Who goes next when nobody has said so.
#include "sim/play/turns.h"

#include <algorithm>

#include <catch2/catch.hpp>

#include "tests/play/walks.h"

namespace umsim::play {
namespace {

TEST_CASE("By turns every shipped scenario that holds in all interleavings holds") {
  std::size_t walked = 0;
  for (const std::string& path : test::shipped_paths()) {
    const Scenario scenario = test::shipped(path);
    if (scenario.check.expect != Verdict::holds || scenario.system.knock_outs.any()) continue;
    INFO(path);
    Session session(scenario, {});
    const Motion motion = session.run({.choices = 3'000});
    CHECK((motion.why == Stop::end || motion.why == Stop::limit));
    CHECK_FALSE(session.finding());
    ++walked;
  }
  CHECK(walked > 80);
}

TEST_CASE("CPUs take turns, one step each") {
  const Scenario scenario = test::shipped(std::string(UMSIM_REPOSITORY) +
                                          "/scenarios/patent/fig11-two-primaries-one-worker.json");
  REQUIRE(scenario.system.cpus == 2);
  Session session(scenario, {});
  bool both = false;
  for (int i = 0; i < 40 && session.next(); ++i) {
    const auto enabled = session.enabled();
    const auto made = session.course().made();
    const bool may = std::ranges::count_if(enabled, [](const Choice& choice) {
                       return choice.kind == ChoiceKind::step;
                     }) == 2;
    if (may && !made.empty() && made.back().choice.cpu.valid()) {
      CHECK(session.next()->choice.cpu != made.back().choice.cpu);
      both = true;
    }
    session.forward(Grain::step, 1, {});
  }
  CHECK(both);
}

TEST_CASE("What comes from outside comes when CPUs have been busy without it for long enough") {
  const Scenario scenario = test::shipped(
      std::string(UMSIM_REPOSITORY) + "/scenarios/patent/fig12-suspended-worker-is-polled.json");
  Session session(scenario, {});
  std::size_t without = 0;
  std::size_t longest = 0;
  for (int i = 0; i < 2'000 && session.next(); ++i) {
    const auto enabled = session.enabled();
    const bool offered = std::ranges::any_of(enabled, [](const Choice& choice) {
      return choice.kind == ChoiceKind::arrive || choice.kind == ChoiceKind::complete;
    });
    session.forward(Grain::step, 1, {});
    const ChoiceKind made = session.course().made().back().choice.kind;
    const bool busy = made == ChoiceKind::step || made == ChoiceKind::dispatch;
    without = offered && busy ? without + 1 : 0;
    longest = std::max(longest, without);
  }
  CHECK(longest > 0);
  CHECK(longest <= kPatience);
}

// What turns depend on, read off the choices themselves.
TurnsTaken read_off(std::span<const ScheduledChoice> made) {
  TurnsTaken taken;
  for (std::size_t i = made.size(); i-- > 0;) {
    const Choice& choice = made[i].choice;
    const bool busy = choice.kind == ChoiceKind::step || choice.kind == ChoiceKind::dispatch;
    if (!taken.cpu.valid()) taken.cpu = choice.cpu;
    if (!busy && !taken.from_outside) taken.from_outside = choice;
    if (!taken.from_outside) ++taken.quiet;
  }
  return taken;
}

TEST_CASE("What turns depend on is that of the choices made, also behind a way back") {
  std::vector<std::string> paths = test::shipped_paths();
  paths.push_back(std::string(UMSIM_REPOSITORY) + "/tests/cli/lab/failing/endless.json");
  std::size_t outside = 0;
  std::size_t longest = 0;
  for (const std::string& path : paths) {
    const Scenario scenario = test::shipped(path);
    INFO(path);
    Session session(scenario, {});
    session.run({.choices = 1'000});
    longest = std::max(longest, session.position());
    for (std::size_t place = session.position();; place -= std::min<std::size_t>(place, 37)) {
      session.go_to(place, {});
      const TurnsTaken& taken = session.course().turns_taken();
      const TurnsTaken expected = read_off(session.course().made());
      CHECK(taken.from_outside == expected.from_outside);
      CHECK(taken.quiet == expected.quiet);
      CHECK(taken.cpu == expected.cpu);
      if (taken.from_outside && taken.quiet > 0) ++outside;
      if (place == 0) break;
    }
  }
  CHECK(outside > 50);
  CHECK(longest > 2 * kBetweenKept);
}

}  // namespace
}  // namespace umsim::play

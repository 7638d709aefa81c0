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

}  // namespace
}  // namespace umsim::play

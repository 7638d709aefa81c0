// Exits: where rows say that they go is where they go.

#include <catch2/catch.hpp>

#include "models/machine/routines.h"
#include "tests/models/exit_watch.h"
#include "tests/models/walks.h"

namespace umsim::test {
namespace {

constexpr Effort kEffort{300, 2500};

// Declared, and yet on no walk.
const std::set<RowExit> kNeverTaken = {
    // Only without staging-area, and with a suspension that is over.
    {"FIG13.suspended", "FIG14.B10.integer"},
    // A dispatch is no step of a CPU that has a thread; where it goes is in the thread's stack.
    {"DISPATCH", "the top of the thread's kernel stack"},
};

std::string text_of(const std::set<RowExit>& exits) {
  std::string text;
  for (const auto& [label, to] : exits) {
    text.append(label).append(" -> ").append(to).append("\n");
  }
  return text;
}

// Walks the samples; what is wrong with the exits of their steps.
std::string watch_walks(const std::vector<Sample>& samples, ExitWatch& watch) {
  Faults faults;
  walk_all(samples, kEffort, [&](RandomWalk& walk, const Choice& choice) {
    if (choice.kind != ChoiceKind::step) {
      walk.make(choice);
      return;
    }
    const ExitWatch::Start start = ExitWatch::start(walk.machine(), choice.cpu);
    walk.make(choice);
    if (!walk.failed()) {
      faults.add(watch.finish(walk.machine(), start));
    }
  });
  return faults.text();
}

}  // namespace

TEST_CASE("Every step goes where its row declares, and every declared exit is taken") {
  ExitWatch watch;
  CHECK(watch_walks(all_samples(), watch) == kNoFault);
  CHECK(text_of(watch.never_taken()) == text_of(kNeverTaken));
}

TEST_CASE("Every exit names a row, a routine, or one of the ways out") {
  const std::set<std::string> ways_out = {"return", "user mode", "wait", "end of the thread",
                                          "the top of the thread's kernel stack"};
  for (const Routine& table : all_routines()) {
    for (const Step& step : table.steps) {
      INFO(step.label);
      CHECK(!step.exits.empty());
      for (const Exit& exit : step.exits) {
        INFO(exit.to);
        const auto is_that = [&](const Routine& other) { return other.name == exit.to; };
        const auto all = all_routines();
        CHECK((ways_out.count(std::string(exit.to)) == 1 || find_step(exit.to).has_value() ||
               std::any_of(all.begin(), all.end(), is_that)));
      }
    }
  }
}

}  // namespace umsim::test

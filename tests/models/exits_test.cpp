// Exits: where rows say that they go is where they go.

#include "models/machine/exits.h"

#include <set>

#include <catch2/catch.hpp>

#include "models/machine/routines.h"
#include "tests/models/walks.h"

namespace umsim::test {
namespace {

constexpr Effort kEffort{300, 2500};

// A row's label and where it goes, as in Exit::to.
using RowExit = std::pair<std::string, std::string>;

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

std::set<RowExit> declared_exits() {
  std::set<RowExit> declared;
  for (const Routine& table : all_routines()) {
    for (const Step& step : table.steps) {
      for (const Exit& exit : step.exits) {
        declared.emplace(step.label, exit.to);
      }
    }
  }
  return declared;
}

// Takes what the step has taken out of `never`; what is wrong with where it has gone.
std::string note(const StepStart& start, const TakenExits& exits, std::set<RowExit>& never) {
  const Step& step = step_at(start.row);
  for (std::size_t i = 0; i < step.exits.size(); ++i) {
    if ((exits.mask >> i & 1U) != 0) {
      never.erase({std::string(step.label), std::string(step.exits[i].to)});
    }
  }
  return exits.undeclared.empty() ? kNoFault
                                  : std::string(step.label) + " does not declare that it goes to " +
                                        std::string(exits.undeclared);
}

// Walks the samples; what is wrong with the exits of their steps. Of `never` those stay that no
// step has taken.
std::string watch_walks(const std::vector<Sample>& samples, std::set<RowExit>& never) {
  Faults faults;
  walk_all(samples, kEffort, [&](RandomWalk& walk, const Choice& choice) {
    if (choice.kind != ChoiceKind::step) {
      walk.make(choice);
      return;
    }
    const StepStart start = start_of_step(walk.machine(), choice.cpu);
    walk.make(choice);
    if (!walk.failed()) {
      faults.add(note(start, exits_taken(walk.machine(), start), never));
    }
  });
  return faults.text();
}

}  // namespace

TEST_CASE("Every step goes where its row declares, and every declared exit is taken") {
  std::set<RowExit> never = declared_exits();
  CHECK(watch_walks(all_samples(), never) == kNoFault);
  CHECK(text_of(never) == text_of(kNeverTaken));
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

// The table of lock transitions, held against what steps do.

#include "models/ums/lock_transitions.h"

#include <set>

#include <catch2/catch.hpp>

#include "models/machine/routines.h"
#include "tests/models/walks.h"

namespace umsim::test {
namespace {

// Made on one walk of some thousands; docs/coverage.md says that shipped scenarios make them.
const std::set<std::string> kTooRareForWalks = {
    // A primary has claimed the suspended worker before its second test, and is gone when the
    // APC that resumes it asks.
    "APC.resume: CID+2 -> CID+1",
    // A primary has claimed the suspended worker when its process is deleted.
    "event: CID+1 -> CID",
    "event: CID+2 -> CID+1",
};

std::vector<LockWord> words_in(const Machine& machine) {
  std::vector<LockWord> words;
  for (std::size_t worker = 0; worker < machine.system().workers; ++worker) {
    words.push_back(word_of(machine.context(ThreadId(worker)).lock));
  }
  return words;
}

std::string text_of(const std::set<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) {
    text += line + "\n";
  }
  return text;
}

}  // namespace

TEST_CASE("Steps change UMS locks as the table of transitions says [LOCK-1] [LOCK-2] [LOCK-7]") {
  std::set<std::string> made = kTooRareForWalks;
  walk_all(safe_samples(), {400, 2500}, [&](RandomWalk& walk, const Choice& choice) {
    const std::string label = label_of(walk.machine(), choice);
    const std::vector<LockWord> before = words_in(walk.machine());
    walk.make(choice);
    const std::vector<LockWord> after = words_in(walk.machine());
    for (std::size_t i = 0; i < before.size(); ++i) {
      if (before[i] != after[i]) {
        made.insert(umsim::text_of({label.empty() ? kFromOutside : label, before[i], after[i]}));
      }
    }
  });
  std::set<std::string> declared;
  for (const LockTransition& transition : lock_transitions()) {
    declared.insert(umsim::text_of(transition));
  }
  CHECK(text_of(made) == text_of(declared));
}

TEST_CASE("The table of lock transitions has each once, and names steps") {
  std::set<std::string> lines;
  for (const LockTransition& transition : lock_transitions()) {
    INFO(umsim::text_of(transition));
    CHECK(lines.insert(umsim::text_of(transition)).second);
    CHECK((transition.step == kFromOutside || find_step(transition.step).has_value()));
  }
}

}  // namespace umsim::test

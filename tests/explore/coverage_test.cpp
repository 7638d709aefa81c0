// What a search covers.
#include "sim/explore/coverage.h"

#include <algorithm>

#include <catch2/catch.hpp>

#include "models/machine/routines.h"
#include "sim/explore/model_search.h"
#include "tests/explore/small_systems.h"

namespace umsim::explore::test {
namespace {

ModelSearchOptions with_coverage(unsigned threads = 1) {
  ModelSearchOptions options;
  options.coverage = true;
  options.threads = threads;
  return options;
}

MarkSet covered(const System& system, const ModelSearchOptions& options) {
  return search_model(system, options).search.marks;
}

bool has_step(const MarkSet& marks, std::string_view label) {
  return marks.contains(mark_of_step(*find_step(label)));
}

bool has_exit(const MarkSet& marks, std::string_view label, std::string_view to) {
  const StepRef step = *find_step(label);
  const auto exits = step_at(step).exits;
  for (std::size_t i = 0; i < exits.size(); ++i) {
    if (exits[i].to == to) {
      return marks.contains(mark_of_exit(step, i));
    }
  }
  return false;
}

bool has_transition(const MarkSet& marks, const LockTransition& wanted) {
  const auto all = lock_transitions();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i] == wanted) {
      return marks.contains(mark_of_lock_transition(i));
    }
  }
  return false;
}

// Every mark that there can be.
std::vector<Mark> all_marks() {
  std::vector<Mark> marks = {kUnknownLockTransition};
  for (std::size_t i = 0; i < all_routines().size(); ++i) {
    for (std::size_t row = 0; row < all_routines()[i].steps.size(); ++row) {
      const StepRef step{static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(row)};
      marks.push_back(mark_of_step(step));
      for (std::size_t exit = 0; exit < step_at(step).exits.size(); ++exit) {
        marks.push_back(mark_of_exit(step, exit));
      }
    }
  }
  for (std::size_t i = 0; i < lock_transitions().size(); ++i) {
    marks.push_back(mark_of_lock_transition(i));
  }
  return marks;
}

std::vector<Mark> in(const MarkSet& set) {
  std::vector<Mark> marks;
  for (const Mark mark : all_marks()) {
    if (set.contains(mark)) {
      marks.push_back(mark);
    }
  }
  return marks;
}

// One worker that yields, and nothing that could come in its way.
System quiet() { return make_system({1, 1, {{yield()}}, {}}); }

}  // namespace

TEST_CASE("A search covers the steps and exits that it takes, and no others") {
  const MarkSet marks = covered(quiet(), with_coverage());
  CHECK(has_step(marks, "FIG15.B1"));
  CHECK(has_exit(marks, "FIG15.D3", "FIG15.B6"));
  CHECK_FALSE(has_exit(marks, "FIG15.D3", "FIG15.D3.restore"));
  CHECK_FALSE(has_step(marks, "FIG15.D3.restore"));
  CHECK(has_exit(marks, "DISPATCH", "the top of the thread's kernel stack"));
  CHECK_FALSE(has_step(marks, "FIG13.D1"));
}

TEST_CASE("A private step that is merged with the one before it is covered") {
  ModelSearchOptions merged = with_coverage();
  ModelSearchOptions single = with_coverage();
  single.reductions.merges = kSingleSteps;
  const MarkSet marks = covered(quiet(), merged);
  CHECK(has_step(marks, "SCHED.entry"));
  CHECK(has_step(marks, "FIG2.5"));
  CHECK(in(marks) == in(covered(quiet(), single)));
}

TEST_CASE("Lock transitions are covered with the lock word before and behind [LOCK-1] [LOCK-3]") {
  const MarkSet alone = covered(quiet(), with_coverage());
  CHECK(has_transition(alone, {"FIG15.D1", {false, 0}, {true, 0}}));
  CHECK_FALSE(has_transition(alone, {"FIG15.D1", {false, 1}, {true, 1}}));
  const MarkSet raced = covered(yielding_worker(), with_coverage());
  CHECK(has_transition(raced, {"FIG15.D1", {false, 1}, {true, 1}}));
  CHECK(has_transition(raced, {"FIG13.B2", {true, 0}, {true, 1}}));
  CHECK_FALSE(raced.contains(kUnknownLockTransition));
}

TEST_CASE("A change of a lock that no step declares is found") {
  System system = without(yielding_worker(), KnockOut::keep_bits_on_release);
  ModelSearchOptions all = with_coverage();
  all.stop_at_first = false;
  CHECK(covered(system, all).contains(kUnknownLockTransition));
}

TEST_CASE("What is covered is the same for any number of threads, with a budget or without") {
  for (const std::uint64_t most : {kUnlimited, std::uint64_t{700}}) {
    ModelSearchOptions one = with_coverage(1);
    one.max_states = most;
    ModelSearchOptions four = with_coverage(4);
    four.max_states = most;
    for (const System& system : {yielding_worker(), two_hints()}) {
      CHECK(in(covered(system, one)) == in(covered(system, four)));
    }
  }
}

TEST_CASE("Reductions leave nothing out of what is covered") {
  for (const NamedSystem& small : small_systems()) {
    INFO(small.name);
    ModelSearchOptions plain = with_coverage();
    plain.reductions = {false, false, kSingleSteps};
    CHECK(in(covered(small.system, with_coverage())) == in(covered(small.system, plain)));
  }
}

TEST_CASE("A search that is not asked covers nothing") { CHECK(in(covered(quiet(), {})).empty()); }

TEST_CASE("No two of the marks are the same, but exits to one place") {
  std::vector<Mark> marks = all_marks();
  std::size_t doubles = 0;
  for (const Routine& routine : all_routines()) {
    for (const Step& step : routine.steps) {
      std::vector<std::string_view> places;
      for (const Exit& exit : step.exits) places.push_back(exit.to);
      std::sort(places.begin(), places.end());
      doubles += places.size() - static_cast<std::size_t>(
                                     std::unique(places.begin(), places.end()) - places.begin());
    }
  }
  std::sort(marks.begin(), marks.end());
  const auto unique = std::unique(marks.begin(), marks.end());
  CHECK(static_cast<std::size_t>(marks.end() - unique) == doubles);
}

}  // namespace umsim::explore::test

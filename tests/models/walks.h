// Many random walks at once, and the faults that are found on them.
//
// A check that runs at every step of thousands of walks collects its faults here, and the test
// asserts once that there are none: an assertion macro at every step would take most of the time.
#pragma once

#include <string>
#include <vector>

#include "tests/models/random_walk.h"
#include "tests/models/sample_systems.h"

namespace umsim::test {

// How many walks a system gets, and how many choices each has at most.
struct Effort {
  std::uint64_t seeds = 100;
  unsigned choices = 2000;
};

// A quarter of the walks where the sanitizers make each take ten times as long: what they look for
// does not hide in a rare path of the model. Checks that something is reached need all their walks.
[[nodiscard]] constexpr Effort shared_with_sanitizers(Effort effort) {
#ifdef __SANITIZE_ADDRESS__
  effort.seeds = (effort.seeds + 3) / 4;
#endif
  return effort;
}

// What a check says when it has found nothing.
inline const std::string kNoFault;

class Faults {
 public:
  // Nothing is added for the empty text, and nothing twice.
  void add(const std::string& fault);
  // The first of them, a line each; empty when there are none.
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::size_t count_ = 0;
  std::string text_;
};

// Calls visit(walk, choice) for every choice of every walk; `visit` has to make the choice.
template <class Visit>
void walk_all(const std::vector<Sample>& samples, Effort effort, Visit visit) {
  for (const Sample& sample : samples) {
    for (std::uint64_t seed = 0; seed < effort.seeds; ++seed) {
      RandomWalk walk(sample.system, seed);
      for (unsigned i = 0; i < effort.choices; ++i) {
        const std::optional<Choice> choice = walk.choose();
        if (!choice) {
          break;
        }
        visit(walk, *choice);
      }
    }
  }
}

// All samples, with every safeguard and without each.
[[nodiscard]] std::vector<Sample> all_samples();

// The label of the step that the choice runs; empty when it is no step.
[[nodiscard]] std::string label_of(const Machine& machine, const Choice& choice);

}  // namespace umsim::test

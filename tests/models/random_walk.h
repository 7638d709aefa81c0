// RandomWalk: one random path through the choices of a system, the same for the same seed.
//
// A walk ends where nothing can happen any more, where an invariant is broken (the search goes no
// further either), or after so many choices as its caller allows.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/machine/execution.h"
#include "models/machine/transition.h"
#include "sim/explore/random_numbers.h"

namespace umsim::test {

class RandomWalk {
 public:
  // `system` must outlive the walk.
  RandomWalk(const System& system, std::uint64_t seed);

  // A random choice of those that the state offers; none when the walk is over.
  [[nodiscard]] std::optional<Choice> choose();
  // Makes the choice. A model without one of its safeguards may fail an assertion of its own; the
  // walk is over then. `granted_cycles` as for apply().
  Outcome make(const Choice& choice, Reporter* reporter = nullptr,
               std::uint64_t granted_cycles = kAllCycles);

  [[nodiscard]] Machine machine() { return image_.machine(); }
  [[nodiscard]] const System& system() const { return system_; }
  [[nodiscard]] const Layout& layout() const { return layout_; }
  [[nodiscard]] Image& image() { return image_; }
  // Why the walk is over before its time: the broken invariant, or the assertion that failed.
  [[nodiscard]] const std::string& broken() const { return broken_; }
  // The latest choice failed an assertion of the model, so that the state is none.
  [[nodiscard]] bool failed() const { return failed_; }

 private:
  [[nodiscard]] Choice any_choice();
  [[nodiscard]] bool is_answer(const Choice& choice);

  const System& system_;
  Layout layout_;
  Image image_;
  explore::RandomNumbers random_;
  std::uint32_t patience_;  // how rare events are on this walk, next to steps
  std::vector<Choice> choices_;
  std::string broken_;
  bool failed_ = false;
};

}  // namespace umsim::test

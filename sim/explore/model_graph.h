// ModelGraph: the model as a graph of states, for the search.
//
// A state is the model's packed key; a step is one choice of the transition relation, and with it
// the private steps that the same CPU can then do unnoticed (decision 0016). CPUs are
// interchangeable, since no thread is bound to one: their states are sorted by current thread, and
// a ready thread is given to the first idle CPU only. Paths are therefore in sorted numbering and
// leave out private steps; to_choices() gives them back as a machine runs them.
#pragma once

#include <string>
#include <vector>

#include "models/invariants/invariants.h"
#include "models/machine/image.h"
#include "models/machine/key.h"
#include "models/machine/transition.h"
#include "sim/explore/state_graph.h"

namespace umsim::explore {

struct ModelGraphOptions {
  bool sort_cpus = true;            // false: CPUs keep their numbers
  bool merge_private_steps = true;  // false: every step is a step of the graph; paths are shortest
  std::size_t first_goal = 0;       // the graph has at most kMaxGoals goals: those from this one on
};

class ModelGraph final : public StateGraph {
 public:
  // `system` must outlive the graph.
  ModelGraph(const System& system, ModelGraphOptions options);

  [[nodiscard]] std::size_t key_bytes() const override { return format_.bytes(); }
  // A goal for every thread (it runs again, or has ended) and every APC (it is served), as far as
  // they fit: see `first_goal`.
  [[nodiscard]] unsigned goals() const override;
  ViolationCode initial(std::span<std::byte> key) override;
  StateFacts expand(KeyView key, SuccessorSink& sink) override;
  [[nodiscard]] std::unique_ptr<StateGraph> twin() const override;

  // What a violation code stands for: an invariant, or null for a step that the model cannot handle
  // (with a safeguard knocked out its own assertions may fail before an invariant sees why). Such a
  // step leads to no state; the key that is given for it is that of the state before.
  [[nodiscard]] static const Invariant* invariant_of(ViolationCode code);

  // A sentence on what is lost when the goal of that bit cannot be met any more.
  [[nodiscard]] std::string goal_sentence(unsigned bit) const;

  // How many goals a system has, in all windows of kMaxGoals together.
  [[nodiscard]] static std::size_t all_goals(const System& system);

  // The path of a finding as choices from the initial state, with CPUs numbered as in a machine
  // that runs them and every single step written out. It ends with the violation, or with the
  // choice that the model cannot handle.
  [[nodiscard]] std::vector<Choice> to_choices(const std::vector<ChoiceCode>& path) const;

 private:
  // Makes the choice and the private steps behind it, each of which `made` hears of before it is
  // done. Returns the violation at which it ended.
  template <class Made>
  ViolationCode run(const Machine& machine, const Choice& choice, Made made) const;
  [[nodiscard]] bool pack_successor();
  [[nodiscard]] StateFacts facts();
  void sort_cpus(const Machine& machine) const;
  [[nodiscard]] bool is_symmetric_copy(const Choice& choice);

  const System& system_;
  Layout layout_;
  ModelGraphOptions options_;
  KeyFormat format_;
  Image state_;                 // the state being expanded
  Image next_;                  // its successor
  std::vector<std::byte> key_;  // of the successor
  std::vector<Choice> choices_;
};

}  // namespace umsim::explore

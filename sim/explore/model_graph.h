// ModelGraph: the model as a graph of states, for the search.
//
// A state is the packed key of an orbit (sim/explore/orbits.h); a step is one choice of the
// transition relation, and with it what can then be done unnoticed: private steps, steps that
// the protocol keeps to one thread, sleeps, and dispatches of threads for which a CPU is idle. A
// ready thread is given to the first idle CPU only. Paths are therefore in the names of the states
// that stand for their orbits, and leave out what is merged; course_of() gives them back as a
// machine runs them.
//
// With an observer (sim/explore/observer.h) the key holds what that remembers too, and its
// properties are violations as the invariants are. Names that it tells apart keep their places, and
// nothing is merged that it can see.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "models/invariants/invariants.h"
#include "models/machine/image.h"
#include "models/machine/transition.h"
#include "sim/explore/merged_steps.h"
#include "sim/explore/model_choice.h"
#include "sim/explore/model_fairness.h"
#include "sim/explore/observer.h"
#include "sim/explore/orbits.h"
#include "sim/explore/state_graph.h"

namespace umsim::explore {

struct ModelGraphOptions {
  Interchange interchange = {};  // a system with more than kMaxGoals goals keeps its names
  Merges merges = {};
  std::size_t first_goal = 0;  // the graph has at most kMaxGoals goals: those from this one on
  Observer observer = {};
  bool coverage = false;  // marks what coverage.h counts
};

// A path as choices that a machine makes one after the other from its initial state.
struct Course {
  std::vector<Choice> choices;
  Renaming names;  // what the graph calls the things of the machine at the end of the path
  std::optional<std::size_t> broken;  // the property of the observer that the path breaks
};

class ModelGraph final : public StateGraph {
 public:
  // `system` must outlive the graph.
  ModelGraph(const System& system, ModelGraphOptions options);

  [[nodiscard]] std::size_t key_bytes() const override {
    return orbits_.key_bytes() + options_.observer.bytes();
  }
  // The goals of model_goals.h, as far as they fit: see `first_goal`.
  [[nodiscard]] unsigned goals() const override;
  [[nodiscard]] std::span<const GoalOrder> turns() const override { return turns_; }
  // Null for a system with more conditions than there is room for.
  [[nodiscard]] Fairness* fairness() override { return fairness_ ? &*fairness_ : nullptr; }
  ViolationCode initial(std::span<std::byte> key) override;
  StateFacts expand(KeyView key, SuccessorSink& sink) override;
  [[nodiscard]] std::unique_ptr<StateGraph> twin() const override;

  // What a violation code stands for: an invariant, or null for a step that the model cannot handle
  // (with a safeguard knocked out its own assertions may fail before an invariant sees why). Such a
  // step leads to no state; the key that is given for it is that of the state before.
  [[nodiscard]] static const Invariant* invariant_of(ViolationCode code);
  // Or a property of the observer. In a path's own names it may be one that is like it: see Course.
  [[nodiscard]] static bool is_of_property(ViolationCode code);

  // A sentence on what is lost when the goal of that bit cannot be met any more, in the names of
  // the machine.
  [[nodiscard]] std::string goal_sentence(unsigned bit, const Renaming& names) const;

  // A sentence on who starves, in the names of the machine.
  [[nodiscard]] std::string starvation_sentence(unsigned condition, const Renaming& names) const;

  // The path of a finding with CPUs and threads named as in a machine that runs it and every single
  // step written out. It ends with the violation, or with the choice that the model cannot handle.
  [[nodiscard]] Course course_of(const std::vector<ChoiceCode>& path);

 private:
  // Makes the choice and what is merged with it, each step of which the watch hears of before and
  // after it is done. Returns the violation at which it ended.
  template <class Watch>
  ViolationCode run(const Machine& machine, const Choice& choice, Observer::Memory memory,
                    Watch& watch) const;
  [[nodiscard]] ViolationCode make_successor(const Choice& choice, Observer::Memory memory,
                                             SuccessorSink& sink);
  // What `choice` leads to from the state in `next_`; it is the last of `path`, which leads there
  // from the state `key`.
  void follow(const Choice& choice, ModelChoice& path, KeyView key, SuccessorSink& sink);
  void follow_dispatches(const DueDispatch& due, ModelChoice& path, KeyView key,
                         SuccessorSink& sink);
  // The path has led back to where it began.
  [[nodiscard]] bool is_nothing(const ModelChoice& path, CpuId cpu, Observer::Recall memory);
  // The dispatch that has to be chosen in `next_` before anything else happens.
  [[nodiscard]] std::optional<DueDispatch> open_dispatch(const ModelChoice& path);
  // The parts of a key: of the machine's state, and what the observer remembers.
  template <class Byte>
  [[nodiscard]] std::span<Byte> of_state(std::span<Byte> key) const {
    return key.first(orbits_.key_bytes());
  }
  template <class Byte>
  [[nodiscard]] std::span<Byte> of_memory(std::span<Byte> key) const {
    return key.last(options_.observer.bytes());
  }
  [[nodiscard]] bool pack_successor(Turn& turn);
  [[nodiscard]] StateFacts facts(Observer::Recall memory);
  void judge_end(const Machine& machine, Observer::Recall memory, StateFacts& facts) const;
  [[nodiscard]] Choice in_machine(const Choice& choice, const Machine& machine,
                                  const Renaming& names);
  const Renaming& names_in(const Machine& machine);
  void make_turns();

  const System& system_;
  Layout layout_;
  ModelGraphOptions options_;
  Orbits orbits_;
  std::vector<GoalOrder> turns_;
  std::optional<ModelFairness> fairness_;
  Image state_;                 // the state being expanded
  Image next_;                  // its successor
  std::vector<std::byte> key_;  // of the successor
  MergedSteps merged_;
  std::vector<Choice> choices_;
  // The states, with the observer's memory, in which a dispatch has to be chosen on a path.
  struct Fork {
    std::vector<std::byte> state;
    std::vector<std::byte> memory;
  };
  std::array<Fork, ModelChoice::kMostDispatches> forks_;
};

}  // namespace umsim::explore

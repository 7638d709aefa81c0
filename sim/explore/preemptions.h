// Preemptions: how often an interleaving turns away from a CPU that could have gone on, and
// searches that allow only so many.
//
// The CPU that made the latest step has the turn. A step of another CPU is a preemption when the
// one that has the turn could have made one; so is an interrupt of a CPU that could have gone on,
// unless an APC or a TLB shootdown asks for it. What comes from outside, and giving an idle CPU a
// thread, costs nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "sim/explore/model_search.h"
#include "sim/explore/state_graph.h"

namespace umsim::explore {

// Whether the choice is a preemption when `turn` has the turn (none at the start), and who has it
// then.
[[nodiscard]] bool is_preemption(const Machine& machine, CpuId turn, const Choice& choice);
[[nodiscard]] CpuId turn_after(CpuId turn, const Choice& choice);

// Whose turn it is, as what stands behind the key of a state of the model.
[[nodiscard]] std::byte byte_of_turn(CpuId turn);
[[nodiscard]] CpuId turn_of(std::byte byte);

// How many preemptions the choices have, from the system's first state on.
[[nodiscard]] std::uint64_t preemptions_of(const System& system,
                                           const std::vector<Choice>& choices);

// The model as a graph whose paths have at most so many preemptions: a state is one of the model,
// with whose turn it is and how many preemptions have led there. CPUs and threads keep their names.
class PreemptionGraph final : public StateGraph {
 public:
  // `system` must outlive it.
  struct Options {
    std::uint8_t most = 0;
    Merges merges = {};
    Observer observer = {};
  };
  PreemptionGraph(const System& system, Options options);

  [[nodiscard]] std::size_t key_bytes() const override { return graph_.key_bytes() + 2; }
  // Progress cannot be judged where choices are left out.
  [[nodiscard]] unsigned goals() const override { return 0; }
  ViolationCode initial(std::span<std::byte> key) override;
  StateFacts expand(KeyView key, SuccessorSink& sink) override;
  [[nodiscard]] std::unique_ptr<StateGraph> twin() const override;

  // Whose paths are those of this graph.
  [[nodiscard]] ModelGraph& model() { return graph_; }

 private:
  const System& system_;
  Options options_;
  ModelGraph graph_;
  Layout layout_;
  KeyFormat format_;
  Image state_;
};

// What the graph finds, in the model's terms.
struct BoundedTry {
  SearchResult search;
  std::vector<ModelFinding> findings;
};
[[nodiscard]] BoundedTry try_with(const System& system, const PreemptionGraph::Options& most,
                                  const ModelSearchOptions& options);

// fewest_preemptions() makes of a finding one of the same fault and length with as few preemptions
// as that allows; false when the budgets do not suffice, and it stays as it is. It must be a
// shortest one, and no lost goal.
[[nodiscard]] bool fewest_preemptions(const System& system, ModelFinding& finding,
                                      const ModelSearchOptions& options);

}  // namespace umsim::explore

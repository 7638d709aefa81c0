// FairComponent: whether the places of one strongly connected component, all of them visited again
// and again, make a fair cycle; and a short one that does.
//
// Names may have changed when a cycle comes back to where it began (turns). Then it takes several
// rounds until everything is called as before: what one thing is served by, another one that takes
// its place in a later round is served by too. So conditions that take each other's places on
// cycles of the component are met together.
#pragma once

#include <vector>

#include "sim/explore/cycle_graph.h"

namespace umsim::explore {

class FairComponent {
 public:
  // `places` are a component of the question.
  FairComponent(const CycleQuestion& question, TurnTable& turns, unsigned conditions,
                std::vector<Node> places, FairnessKind kind);

  // False for a single place that no step leads back to.
  [[nodiscard]] bool has_cycle() const;
  // look() must come before everything below.
  void look();
  [[nodiscard]] bool is_weakly_fair() const;
  // What is tried in vain, and succeeds nowhere in the component: no cycle with such a step is
  // strongly fair. vain() says whether a step is one.
  [[nodiscard]] bool has_vain_steps() const { return vain_ != 0; }
  [[nodiscard]] bool is_vain(Node place, const CycleStep& step) const;

  [[nodiscard]] const std::vector<Node>& places() const { return places_; }

  // The place nearest to the initial state, where the cycle begins.
  [[nodiscard]] Node anchor() const { return places_[0]; }
  // A cycle from the anchor back to it, all names as they were, that is weakly fair, as the
  // component must be, and on which whatever is tried succeeds. Shortest of these unless more than
  // some hundred thousand beginnings were to be tried.
  [[nodiscard]] std::vector<ChoiceCode> cycle();

 private:
  struct Point;
  class Leg;

  [[nodiscard]] bool leads_inside(std::size_t at, const CycleStep& step, std::size_t& to) const;
  [[nodiscard]] std::span<const CycleStep> steps(std::size_t at) const;
  [[nodiscard]] ConditionMask idle_at(std::size_t at, OrderId order) const;
  void look_at(std::size_t at);
  [[nodiscard]] ConditionMask with_all_of_their_heads(ConditionMask mask) const;
  void join(OrderId one, OrderId other);
  [[nodiscard]] unsigned head(unsigned condition) const;

  const CycleQuestion& question_;
  TurnTable& turns_;
  unsigned conditions_;
  ConditionMask all_;
  bool strong_;
  std::vector<Node> places_;  // sorted
  // By the names that conditions have at the anchor:
  std::vector<OrderId> orders_;       // how names have changed on some way to each place
  std::vector<std::size_t> waiting_;  // places whose order is known
  std::vector<bool> known_;
  ConditionMask met_ = 0;
  ConditionMask served_ = 0;
  ConditionMask tried_ = 0;
  ConditionMask vain_ = 0;
  std::vector<unsigned> heads_;  // of conditions that take each other's places
};

}  // namespace umsim::explore

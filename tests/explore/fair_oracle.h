// FairOracle: whether a small graph has fair cycles, by the definition (sim/explore/fairness.h):
// every set of edges of the graph with all names written out is tried. It shares nothing with the
// search.
#pragma once

#include <algorithm>
#include <bit>
#include <numeric>
#include <set>
#include <utility>
#include <vector>

#include "sim/explore/search.h"
#include "tests/explore/fair_table_graph.h"

namespace umsim::explore {

class FairOracle {
 public:
  FairOracle(const FairTableGraph& graph, std::vector<ConditionOrder> turns, unsigned conditions,
             FairnessKind kind)
      : graph_(graph), turns_(std::move(turns)), conditions_(conditions), kind_(kind) {
    unfold();
  }

  static constexpr std::size_t kMostEdges = 13;
  [[nodiscard]] std::size_t edges() const { return edges_.size(); }
  [[nodiscard]] bool has_ring() const {
    return any_set([&](unsigned set) { return is_fair(set) && !has_advance(set); });
  }
  [[nodiscard]] bool has_starvation() const {
    return any_set([&](unsigned set) { return is_fair(set) && starving(set) != 0; });
  }
  // The finding is a fair cycle of the kind that it says.
  [[nodiscard]] bool accepts(const Finding& finding) const {
    unsigned set = 0;
    std::size_t node = 0;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < finding.path.size(); ++i) {
      begin = i + finding.cycle == finding.path.size() ? node : begin;
      const std::size_t edge = edge_at(node, finding.path[i]);
      set |= i + finding.cycle >= finding.path.size() ? 1U << edge : 0U;
      node = edges_[edge].to;
    }
    const bool ring = finding.fault == Fault::ring;
    const ConditionMask who = ring ? 0 : ConditionMask{1} << real_name(begin, finding.code);
    return finding.cycle != 0 && node == begin && is_fair(set) &&
           (ring ? !has_advance(set) : (starving(set) & who) != 0);
  }

 private:
  using Names = std::vector<unsigned>;  // what each thing is called
  struct Node {
    std::uint32_t state;
    Names names;
    friend auto operator<=>(const Node&, const Node&) = default;
  };
  struct Edge {
    std::size_t from;
    std::size_t to;
    ChoiceCode choice;
    StepService service;  // by the things' own names
  };

  [[nodiscard]] ConditionMask real(const Names& names, ConditionMask mask) const {
    ConditionMask things = 0;
    for (unsigned thing = 0; thing < conditions_; ++thing) {
      things |= (mask >> names[thing] & 1U) << thing;
    }
    return things;
  }
  [[nodiscard]] unsigned real_name(std::size_t node, unsigned called) const {
    const Names& names = nodes_[node].names;
    return static_cast<unsigned>(std::ranges::find(names, called) - names.begin());
  }

  std::size_t numbered(const Node& node) {
    const auto found = std::ranges::find(nodes_, node);
    if (found != nodes_.end()) return static_cast<std::size_t>(found - nodes_.begin());
    nodes_.push_back(node);
    return nodes_.size() - 1;
  }

  void unfold() {
    Names same(conditions_);
    std::iota(same.begin(), same.end(), 0U);
    numbered({0, same});
    for (std::size_t at = 0; at < nodes_.size() && edges_.size() <= kMostEdges; ++at) {
      const Node node = nodes_[at];
      const auto& edges = graph_.states()[node.state].edges;
      for (std::size_t i = 0; i < edges.size(); ++i) {
        Names names = node.names;
        for (unsigned& name : names) {
          name = edges[i].turn == kNoTurn ? name : turns_[edges[i].turn][name];
        }
        StepService service = edges[i].service;
        service.serves = real(node.names, service.serves);
        service.tries = real(node.names, service.tries);
        const auto choice = FairTableGraph::choice_of(edges, i);
        edges_.push_back({at, numbered({edges[i].target, names}), choice, service});
      }
    }
  }

  template <class Holds>
  [[nodiscard]] bool any_set(Holds holds) const {
    for (unsigned set = 1; set < 1U << edges_.size(); ++set) {
      if (holds(set)) return true;
    }
    return false;
  }
  [[nodiscard]] std::size_t edge_at(std::size_t node, ChoiceCode choice) const {
    return static_cast<std::size_t>(
        std::ranges::find_if(
            edges_, [&](const Edge& edge) { return edge.from == node && edge.choice == choice; }) -
        edges_.begin());
  }
  template <class Look>
  void each(unsigned set, Look look) const {
    for (; set != 0; set &= set - 1) look(edges_[static_cast<unsigned>(std::countr_zero(set))]);
  }

  // From the first edge of the set all of its edges can be reached within the set, and from the
  // end of each the first: one walk goes over all of them again and again.
  [[nodiscard]] bool is_closed_walk(unsigned set) const {
    const Edge& first = edges_[static_cast<unsigned>(std::countr_zero(set))];
    const auto closure = [&](std::size_t start, bool backwards) {
      std::set<std::size_t> reached{start};
      for (std::size_t before = 0; before != reached.size();) {
        before = reached.size();
        each(set, [&](const Edge& edge) {
          const std::size_t from = backwards ? edge.to : edge.from;
          if (reached.contains(from)) reached.insert(backwards ? edge.from : edge.to);
        });
      }
      return reached;
    };
    const auto forth = closure(first.from, false);
    const auto back = closure(first.from, true);
    bool all = true;
    each(set, [&](const Edge& edge) {
      all = all && forth.contains(edge.from) && back.contains(edge.to);
    });
    return all;
  }

  [[nodiscard]] bool is_fair(unsigned set) const {
    ConditionMask denied = (ConditionMask{1} << conditions_) - 1;
    ConditionMask served = 0;
    ConditionMask tried = 0;
    each(set, [&](const Edge& edge) {
      const Node& node = nodes_[edge.from];
      denied &= real(node.names, graph_.states()[node.state].wants.wanted);
      served |= edge.service.serves;
      tried |= edge.service.tries;
    });
    const bool weak = (denied & ~served) == 0;
    const bool strong = kind_ == FairnessKind::weak || (tried & ~served) == 0;
    return weak && strong && is_closed_walk(set);
  }
  [[nodiscard]] bool has_advance(unsigned set) const {
    bool advances = false;
    each(set, [&](const Edge& edge) { advances = advances || edge.service.advances; });
    return advances;
  }
  [[nodiscard]] ConditionMask starving(unsigned set) const {
    ConditionMask all = ~ConditionMask{0};
    each(set, [&](const Edge& edge) {
      const Node& node = nodes_[edge.from];
      all &= real(node.names, graph_.states()[node.state].wants.starving);
    });
    return all;
  }

  const FairTableGraph& graph_;
  std::vector<ConditionOrder> turns_;
  unsigned conditions_;
  FairnessKind kind_;
  std::vector<Node> nodes_;
  std::vector<Edge> edges_;
};

}  // namespace umsim::explore

#include "sim/explore/fair_cycles.h"

#include <algorithm>
#include <bit>

#include "models/machine/internal_error.h"
#include "sim/explore/fair_component.h"

namespace umsim::explore {
namespace {

constexpr std::uint64_t kAskEvery = std::uint64_t{1} << 12;
// A pass that removes fewer than one state in so many costs more than to look at them one by one.
constexpr std::uint64_t kWorthwhile = 16;

Fairness& fairness_of(StateGraph& graph) {
  require(graph.fairness() != nullptr, "a graph without fairness was asked for fair cycles");
  return *graph.fairness();
}

}  // namespace

// The states from which a path may go on for ever, and as a graph what these lead to.
class FairCycles::Alive {
 public:
  Alive(const EdgeList& edges, MemoryBudget& budget) : edges_(edges), marks_(budget) {}

  [[nodiscard]] bool begin() {
    while (marks_.size() < edges_.sources()) {
      if (!marks_.append()) {
        return false;
      }
    }
    return true;
  }
  [[nodiscard]] bool has(StateIndex state) const { return marks_[state] != kDead; }
  // Of a state whose successors have been asked for: a step leads back to it at once.
  [[nodiscard]] bool leads_to_itself(StateIndex state) const { return marks_[state] == kToItself; }
  [[nodiscard]] bool goes_on(const StateEdges& edges) const {
    return edges.itself != 0 || std::ranges::any_of(edges.others, [&](const Target& target) {
             return has(target.state);
           });
  }
  void remove(StateIndex state) { marks_[state] = kDead; }

  // For ComponentSearch.
  void successors(Node node, std::vector<Node>& into) {
    edges_.edges_of(node, of_state_);
    into.clear();
    bool to_itself = of_state_.itself != 0;
    for (const Target& target : of_state_.others) {
      to_itself = to_itself || target.state == node;
      if (has(target.state) && (into.empty() || into.back() != target.state)) {
        into.push_back(target.state);
      }
    }
    marks_[node] = to_itself ? kToItself : kAlive;
  }

 private:
  static constexpr std::uint8_t kAlive = 0;
  static constexpr std::uint8_t kDead = 1;
  static constexpr std::uint8_t kToItself = 2;

  const EdgeList& edges_;
  ChunkedArray<std::uint8_t> marks_;
  StateEdges of_state_;
};

FairCycles::FairCycles(StateGraph& graph, Over over, FairnessKind kind, MemoryBudget& budget)
    : edges_(over.edges),
      store_(over.store),
      fairness_(fairness_of(graph)),
      kind_(kind),
      budget_(budget),
      conditions_(fairness_.conditions()),
      turns_(fairness_.turns(), conditions_),
      cycles_(graph, fairness_, over.store, budget),
      places_(budget),
      key_(over.store.key_bytes()) {}

// Most edges lead to states found later, so a pass from the last state to the first mostly
// suffices.
Walk FairCycles::trim(Alive& alive, const KeepGoing& keep_going) const {
  std::uint64_t removed = edges_.sources();
  bool interrupted = false;
  while (removed > edges_.sources() / kWorthwhile && !interrupted) {
    removed = 0;
    edges_.visit_backwards([&](StateIndex source, const StateEdges& edges) {
      if (alive.has(source) && !alive.goes_on(edges)) {
        alive.remove(source);
        ++removed;
      }
      interrupted = source % kAskEvery == 0 && !keep_going(edges_.sources() - source);
      return !interrupted;
    });
  }
  return interrupted ? Walk::interrupted : Walk::done;
}

Walk FairCycles::run(const KeepGoing& keep_going) {
  Alive alive(edges_, budget_);
  if (!alive.begin()) {
    return Walk::no_memory;
  }
  Walk walk = trim(alive, keep_going);
  StateSearch search(budget_);
  if (walk == Walk::done && !search.begin(alive, edges_.sources())) {
    walk = Walk::no_memory;
  }
  Walk inner = Walk::done;
  std::uint64_t seen = 0;
  const auto visit = [&](std::vector<Node>& component) {
    if (component.size() > 1 || alive.leads_to_itself(component[0])) {
      on_cycles_ += component.size();
      inner = is_denied(component, search) ? Walk::done : judge(component);
    }
    seen += component.size();
    return inner == Walk::done && (seen % kAskEvery >= component.size() || keep_going(seen));
  };
  for (std::uint64_t state = 0; state < edges_.sources() && walk == Walk::done; ++state) {
    if (alive.has(static_cast<StateIndex>(state))) {
      walk = search.from(static_cast<Node>(state), visit);
    }
  }
  return inner == Walk::no_memory ? inner : walk;
}

// What is wanted in the state that was looked at last and done by no step inside its component.
ConditionMask FairCycles::not_served(ConditionMask wanted, const StateSearch& search,
                                     Node state) const {
  for (std::uint32_t movers = of_state_.itself; movers != 0; movers &= movers - 1) {
    wanted &= ~fairness_.can_serve(static_cast<Mover>(std::countr_zero(movers)));
  }
  for (const Target& target : of_state_.others) {
    if (search.together(state, target.state)) {
      wanted &= ~fairness_.can_serve(target.mover);
    }
  }
  return wanted;
}

// Somebody wants all along what no step inside the component does, whatever its name becomes on the
// way: no cycle of it is fair. Mostly it is so, and the steps need not be made once more to see it.
bool FairCycles::is_denied(std::vector<Node>& component, const StateSearch& search) {
  std::ranges::sort(component);
  denied_.clear();
  for (const Node state : component) {
    edges_.edges_of(state, of_state_);
    store_.read(state, key_);
    denied_.push_back(not_served(fairness_.wants(key_).wanted, search, state));
    if (denied_.back() == 0) {
      return false;
    }
  }
  bool changed = true;
  while (changed) {
    changed = false;
    for (std::size_t i = 0; i < component.size(); ++i) {
      const ConditionMask kept = denied_behind(component, search, i);
      changed = changed || kept != denied_[i];
      denied_[i] = kept;
      if (kept == 0) {
        return false;
      }
    }
  }
  return true;
}

// Of what is denied in a state, what is denied in all states of the component that it leads to.
ConditionMask FairCycles::denied_behind(const std::vector<Node>& component,
                                        const StateSearch& search, std::size_t at) {
  ConditionMask kept = denied_[at];
  edges_.edges_of(component[at], of_state_);
  for (const Target& target : of_state_.others) {
    if (search.together(component[at], target.state)) {
      const auto to = std::ranges::lower_bound(component, target.state) - component.begin();
      kept = turns_.also_behind(target.turn, kept, denied_[static_cast<std::size_t>(to)]);
    }
  }
  return kept;
}

bool FairCycles::advances() const {
  for (Node node = 0; node < cycles_.size(); ++node) {
    const auto steps = cycles_.steps(node);
    if (std::ranges::any_of(steps, [](const CycleStep& step) { return step.service.advances; })) {
      return true;
    }
  }
  return false;
}

// Where no program gets further, starvation is a ring.
Walk FairCycles::judge(const std::vector<Node>& component) {
  const bool nearer = !ring_ || std::ranges::min(component) < ring_->begin;
  if (!nearer && starvation_ && std::ranges::min(component) >= starvation_->begin) {
    return Walk::done;
  }
  if (!cycles_.make(component)) {
    return Walk::no_memory;
  }
  const Walk rings = ask(CycleKind::ring);
  return rings == Walk::done && advances() ? ask(CycleKind::starvation) : rings;
}

Walk FairCycles::ask(CycleKind kind) {
  CycleQuestion question(cycles_, turns_, conditions_, kind);
  if (question.places() > kMostNodes) {
    return Walk::no_memory;
  }
  std::vector<Node> all;
  for (std::uint64_t place = 0; place < question.places(); ++place) {
    if (question.has(static_cast<Node>(place))) {
      all.push_back(static_cast<Node>(place));
    }
  }
  again_.clear();
  again_.push_back(std::move(all));
  Walk walk = Walk::done;
  while (walk == Walk::done && !again_.empty()) {
    const std::vector<Node> places = std::move(again_.back());
    again_.pop_back();
    walk = ask(question, places);
  }
  return walk;
}

Walk FairCycles::ask(CycleQuestion& question, const std::vector<Node>& places) {
  // What is taken away counts from the next time on: a search sees the same steps all the time.
  std::vector<std::vector<Node>> components;
  if (!places_.begin(question, question.places())) {
    return Walk::no_memory;
  }
  for (const Node place : places) {
    const Walk walk = places_.from(place, [&](const std::vector<Node>& component) {
      components.push_back(component);
      return true;
    });
    if (walk != Walk::done) {
      return walk;
    }
  }
  for (const std::vector<Node>& component : components) {
    take(question, component);
  }
  return Walk::done;
}

void FairCycles::take(CycleQuestion& question, const std::vector<Node>& places) {
  std::optional<FairCycle>& best = question.kind() == CycleKind::ring ? ring_ : starvation_;
  FairComponent component(question, turns_, conditions_, places, kind_);
  const StateIndex begin = cycles_.state(question.node(component.anchor()));
  if ((best && best->begin <= begin) || !component.has_cycle()) {
    return;
  }
  component.look();
  if (!component.is_weakly_fair()) {
    return;
  }
  if (component.has_vain_steps()) {
    question.separate(component.places(), [&](Node place, const CycleStep& step) {
      return component.is_vain(place, step);
    });
    again_.push_back(component.places());
    return;
  }
  best = {question.kind(), question.condition(component.anchor()), begin, component.cycle()};
}

std::vector<FairCycle> FairCycles::found() const {
  std::vector<FairCycle> all;
  for (const auto& one : {ring_, starvation_}) {
    if (one) {
      all.push_back(*one);
    }
  }
  return all;
}

}  // namespace umsim::explore

#include "sim/explore/bounded_paths.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "sim/explore/model_with_turns.h"
#include "sim/explore/preemptions.h"

namespace umsim::explore {
namespace {

// Hands on what the bound allows, with how many preemptions have led there.
class BoundedSink final : public TurnSink {
 public:
  BoundedSink(unsigned used, unsigned most, std::size_t key_bytes, SuccessorSink& to)
      : used_(used), most_(most), key_(key_bytes), to_(to) {}

  void successor(ChoiceCode code, KeyView key, ViolationCode violation,
                 bool is_preemption) override {
    const unsigned used = used_ + (is_preemption ? 1U : 0U);
    if (used > most_) {
      return;
    }
    std::ranges::copy(key, key_.begin());
    key_.back() = static_cast<std::byte>(used);
    to_.successor(code, key_, violation, kNoTurn);
  }

 private:
  unsigned used_;
  unsigned most_;
  std::vector<std::byte> key_;
  SuccessorSink& to_;
};

// The model in single steps as a graph whose paths have at most so many preemptions: how many have
// led to a state stands behind its key.
class BoundedGraph final : public StateGraph {
 public:
  BoundedGraph(const System& system, std::uint8_t most, const Observer& observer)
      : system_(system),
        most_(most),
        observer_(observer),
        states_(system, kSingleSteps, observer) {}

  [[nodiscard]] std::size_t key_bytes() const override { return states_.key_bytes() + 1; }
  [[nodiscard]] unsigned goals() const override { return 0; }
  ViolationCode initial(std::span<std::byte> key) override {
    return states_.initial(key.first(states_.key_bytes()));
  }
  StateFacts expand(KeyView key, SuccessorSink& sink) override {
    BoundedSink bounded(std::to_integer<unsigned>(key.back()), most_, key_bytes(), sink);
    return states_.expand(key.first(states_.key_bytes()), bounded);
  }
  [[nodiscard]] std::unique_ptr<StateGraph> twin() const override {
    return std::make_unique<BoundedGraph>(system_, most_, observer_);
  }

  [[nodiscard]] ModelGraph& model() { return states_.model(); }

 private:
  const System& system_;
  std::uint8_t most_;
  Observer observer_;
  ModelWithTurns states_;
};

SearchOptions without_progress(const ModelSearchOptions& options) {
  SearchOptions plain = static_cast<const SearchOptions&>(options);
  plain.check_progress = false;
  plain.stop_at_first = true;
  plain.sequence = nullptr;
  return plain;
}

bool are_alike(const ModelFinding& left, const ModelFinding& right) {
  return left.fault == right.fault && left.invariant == right.invariant &&
         left.property == right.property && left.choices.size() == right.choices.size();
}

}  // namespace

BoundedTry shortest_with(const System& system, std::uint8_t most,
                         const ModelSearchOptions& options) {
  BoundedGraph graph(system, most, options.observer);
  BoundedTry tried{search(graph, without_progress(options)), {}};
  for (const Finding& finding : tried.search.findings) {
    tried.findings.push_back(translate(finding, graph.model(), system, options.observer));
  }
  return tried;
}

bool fewest_preemptions(const System& system, ModelFinding& finding,
                        const ModelSearchOptions& options) {
  const std::uint64_t most = std::min<std::uint64_t>(preemptions_of(system, finding.choices), 255);
  for (std::uint64_t bound = 0; bound < most; ++bound) {
    BoundedTry tried = shortest_with(system, static_cast<std::uint8_t>(bound), options);
    if (tried.search.stop != Stop::none) {
      return false;
    }
    if (!tried.findings.empty() && are_alike(tried.findings.front(), finding)) {
      finding.choices = std::move(tried.findings.front().choices);
      return true;
    }
  }
  return true;
}

}  // namespace umsim::explore

#include "sim/explore/deepening.h"

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

#include "sim/explore/bounded_paths.h"
#include "sim/explore/chunked_array.h"
#include "sim/explore/memory_budget.h"
#include "sim/explore/model_with_turns.h"
#include "sim/explore/state_store.h"

namespace umsim::explore {
namespace {

class Deepening final : private TurnSink {
 public:
  Deepening(const System& system, const ModelSearchOptions& options)
      : options_(options),
        states_(system, options.reductions.merges, options.observer),
        budget_(options.memory_bytes),
        store_(budget_, states_.key_bytes(), {.states = options.max_states}),
        origins_(budget_) {
    std::vector<std::byte> first(states_.key_bytes());
    const ViolationCode violation = states_.initial(first);
    insert(0, first);
    if (violation != kNoViolation) {
      found_ = Finding{Fault::violation, violation, {}, {}};
    }
  }

  // What can be reached without a further preemption.
  void close() {
    preempting_ = false;
    for (std::uint64_t i = begin_; i < store_.size() && may_go_on(); ++i) {
      expand(static_cast<StateIndex>(i));
    }
  }

  // What one more leads to; false: to nothing new.
  [[nodiscard]] bool deepen() {
    preempting_ = true;
    const std::uint64_t end = store_.size();
    for (std::uint64_t i = std::exchange(begin_, end); i < end && may_go_on(); ++i) {
      expand(static_cast<StateIndex>(i));
    }
    return store_.size() != end || found_.has_value();
  }

  // What was found lies behind the bound.
  void forget() { found_.reset(); }

  [[nodiscard]] bool may_go_on() {
    if (options_.interrupt != nullptr && options_.interrupt->load(std::memory_order_relaxed)) {
      stop_ = Stop::interrupted;
    }
    return stop_ == Stop::none && !found_;
  }

  [[nodiscard]] const std::optional<Finding>& found() const { return found_; }
  [[nodiscard]] Stop stop() const { return stop_; }
  [[nodiscard]] ModelGraph& graph() { return states_.model(); }
  [[nodiscard]] Statistics statistics() const {
    Statistics statistics = statistics_;
    statistics.states = store_.size();
    statistics.bytes = budget_.peak_bytes();
    return statistics;
  }

 private:
  struct Origin {
    StateIndex from;
    ChoiceCode choice;
  };

  void expand(StateIndex index) {
    const std::vector<std::byte> key = store_.key(index);
    expanded_ = index;
    successors_ = 0;
    const StateFacts facts = states_.expand(key, *this);
    if (preempting_) {
      return;
    }
    ++statistics_.expanded;
    if (successors_ == 0 && !facts.may_end) {
      note(Fault::deadlock, 0);
    } else if (facts.violation != kNoViolation) {
      note(Fault::violation, facts.violation);
    }
    report();
  }

  void successor(ChoiceCode code, KeyView key, ViolationCode violation,
                 bool is_preemption) override {
    ++successors_;
    if (is_preemption != preempting_ || !may_go_on()) {
      return;
    }
    ++statistics_.transitions;
    if (violation != kNoViolation) {
      note(Fault::violation, violation);
      found_->path.push_back(code);
      return;
    }
    insert(code, key);
  }

  void insert(ChoiceCode choice, KeyView key) {
    const Insertion insertion = store_.insert(key, StateStore::hash(key));
    const bool added = insertion.outcome == InsertOutcome::added;
    if (insertion.outcome == InsertOutcome::too_many) {
      stop_ = Stop::state_budget;
    } else if (insertion.outcome == InsertOutcome::no_memory ||
               (added && !origins_.append(Origin{expanded_, choice}))) {
      stop_ = Stop::memory_budget;
    }
  }

  void note(Fault fault, ViolationCode code) {
    if (found_) {
      return;
    }
    found_ = Finding{fault, code, {}, {}};
    for (StateIndex at = expanded_; at != 0; at = origins_[at].from) {
      found_->path.push_back(origins_[at].choice);
    }
    std::ranges::reverse(found_->path);
  }

  void report() const {
    if (options_.report && statistics_.expanded % options_.report_every == 0) {
      options_.report({Phase::exploring, store_.size(), statistics_.expanded,
                       statistics_.transitions, 0, budget_.used_bytes()});
    }
  }

  const ModelSearchOptions& options_;
  ModelWithTurns states_;
  StateIndex expanded_ = 0;       // the one being expanded
  std::uint64_t successors_ = 0;  // of it
  bool preempting_ = false;       // these choices count, or the others
  MemoryBudget budget_;
  StateStore store_;
  ChunkedArray<Origin> origins_;  // of each state
  std::uint64_t begin_ = 0;       // of the states with as many preemptions as are allowed now
  std::optional<Finding> found_;
  Stop stop_ = Stop::none;
  Statistics statistics_;
};

// As it was found, or the shortest with as few preemptions.
ModelFinding shortest_of(const System& system, Deepening& deepening, unsigned preemptions,
                         const ModelSearchOptions& options) {
  const auto most = static_cast<std::uint8_t>(preemptions);
  BoundedTry tried = shortest_with(system, most, options);
  if (!tried.findings.empty() && tried.search.stop == Stop::none) {
    return std::move(tried.findings.front());
  }
  return translate(*deepening.found(), deepening.graph(), system, options.observer);
}

}  // namespace

BoundedResult search_with_preemptions(const System& system, unsigned most,
                                      const ModelSearchOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  BoundedResult result;
  Deepening deepening(system, options);
  deepening.close();
  while (deepening.may_go_on()) {
    result.complete = !deepening.deepen() && deepening.may_go_on();
    if (result.complete || result.preemptions == most) {
      deepening.forget();
      break;
    }
    ++result.preemptions;
    deepening.close();
  }
  if (result.complete) {
    result.model = search_model(system, options);
    return result;
  }
  SearchResult& search = result.model.search;
  search.statistics = deepening.statistics();
  search.stop = deepening.stop() == Stop::none ? Stop::bounded : deepening.stop();
  if (deepening.found()) {
    search.verdict = Verdict::violated;
    search.stop = Stop::none;
    result.model.findings = {shortest_of(system, deepening, result.preemptions, options)};
  }
  search.statistics.seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return result;
}

}  // namespace umsim::explore

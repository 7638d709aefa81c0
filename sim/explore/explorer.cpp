#include "sim/explore/explorer.h"

#include <algorithm>
#include <future>
#include <new>
#include <utility>

#include "models/machine/internal_error.h"
#include "sim/explore/search_sequence.h"
#include "sim/explore/trail.h"

namespace umsim::explore {

Explorer::Explorer(StateGraph& graph, const SearchOptions& options)
    : graph_(graph),
      options_(options),
      spill_(options.spill_folder ? std::make_unique<SpillFile>(*options.spill_folder) : nullptr),
      budget_(options.memory_bytes, spill_.get()),
      store_(budget_, graph.key_bytes(), {.states = options.max_states}),
      tree_(budget_),
      crew_(graph, options.threads) {
  require(graph.goals() <= kMaxGoals, "a graph has at most 64 progress goals");
  if (options.check_progress) {
    const unsigned movers = graph.fairness() == nullptr ? 1 : graph.fairness()->movers();
    progress_.emplace(budget_, graph.goals(), graph.turns(), movers);
  }
}

void Explorer::run() {
  // What the graph allocates is outside the budget, but running out of it ends the search in the
  // same way.
  try {
    if (has_begun() || insert_initial()) {
      explore_levels();
    }
    const bool may_judge = stop_ == Stop::none && progress_;
    if (may_judge && !(options_.stop_at_first && !sightings_.empty())) {
      judge();
    }
  } catch (const std::bad_alloc&) {
    stop_ = Stop::memory_budget;
  }
}

bool Explorer::insert_initial() {
  std::vector<std::byte> key(store_.key_bytes());
  const ViolationCode violation = graph_.initial(key);
  if (!absorb_key(key, StateStore::hash(key), kNoTurn, 0)) {
    return false;
  }
  if (violation == kNoViolation) {
    return true;
  }
  note({Fault::violation, violation, 0, std::nullopt, {}});
  return false;
}

// The level in which a fault is found is finished: a violation lies one step behind a state of it,
// but a later state of the same level may be a deadlock and so be nearer.
void Explorer::explore_levels() {
  while (explore_level()) {
    level_end_ = store_.size();
    if (next_ == level_end_ || (options_.stop_at_first && !sightings_.empty())) {
      return;
    }
    ++statistics_.depth;
  }
}

// What is left of the level.
bool Explorer::explore_level() {
  crew_.begin(store_.keys(next_, level_end_));
  while (const Expansion* expansion = crew_.next()) {
    if (!absorb(*expansion)) {
      return false;
    }
  }
  return true;
}

bool Explorer::stopped(Stop why) {
  stop_ = why;
  return false;
}

bool Explorer::out_of_memory() {
  return stopped(budget_.is_disk_full() ? Stop::disk_full : Stop::memory_budget);
}

bool Explorer::may_go_on() {
  const std::uint64_t done = statistics_.expanded;
  if (options_.report && done != 0 && done % options_.report_every == 0) {
    options_.report(status());
  }
  if (options_.sequence != nullptr && done != 0 && done % options_.report_every == 0) {
    options_.sequence->keep_if_due(*this);
  }
  return !is_interrupted() || stopped(Stop::interrupted);
}

// The marks come first: a search that stops in between and goes on later does not meet them again.
bool Explorer::absorb(const Expansion& expansion) {
  marks_.insert(expansion.batch.marks());
  std::size_t begin = 0;
  for (std::size_t i = 0; i < expansion.states.size(); ++i) {
    const auto& [facts, end] = expansion.states[i];
    if (!may_go_on() || !absorb_state(facts, expansion.batch, begin, end)) {
      return false;
    }
    begin = end;
  }
  return true;
}

// It may stop anywhere. A search that goes on later absorbs the state once more: what came before
// the stop is known then, and all is as if it had not stopped.
bool Explorer::absorb_state(const StateFacts& facts, const SuccessorBatch& batch, std::size_t begin,
                            std::size_t end) {
  const auto state = static_cast<StateIndex>(next_);
  if (begin == end && !facts.may_end && !seen(Fault::deadlock, 0)) {
    note({Fault::deadlock, 0, state, std::nullopt, {}});
  }
  if (facts.violation != kNoViolation && !seen(Fault::violation, facts.violation)) {
    note({Fault::violation, facts.violation, state, std::nullopt, {}});
  }
  if (!absorb_successors(state, batch, begin, end)) {
    return false;
  }
  if (!tree_.make_room() || (progress_ && !progress_->record(facts.goals_met, targets_))) {
    return out_of_memory();
  }
  tree_.close();
  ++next_;
  ++statistics_.expanded;
  statistics_.transitions += end - begin;
  return true;
}

// The memory that a lookup needs is asked for some lookups before.
bool Explorer::absorb_successors(StateIndex state, const SuccessorBatch& batch, std::size_t begin,
                                 std::size_t end) {
  constexpr std::size_t kAhead = 16;
  targets_.clear();
  const Fairness* fairness = graph_.fairness();
  for (std::size_t i = begin; i < end; ++i) {
    if (i + kAhead < batch.size()) {
      store_.prefetch(batch[i + kAhead].hash);
    }
    const Successor& successor = batch[i];
    const KeyView key = batch.key(i);
    if (successor.violation == kNoViolation) {
      const Mover mover = fairness == nullptr ? Mover{0} : fairness->mover(successor.choice);
      if (!absorb_key(key, successor.hash, successor.turn, mover)) {
        return false;
      }
    } else if (!seen(Fault::violation, successor.violation)) {
      note({Fault::violation, successor.violation, state, successor.choice,
            std::vector<std::byte>(key.begin(), key.end())});
    }
  }
  return true;
}

bool Explorer::absorb_key(KeyView key, std::uint64_t hash, Turn turn, Mover mover) {
  if (!tree_.make_room()) {
    return out_of_memory();
  }
  const Insertion insertion = store_.insert(key, hash);
  switch (insertion.outcome) {
    case InsertOutcome::too_many: return stopped(Stop::state_budget);
    case InsertOutcome::no_memory: return out_of_memory();
    case InsertOutcome::added:
      // State 0 is nobody's child.
      if (insertion.index != 0) {
        tree_.add_child();
      }
      [[fallthrough]];
    case InsertOutcome::known:
      if (progress_) {
        targets_.push_back({insertion.index, turn, mover});
      }
  }
  return true;
}

bool Explorer::keep_going(Phase phase, std::uint64_t states_done) const {
  if (options_.report) {
    SearchStatus judging = status();
    judging.phase = phase;
    judging.expanded = states_done;
    options_.report(judging);
  }
  return !is_interrupted();
}

bool Explorer::is_interrupted() const {
  return options_.interrupt != nullptr && options_.interrupt->load(std::memory_order_relaxed);
}

void Explorer::judge() {
  const bool cycles_count =
      options_.fairness != FairnessKind::none && graph_.fairness() != nullptr && sightings_.empty();
  if (!cycles_count) {
    take_progress(settle_progress());
  } else if (options_.threads == 1) {
    take_progress(settle_progress());
    if (progress_judged_ && sightings_.empty()) {
      FairCycles cycles = fair_cycles();
      take_cycles(cycles, look_at(cycles));
    }
  } else {
    judge_side_by_side();
  }
}

// Progress and cycles are asked of the same edges; where some goal is lost, cycles in vain, and the
// result is as with one thread.
void Explorer::judge_side_by_side() {
  const std::uint64_t peak = budget_.peak_bytes();
  auto settled = std::async(std::launch::async, [&] {
    return progress_->settle([this](std::uint64_t) { return !is_interrupted(); });
  });
  {
    FairCycles cycles = fair_cycles();
    const Walk walk = look_at(cycles);
    take_progress(settled.get());
    if (progress_judged_ && sightings_.empty()) {
      take_cycles(cycles, walk);
      return;
    }
  }
  budget_.forget_peak_since(peak);
}

FairCycles Explorer::fair_cycles() {
  return {graph_, {store_, progress_->edges()}, options_.fairness, budget_};
}

Walk Explorer::look_at(FairCycles& cycles) const {
  return cycles.run([this](std::uint64_t done) { return keep_going(Phase::judging_cycles, done); });
}

bool Explorer::settle_progress() {
  return progress_->settle(
      [this](std::uint64_t done) { return keep_going(Phase::judging_progress, done); });
}

void Explorer::take_progress(bool settled) {
  progress_judged_ = settled;
  statistics_.sweeps = progress_->sweeps();
  if (!settled) {
    stop_ = Stop::interrupted;
    return;
  }
  for (const LostGoal& lost : progress_->lost_goals()) {
    note({Fault::lost_goal, static_cast<std::uint16_t>(lost.goal), lost.state, std::nullopt, {}});
  }
}

void Explorer::take_cycles(const FairCycles& cycles, Walk walk) {
  statistics_.on_cycles = cycles.states_on_cycles();
  cycles_judged_ = walk == Walk::done;
  if (walk == Walk::no_memory) {
    (void)out_of_memory();
  } else if (walk == Walk::interrupted) {
    stop_ = Stop::interrupted;
  }
  for (const FairCycle& found : cycles.found()) {
    const bool ring = found.kind == CycleKind::ring;
    note({ring ? Fault::ring : Fault::starvation,
          static_cast<std::uint16_t>(found.condition),
          found.begin,
          std::nullopt,
          {},
          found.choices});
  }
}

bool Explorer::seen(Fault fault, std::uint16_t code) const {
  return std::any_of(sightings_.begin(), sightings_.end(), [&](const Sighting& sighting) {
    return sighting.fault == fault && sighting.code == code;
  });
}

void Explorer::note(Sighting sighting) {
  // Behind a step with a violation nothing is explored, so what can still be reached is no longer
  // known.
  if (sighting.fault == Fault::violation) {
    progress_.reset();
  }
  sightings_.push_back(std::move(sighting));
}

Finding Explorer::finding(const Sighting& sighting) {
  Trail trail = trail_to(sighting.state, graph_, store_, tree_);
  if (sighting.last_choice) {
    trail.choices.push_back(*sighting.last_choice);
    trail.keys.push_back(sighting.last_key);
  }
  if (!sighting.cycle.empty()) {
    go_along(trail, sighting.cycle, graph_);
  }
  if (!options_.keep_keys) {
    trail.keys.clear();
  }
  return {sighting.fault, sighting.code, std::move(trail.choices), std::move(trail.keys),
          sighting.cycle.size()};
}

SearchStatus Explorer::status() const {
  return {Phase::exploring,  store_.size(),        statistics_.expanded,   statistics_.transitions,
          statistics_.depth, budget_.used_bytes(), budget_.spilled_bytes()};
}

Statistics Explorer::statistics() const {
  Statistics statistics = statistics_;
  statistics.states = store_.size();
  statistics.bytes = budget_.peak_bytes();
  statistics.spilled = budget_.spilled_bytes();
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begin_;
  statistics.seconds += elapsed.count();
  return statistics;
}

SearchResult Explorer::result() {
  SearchResult result;
  result.stop = stop_;
  result.progress_judged = progress_judged_;
  result.cycles_judged = cycles_judged_;
  for (const Sighting& sighting : sightings_) {
    result.findings.push_back(finding(sighting));
  }
  std::stable_sort(
      result.findings.begin(), result.findings.end(),
      [](const Finding& a, const Finding& b) { return a.path.size() < b.path.size(); });
  if (options_.stop_at_first && result.findings.size() > 1) {
    result.findings.resize(1);
  }
  const Verdict unfaulted = stop_ == Stop::none ? Verdict::holds : Verdict::incomplete;
  result.verdict = result.findings.empty() ? unfaulted : Verdict::violated;
  result.marks = marks_;
  result.statistics = statistics();
  return result;
}

}  // namespace umsim::explore

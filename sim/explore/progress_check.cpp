#include "sim/explore/progress_check.h"

#include <algorithm>
#include <bit>

namespace umsim::explore {

namespace {

constexpr std::uint64_t kAskEvery = std::uint64_t{1} << 16;

constexpr GoalMask mask_of(unsigned goals) {
  return goals == kMaxGoals ? ~GoalMask{0} : (GoalMask{1} << goals) - 1;
}

}  // namespace

ProgressCheck::ProgressCheck(MemoryBudget& budget, unsigned goals, std::span<const GoalOrder> turns,
                             unsigned movers)
    : goals_(goals),
      all_goals_(mask_of(goals)),
      turns_(turns.begin(), turns.end()),
      masks_(fitting_masks(budget, goals)),
      edges_(budget, std::max<std::size_t>(turns.size(), 1), movers) {}

ProgressCheck::AnyMasks ProgressCheck::fitting_masks(MemoryBudget& budget, unsigned goals) {
  if (goals <= 8) {
    return Masks<std::uint8_t>(budget);
  }
  if (goals <= 16) {
    return Masks<std::uint16_t>(budget);
  }
  if (goals <= 32) {
    return Masks<std::uint32_t>(budget);
  }
  return Masks<std::uint64_t>(budget);
}

bool ProgressCheck::record(GoalMask goals_met, std::vector<Target>& targets) {
  const auto record_in = [&]<class Mask>(Masks<Mask>& masks) {
    if (!masks.append(static_cast<Mask>(goals_met & all_goals_))) {
      return false;
    }
    const bool stored = edges_.add(targets);
    masks.cut(masks.size() - (stored ? 0 : 1));
    return stored;
  };
  return std::visit(record_in, masks_);
}

void ProgressCheck::save(SaveSink& sink) const {
  std::visit([&](const auto& masks) { masks.save(sink); }, masks_);
  edges_.save(sink);
  put_value(sink, sweeps_);
}

void ProgressCheck::load(SaveSource& source) {
  std::visit([&](auto& masks) { masks.load(source); }, masks_);
  edges_.load(source);
  sweeps_ = get_value<std::uint64_t>(source);
}

// The goals that can be met behind a turn, by the places that they have before it.
GoalMask ProgressCheck::before_turn(Turn turn, GoalMask behind) const {
  if (turn == kNoTurn || behind == all_goals_) {
    return behind;
  }
  const GoalOrder& order = turns_[turn];
  GoalMask before = 0;
  for (unsigned goal = 0; goal < goals_; ++goal) {
    before |= (behind >> order[goal] & 1U) << goal;
  }
  return before;
}

// Most edges lead to states found later, so from the last state to the first most targets are final
// when they are read. Only edges back to earlier states can make another sweep necessary.
template <class Mask>
ProgressCheck::Sweep ProgressCheck::sweep(Masks<Mask>& masks, const KeepGoing& keep_going) const {
  bool changed = false;
  bool open = false;  // some state has not got all goals yet
  bool interrupted = false;
  edges_.visit_backwards([&](StateIndex source, const StateEdges& edges) {
    const Mask before = masks[source];
    Mask after = before;
    for (const Target target : edges.others) {
      after = static_cast<Mask>(after | before_turn(target.turn, masks[target.state]));
    }
    masks[source] = after;
    changed = changed || after != before;
    open = open || after != static_cast<Mask>(all_goals_);
    if (source % kAskEvery == 0) {
      interrupted = !keep_going(edges_.sources() - source);
    }
    return !interrupted;
  });
  if (interrupted) {
    return Sweep::interrupted;
  }
  return changed && open ? Sweep::changed : Sweep::settled;
}

bool ProgressCheck::settle(const KeepGoing& keep_going) {
  Sweep outcome = Sweep::changed;
  while (outcome == Sweep::changed) {
    ++sweeps_;
    outcome = std::visit([&](auto& masks) { return sweep(masks, keep_going); }, masks_);
  }
  return outcome == Sweep::settled;
}

std::vector<LostGoal> ProgressCheck::lost_goals() const {
  std::vector<LostGoal> lost;
  GoalMask found = 0;
  const auto collect = [&](const auto& masks) {
    for (std::uint64_t state = 0; state < masks.size() && found != all_goals_; ++state) {
      GoalMask fresh = all_goals_ & ~GoalMask{masks[state]} & ~found;
      found |= fresh;
      for (; fresh != 0; fresh &= fresh - 1) {
        lost.push_back(
            {static_cast<unsigned>(std::countr_zero(fresh)), static_cast<StateIndex>(state)});
      }
    }
  };
  std::visit(collect, masks_);
  return lost;
}

}  // namespace umsim::explore

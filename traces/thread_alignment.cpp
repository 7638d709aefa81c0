#include "traces/thread_alignment.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>

#include "traces/shortest_edit.h"

namespace umsim {
namespace {

using Key = std::array<std::uint64_t, 6>;
using Numbers = std::map<Key, std::uint32_t>;  // of keys, as they come

using KeyOf = Key (*)(const Event&);

Key whole_key(const Event& event) {
  return {static_cast<std::uint64_t>(event.kind),
          event.thread.value,
          event.object,
          event.new_value,
          event.step.routine,
          event.step.row};
}

Key effect_key(const Event& event) {
  return {static_cast<std::uint64_t>(event.kind), event.thread.value, event.object,
          event.new_value};
}

Key step_key(const Event& event) {
  return {static_cast<std::uint64_t>(event.kind), event.step.routine, event.step.row};
}

// What lets events belong together that are not the same.
constexpr KeyOf kKeys[] = {effect_key, step_key};

std::vector<std::uint32_t> numbered(std::span<const Placed> events, KeyOf key, Numbers& numbers) {
  std::vector<std::uint32_t> symbols;
  symbols.reserve(events.size());
  for (const Placed& placed : events) {
    const auto next = static_cast<std::uint32_t>(numbers.size());
    symbols.push_back(numbers.emplace(key(*placed.event), next).first->second);
  }
  return symbols;
}

EditResult edit(std::span<const Placed> left, std::span<const Placed> right, KeyOf key) {
  Numbers numbers;
  const std::vector<std::uint32_t> first = numbered(left, key, numbers);
  return shortest_edit(first, numbered(right, key, numbers));
}

// The former holder of a CPU is no matter of the thread that gets it.
bool same_old_value(const Event& left, const Event& right) {
  return left.kind == EventKind::thread_switch || left.old_value == right.old_value;
}

using History = std::span<const Placed>;

// An event that is not the same as any in the same order, and how many that are stand before it.
struct Leftover {
  Placed placed;
  std::uint32_t rank;
  bool moved = false;
};

std::vector<Leftover> leftovers(History history, std::span<const Match> matches,
                                std::uint32_t Match::*side) {
  std::vector<Leftover> left_over;
  std::uint32_t rank = 0;
  for (std::uint32_t i = 0; i < history.size(); ++i) {
    if (rank < matches.size() && matches[rank].*side == i) {
      ++rank;
    } else {
      left_over.push_back({history[i], rank});
    }
  }
  return left_over;
}

std::uint32_t between(const Leftover& one, const Leftover& other) {
  return one.rank < other.rank ? other.rank - one.rank : one.rank - other.rank;
}

constexpr std::ptrdiff_t kMostCandidates = 64;  // so that time is linear

// The nearest that is the same and has no partner yet.
Leftover* nearest(const Leftover& event, std::span<Leftover* const> same) {
  const auto begin =
      std::ranges::lower_bound(same, event.rank - std::min(event.rank, kFarthest), {},
                               [](const Leftover* candidate) { return candidate->rank; });
  const auto end = begin + std::min(same.end() - begin, kMostCandidates);
  Leftover* best = nullptr;
  for (auto at = begin; at != end && (*at)->rank <= event.rank + kFarthest; ++at) {
    const bool fits = !(*at)->moved && same_old_value(*event.placed.event, *(*at)->placed.event);
    if (fits && (best == nullptr || between(event, **at) < between(event, *best))) best = *at;
  }
  return best;
}

std::vector<EventPair> pair_moved(std::vector<Leftover>& left, std::vector<Leftover>& right) {
  std::map<Key, std::vector<Leftover*>> by_key;
  for (Leftover& event : right) by_key[whole_key(*event.placed.event)].push_back(&event);
  std::vector<EventPair> moved;
  for (Leftover& event : left) {
    const auto same = by_key.find(whole_key(*event.placed.event));
    Leftover* partner = same == by_key.end() ? nullptr : nearest(event, same->second);
    if (partner == nullptr) continue;
    event.moved = partner->moved = true;
    moved.push_back({event.placed.position, partner->placed.position, false});
  }
  return moved;
}

// Those of a rank that have not moved; `from` is the first of them, and behind them then.
std::vector<Placed> gap_at(std::uint32_t rank, std::span<const Leftover> events,
                           std::size_t& from) {
  std::vector<Placed> gap;
  for (; from < events.size() && events[from].rank == rank; ++from) {
    if (!events[from].moved) gap.push_back(events[from].placed);
  }
  return gap;
}

// What belongs together and is not the same.
void pair_changed(History left, History right, std::span<const KeyOf> keys, ThreadPairs& result) {
  if (left.empty() || right.empty() || keys.empty()) return;
  const EditResult found = edit(left, right, keys.front());
  result.shortest = result.shortest && found.shortest;
  std::size_t from_left = 0;
  std::size_t from_right = 0;
  for (const Match& match : found.matches) {
    pair_changed(left.subspan(from_left, match.left - from_left),
                 right.subspan(from_right, match.right - from_right), keys.subspan(1), result);
    result.pairs.push_back({left[match.left].position, right[match.right].position, true});
    from_left = match.left + 1;
    from_right = match.right + 1;
  }
  pair_changed(left.subspan(from_left), right.subspan(from_right), keys.subspan(1), result);
}

}  // namespace

ThreadPairs align_thread(History left, History right) {
  const EditResult found = edit(left, right, whole_key);
  ThreadPairs result;
  result.shortest = found.shortest;
  std::vector<Leftover> of_left = leftovers(left, found.matches, &Match::left);
  std::vector<Leftover> of_right = leftovers(right, found.matches, &Match::right);
  result.moved = pair_moved(of_left, of_right);
  std::size_t from_left = 0;
  std::size_t from_right = 0;
  for (std::uint32_t rank = 0; rank <= found.matches.size(); ++rank) {
    pair_changed(gap_at(rank, of_left, from_left), gap_at(rank, of_right, from_right), kKeys,
                 result);
    if (rank == found.matches.size()) break;
    const Placed& first = left[found.matches[rank].left];
    const Placed& second = right[found.matches[rank].right];
    const bool same = same_old_value(*first.event, *second.event);
    result.pairs.push_back({first.position, second.position, !same});
  }
  return result;
}

}  // namespace umsim

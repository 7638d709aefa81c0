#include "traces/thread_alignment.h"

#include <array>
#include <cstddef>
#include <iterator>
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

// What makes two events the same; then, between those that are, what lets them belong together.
constexpr KeyOf kKeys[] = {whole_key, effect_key, step_key};

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

void pair_up(std::span<const Placed> left, std::span<const Placed> right,
             std::span<const KeyOf> keys, ThreadPairs& result) {
  if (left.empty() || right.empty() || keys.empty()) return;
  const EditResult found = edit(left, right, keys.front());
  const bool whole = keys.size() == std::size(kKeys);
  result.shortest = result.shortest && found.shortest;
  std::size_t from_left = 0;
  std::size_t from_right = 0;
  for (const Match& match : found.matches) {
    pair_up(left.subspan(from_left, match.left - from_left),
            right.subspan(from_right, match.right - from_right), keys.subspan(1), result);
    const Placed& first = left[match.left];
    const Placed& second = right[match.right];
    const bool same = whole && same_old_value(*first.event, *second.event);
    result.pairs.push_back({first.position, second.position, !same});
    from_left = match.left + 1;
    from_right = match.right + 1;
  }
  pair_up(left.subspan(from_left), right.subspan(from_right), keys.subspan(1), result);
}

}  // namespace

ThreadPairs align_thread(std::span<const Placed> left, std::span<const Placed> right) {
  ThreadPairs result;
  pair_up(left, right, kKeys, result);
  return result;
}

}  // namespace umsim

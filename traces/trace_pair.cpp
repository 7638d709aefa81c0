#include "traces/trace_pair.h"

#include <deque>
#include <optional>
#include <utility>

#include "traces/comparison.h"

namespace umsim {
namespace {

Trace behind(JsonlReader& reader, const std::deque<Event>& kept, std::optional<Event> next,
             std::uint32_t left_out) {
  Trace trace{nullptr, reader.header(), reader.before(), {kept.begin(), kept.end()}, left_out};
  for (; next; next = reader.next()) trace.events.push_back(*next);
  trace.system = reader.release_system();
  return trace;
}

}  // namespace

TracePair read_pair(JsonlReader& left, JsonlReader& right, bool times, std::size_t keep) {
  const Comparison comparison(left.header(), right.header(), times);
  std::vector<std::uint32_t> by_history(comparison.histories());
  std::uint32_t left_out = 0;
  std::deque<Event> of_left;
  std::deque<Event> of_right;
  std::optional<Event> first = left.next();
  std::optional<Event> second = right.next();
  while (first && second && comparison.same(*first, comparison.names().translated(*second))) {
    of_left.push_back(*first);
    of_right.push_back(*second);
    if (of_left.size() > keep) {
      ++by_history[comparison.history_of(of_left.front())];
      ++left_out;
      of_left.pop_front();
      of_right.pop_front();
    }
    first = left.next();
    second = right.next();
  }
  return {behind(left, of_left, first, left_out), behind(right, of_right, second, left_out),
          std::move(by_history)};
}

}  // namespace umsim

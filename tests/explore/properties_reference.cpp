#include "tests/explore/properties_reference.h"

#include <algorithm>
#include <deque>
#include <set>
#include <utility>
#include <vector>

#include "models/machine/image.h"
#include "models/machine/key.h"
#include "models/machine/transition.h"
#include "tests/models/events.h"

namespace umsim::explore::test {
namespace {

// What has happened so far, as far as this property asks.
struct Past {
  std::size_t matched = 0;  // of an order, or how often
  bool broken = false;
  friend auto operator<=>(const Past&, const Past&) = default;
};

std::size_t advanced(const std::vector<EventPattern>& patterns, std::size_t matched,
                     const Event& event) {
  return matched < patterns.size() && patterns[matched].matches(event) ? matched + 1 : matched;
}

Past after(const Expectation& property, Past past, const Event& event) {
  if (const auto* never = std::get_if<Never>(&property.what)) {
    past.broken = past.broken || never->pattern.matches(event);
  } else if (const auto* eventually = std::get_if<Eventually>(&property.what)) {
    past.matched = past.matched != 0 || eventually->pattern.matches(event) ? 1 : 0;
  } else if (const auto* order = std::get_if<Order>(&property.what)) {
    past.matched = advanced(order->patterns, past.matched, event);
  } else if (const auto* sometimes = std::get_if<Sometimes>(&property.what)) {
    past.matched = advanced(sometimes->patterns, past.matched, event);
    past.broken = past.matched == sometimes->patterns.size();
  } else if (const auto* count = std::get_if<Count>(&property.what)) {
    past.matched += count->pattern.matches(event) ? 1U : 0U;
    past.broken = past.matched > count->at_most;
    past.matched = std::min<std::size_t>(past.matched, 200);
  }
  return past;
}

bool holds_at_end(const Expectation& property, const Past& past) {
  if (std::holds_alternative<Eventually>(property.what)) {
    return past.matched != 0;
  }
  if (const auto* order = std::get_if<Order>(&property.what)) {
    return past.matched == order->patterns.size();
  }
  const auto* count = std::get_if<Count>(&property.what);
  return count == nullptr || past.matched >= count->at_least;
}

using Key = std::vector<std::byte>;

struct State {
  Key key;
  Past past;
  friend auto operator<=>(const State&, const State&) = default;
};

}  // namespace

PropertyVerdict judge_plainly(const System& system, const Expectation& property) {
  const Layout layout(system);
  const KeyFormat format(system, layout);
  Image image(system, layout);
  State first{Key(format.bytes()), {}};
  format.pack(image.machine(), first.key);
  std::set<State> known{first};
  std::deque<std::pair<State, std::size_t>> open{{first, 0}};
  for (; !open.empty(); open.pop_front()) {
    const auto& [state, steps] = open.front();
    format.unpack(state.key, image.machine());
    std::vector<Choice> choices;
    enabled_choices(image.machine(), choices);
    if (choices.empty() && all_ended(image.machine()) && !holds_at_end(property, state.past)) {
      return {steps, known.size()};
    }
    for (const Choice& choice : choices) {
      Image next = image;
      umsim::test::Events events;
      apply(next.machine(), choice, &events);
      State successor{Key(format.bytes()), state.past};
      for (const Event& event : events.all()) {
        successor.past = after(property, successor.past, event);
        if (successor.past.broken) {
          return {steps + 1, known.size()};
        }
      }
      format.pack(next.machine(), successor.key);
      if (known.insert(successor).second) {
        open.emplace_back(successor, steps + 1);
      }
    }
  }
  return {std::nullopt, known.size()};
}

}  // namespace umsim::explore::test

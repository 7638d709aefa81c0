#include "tests/explore/random_properties.h"

#include <cstdint>
#include <vector>

#include "models/invariants/invariants.h"
#include "models/machine/image.h"
#include "models/machine/internal_error.h"
#include "models/machine/transition.h"
#include "sim/scenario/names.h"
#include "tests/models/events.h"

namespace umsim::explore::test {
namespace {

// Of a random walk, up to where an invariant breaks or the model cannot go on.
std::vector<Event> events_of(const System& system, RandomNumbers& random) {
  const Layout layout(system);
  Image image(system, layout);
  umsim::test::Events events;
  std::vector<Choice> choices;
  for (unsigned i = 0; i < 400; ++i) {
    choices.clear();
    enabled_choices(image.machine(), choices);
    if (choices.empty() || broken_invariant(image.machine()) != nullptr) {
      break;
    }
    const auto which = random.below(static_cast<std::uint32_t>(choices.size()));
    try {
      apply(image.machine(), choices[which], &events);
    } catch (const InternalError&) {
      break;
    }
  }
  return events.all();
}

EventPattern pattern_of(const Event& event, RandomNumbers& random) {
  EventPattern pattern;
  pattern.kind = event.kind;
  if (random.below(2) == 0) {
    pattern.thread = event.thread;
  }
  if (loading::object_of(event.kind) != loading::EventObject::none && random.below(3) == 0) {
    pattern.object = event.object;
  }
  if (!loading::value_names(event.kind).empty() && random.below(3) == 0) {
    pattern.value = event.new_value;
  }
  if (random.below(3) == 0) {
    pattern.steps = {event.step};
  }
  if (random.below(8) == 0 && event.cpu.valid()) {
    pattern.cpu = event.cpu;
  }
  return pattern;
}

}  // namespace

Expectation random_property(const System& system, RandomNumbers& random) {
  const std::vector<Event> events = events_of(system, random);
  const auto any = [&] {
    return pattern_of(events.at(random.below(static_cast<std::uint32_t>(events.size()))), random);
  };
  switch (random.below(5)) {
    case 0: return {Never{any()}, "", {}};
    case 1: return {Eventually{any()}, "", {}};
    case 2: return {Order{{any(), any()}}, "", {}};
    case 3: {
      const std::uint64_t least = random.below(3);
      const std::uint64_t most = random.below(2) == 0 ? UINT64_MAX : least + random.below(3);
      return {Count{any(), least, most}, "", {}};
    }
    default: return {Sometimes{{any(), any()}}, "", {}};
  }
}

Expectation random_property_or_final(const System& system, RandomNumbers& random) {
  if (random.below(6) != 0) {
    return random_property(system, random);
  }
  const ThreadId thread(random.below(static_cast<std::uint32_t>(system.threads.size())));
  const bool ends = random.below(2) == 0;
  const auto states = static_cast<std::uint32_t>(FinalState::count_);
  return {Final{thread, ends ? FinalState::terminated : FinalState(random.below(states))}, "", {}};
}

}  // namespace umsim::explore::test

// Two traces read side by side: what they have in common is not kept, and nothing that is said of
// them depends on that.
#include "traces/trace_pair.h"

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/traces/samples.h"
#include "traces/alignment.h"
#include "traces/alignment_words.h"

namespace umsim {
namespace {

using namespace samples;

// Events of three threads, in turn; an event of an id has a cause a few before it.
std::vector<Event> long_trace(std::size_t count) {
  constexpr EventKind kKinds[] = {EventKind::park, EventKind::unpark, EventKind::preempt,
                                  EventKind::block};
  const ThreadId threads[] = {kW1, kP1, kT1};
  std::vector<Event> events;
  for (std::size_t i = 0; i < count; ++i) {
    Event event = event_of(kKinds[i % 4], threads[i % 3]);
    event.id = i + 1;
    event.time_cycles = 2 * event.id;
    event.cause = i < 5 ? 0 : event.id - 1 - i % 4;
    events.push_back(event);
  }
  return events;
}

struct Texts {
  std::string left;
  std::string right;
};

Texts texts_of(const std::vector<Event>& left, const std::vector<Event>& right) {
  const System system = small_system();
  return {jsonl_text(header_for(system), left), jsonl_text(header_for(system), right)};
}

TracePair pair_of(const Texts& texts, std::size_t keep) {
  std::istringstream first(texts.left);
  std::istringstream second(texts.right);
  JsonlReader left(first, "left");
  JsonlReader right(second, "right");
  return read_pair(left, right, true, keep);
}

void require_equal(const ThreadComparison& a, const ThreadComparison& b) {
  REQUIRE(a.name == b.name);
  REQUIRE(a.left_events == b.left_events);
  REQUIRE(a.right_events == b.right_events);
  REQUIRE(a.same == b.same);
  REQUIRE(a.changed == b.changed);
  REQUIRE(a.moved == b.moved);
  REQUIRE(a.before == b.before);
  REQUIRE(a.first_left == b.first_left);
  REQUIRE(a.first_right == b.first_right);
}

// Whatever is kept, the same is said.
void require_same_answers(const Texts& texts) {
  const TracePair whole = pair_of(texts, kKeepAll);
  REQUIRE(whole.left.left_out == 0);
  const Alignment expected(whole.left, whole.right);
  for (const std::size_t keep : {std::size_t{0}, std::size_t{1}, std::size_t{7}}) {
    INFO(keep);
    const TracePair part = pair_of(texts, keep);
    REQUIRE(part.left.size() == whole.left.size());
    REQUIRE(part.right.size() == whole.right.size());
    const Alignment found(part.left, part.right, true, part.left_out);
    REQUIRE(part.left.left_out + std::min<std::size_t>(keep, expected.same_from_beginning()) ==
            expected.same_from_beginning());
    REQUIRE(found.same_from_beginning() == expected.same_from_beginning());
    REQUIRE(found.differ() == expected.differ());
    REQUIRE(alignment_sentences(found) == alignment_sentences(expected));
    for (std::size_t how = 0; how < static_cast<std::size_t>(Alike::count_); ++how) {
      REQUIRE(found.count(static_cast<Alike>(how)) == expected.count(static_cast<Alike>(how)));
    }
    const auto rows = expected.rows().subspan(part.left.left_out);
    REQUIRE(std::ranges::equal(found.rows(), rows));
    REQUIRE(found.threads().size() == expected.threads().size());
    for (std::size_t i = 0; i < found.threads().size(); ++i) {
      require_equal(found.threads()[i], expected.threads()[i]);
    }
    for (std::uint32_t i = 0; i < part.left.size(); ++i) {
      REQUIRE(found.partner(i) == expected.partner(i));
    }
  }
}

TEST_CASE("Of two traces that are the same only the last events are kept", "[traces]") {
  const std::vector<Event> events = long_trace(500);
  const TracePair pair = pair_of(texts_of(events, events), 3);
  REQUIRE(pair.left.events.size() == 3);
  REQUIRE(pair.right.events.size() == 3);
  REQUIRE(pair.left.left_out == 497);
  REQUIRE(pair.left.at(499).id == 500);
  REQUIRE(pair.left_out[kW1.at()] + pair.left_out[kP1.at()] + pair.left_out[kT1.at()] == 497);
  require_same_answers(texts_of(events, events));
}

TEST_CASE("What is said of two traces does not depend on what is kept of their beginning",
          "[traces]") {
  const std::vector<Event> events = long_trace(200);
  for (const std::size_t place : {0U, 1U, 5U, 150U, 199U}) {
    INFO(place);
    const auto at = static_cast<std::ptrdiff_t>(place);
    std::vector<Event> without = events;
    without.erase(without.begin() + at);
    require_same_answers(texts_of(events, without));
    require_same_answers(texts_of(without, events));
    std::vector<Event> late = events;
    for (std::size_t i = place; i < late.size(); ++i) late[i].time_cycles += 8;
    require_same_answers(texts_of(events, late));
    std::vector<Event> other = events;
    other[place].kind = EventKind::unpark;
    other[place].cause = 0;
    require_same_answers(texts_of(events, other));
  }
  std::vector<Event> swapped = events;
  std::swap(swapped[100].kind, swapped[103].kind);
  std::swap(swapped[100].thread, swapped[103].thread);
  require_same_answers(texts_of(events, swapped));
  require_same_answers(texts_of(events, {}));
  require_same_answers(texts_of({}, {}));
}

TEST_CASE("A pair of traces is read to the end of both, and says what is wrong there", "[traces]") {
  const std::vector<Event> events = long_trace(20);
  Texts texts = texts_of(events, {});
  texts.left += "{\n";
  REQUIRE_THROWS_WITH(pair_of(texts, 2), "left:22: error: the line is no JSON object");
  std::swap(texts.left, texts.right);
  REQUIRE_THROWS_WITH(pair_of(texts, 2), "right:22: error: the line is no JSON object");
}

}  // namespace
}  // namespace umsim

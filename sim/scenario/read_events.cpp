// Events from outside, and expectations: JSON to raw.
#include <array>
#include <utility>

#include <fmt/format.h>

#include "sim/scenario/limits.h"
#include "sim/scenario/read_raw.h"
#include "sim/scenario/text.h"

namespace umsim::loading {

namespace {

constexpr std::array<std::string_view, 7> kExpectationKinds{
    "always", "never", "eventually", "order", "count", "final", "sometimes"};

RawPlace read_place(const json::Value& value, Problems& problems) {
  const ObjectReader object(value, kPlaceKeys, problems);
  RawPlace place;
  place.thread = object.text("thread");
  place.reaches = object.text("reaches");
  place.occurrence = object.whole("occurrence", {1, kMostOccurrences});
  return place;
}

RawPattern read_pattern(const json::Value& value, Problems& problems) {
  const ObjectReader object(value, kPatternKeys, problems);
  RawPattern pattern;
  pattern.where = value.where;
  pattern.event = object.text("event");
  pattern.thread = object.text("thread");
  pattern.object = object.text("object");
  pattern.value = object.text("value");
  pattern.step = object.text("step");
  pattern.cpu = object.whole("cpu", {0, kMostCpus - 1});
  if (object.good() && value.members.empty()) {
    problems.add(value.where, "an event pattern needs at least one key");
  }
  return pattern;
}

std::vector<Text> read_always(const ObjectReader& object) {
  const json::Value* value = object.get("always");
  if (value == nullptr || value->type == json::Type::array) return object.texts("always");
  const auto text = object.text("always");
  return text ? std::vector<Text>{*text} : std::vector<Text>{};
}

std::vector<RawPattern> read_order(const ObjectReader& object) {
  std::vector<RawPattern> patterns;
  for (const json::Value& entry : object.list("order")) {
    patterns.push_back(read_pattern(entry, object.problems()));
  }
  const json::Value* value = object.get("order");
  if (value != nullptr && value->type == json::Type::array && patterns.size() < 2) {
    object.problems().add(value->where, "\"order\" needs at least two event patterns");
  }
  return patterns;
}

// One event, or several one after the other.
std::vector<RawPattern> read_sometimes(const ObjectReader& object) {
  std::vector<RawPattern> patterns;
  const json::Value* value = object.get("sometimes");
  if (value == nullptr) return patterns;
  if (value->type != json::Type::array) return {read_pattern(*value, object.problems())};
  for (const json::Value& entry : value->elements) {
    patterns.push_back(read_pattern(entry, object.problems()));
  }
  if (patterns.empty()) {
    object.problems().add(value->where, "\"sometimes\" needs at least one event pattern");
  }
  return patterns;
}

std::optional<RawCount> read_count(const ObjectReader& object) {
  const json::Value* value = object.get("count");
  RawCount count;
  count.equals = object.whole("equals", {0, kMostWhole});
  count.at_least = object.whole("at_least", {0, kMostWhole});
  count.at_most = object.whole("at_most", {0, kMostWhole});
  if (value == nullptr) {
    for (const std::string_view key : {"equals", "at_least", "at_most"}) {
      const json::Value* limit = object.get(key);
      if (limit != nullptr) {
        object.problems().add(limit->where, fmt::format("\"{}\" belongs to a \"count\"", key));
      }
    }
    return std::nullopt;
  }
  count.pattern = read_pattern(*value, object.problems());
  if (object.get("equals") == nullptr && object.get("at_least") == nullptr &&
      object.get("at_most") == nullptr) {
    object.problems().add(value->where,
                          "a \"count\" needs \"equals\", \"at_least\" or \"at_most\" beside it");
  }
  return count;
}

std::vector<RawFinal> read_final(const ObjectReader& object) {
  std::vector<RawFinal> finals;
  const json::Value* value = object.get("final");
  if (value == nullptr) return finals;
  if (value->type != json::Type::object) {
    add_type_problem(*value, "\"final\"", "an object, as {\"W1\": \"terminated\"}",
                     object.problems());
    return finals;
  }
  if (value->members.empty()) {
    object.problems().add(value->where, "\"final\" needs at least one thread");
  }
  for (const json::Member& member : value->members) {
    auto state = read_text(member.value, "a final state", object.problems());
    if (state) finals.push_back({member.key, std::move(*state)});
  }
  return finals;
}

void check_one_kind(const ObjectReader& object) {
  std::string_view first;
  for (const std::string_view kind : kExpectationKinds) {
    const json::Value* value = object.get(kind);
    if (value == nullptr) continue;
    if (!first.empty()) {
      object.problems()
          .add(value->where, fmt::format("an expectation has either \"{}\" or \"{}\"", first, kind))
          .notes.emplace_back("write two expectations");
    }
    first = kind;
  }
  if (!first.empty()) return;
  object.problems()
      .add(object.where(), "this expectation expects nothing")
      .notes.emplace_back("it needs one of: always never eventually order count final sometimes");
}

void check_one_what(const ObjectReader& object) {
  const json::Value* apc = object.get("apc");
  const json::Value* happens = object.get("happens");
  if (apc == nullptr && happens == nullptr) {
    object.problems().add(object.where(), "an event needs \"apc\" or \"happens\"");
  } else if (apc != nullptr && happens != nullptr) {
    object.problems().add(happens->where, "an event has either \"apc\" or \"happens\", not both");
  }
}

}  // namespace

std::optional<RawEvent> read_event(const json::Value& value, Problems& problems) {
  const ObjectReader object(value, kEventKeys, problems);
  if (!object.good()) return std::nullopt;
  const auto name = object.name("name");
  RawEvent event;
  event.where = value.where;
  event.name = name.value_or(Text{});
  event.apc = object.text("apc");
  event.happens = object.text("happens");
  event.takes = object.quantity("takes", Zero::refused);
  check_one_what(object);
  event.to = object.text("to");
  event.after = object.text("after");
  event.address = object.text("address");
  const json::Value* at = object.get("at");
  const json::Value* when = object.get("when");
  event.any_time = at != nullptr && at->type == json::Type::string && at->text == "any";
  if (!event.any_time) event.at = object.quantity("at", Zero::allowed);
  if (when != nullptr) event.when = read_place(*when, problems);
  if (at == nullptr && when == nullptr) {
    problems.add(value.where, "an event needs \"at\" or \"when\"")
        .notes.emplace_back("\"at\": \"any\" is enough for check, which tries every moment");
  } else if (at != nullptr && when != nullptr) {
    problems.add(when->where, "an event has either \"at\" or \"when\", not both");
  }
  if (!name) return std::nullopt;
  return event;
}

std::optional<RawExpectation> read_expectation(const json::Value& value, Problems& problems) {
  const ObjectReader object(value, kExpectationKeys, problems);
  if (!object.good()) return std::nullopt;
  check_one_kind(object);
  RawExpectation expectation;
  expectation.where = value.where;
  expectation.always = read_always(object);
  if (const auto* never = object.get("never")) expectation.never = read_pattern(*never, problems);
  if (const auto* pattern = object.get("eventually")) {
    expectation.eventually = read_pattern(*pattern, problems);
  }
  expectation.order = read_order(object);
  expectation.count = read_count(object);
  expectation.final = read_final(object);
  expectation.sometimes = read_sometimes(object);
  expectation.why = object.text("why");
  return expectation;
}

}  // namespace umsim::loading

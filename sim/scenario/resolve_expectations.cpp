// Expectations: names to ids, and what cannot be true of any trace.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "sim/scenario/limits.h"
#include "sim/scenario/names.h"
#include "sim/scenario/resolve.h"
#include "sim/scenario/text.h"

namespace umsim::loading {

namespace {

// As a reader would say it: ums_switch (thread P1, object W1).
std::string text_of(const RawPattern& raw) {
  std::string details;
  const auto say = [&](std::string_view key, const std::string& value) {
    details += fmt::format("{}{} {}", details.empty() ? "" : ", ", key, printable(value));
  };
  if (raw.thread) say("thread", raw.thread->value);
  if (raw.object) say("object", raw.object->value);
  if (raw.value) say("value", raw.value->value);
  if (raw.step) say("step", raw.step->value);
  if (raw.cpu) say("cpu", std::to_string(raw.cpu->value));
  const std::string event = raw.event ? printable(raw.event->value) : "any event";
  return details.empty() ? event : fmt::format("{} ({})", event, details);
}

// Objects and values mean something only for a kind of event that has them.
bool has(Resolver& resolver, const Text& text, std::string_view key,
         const std::optional<EventKind>& kind, bool possible) {
  if (possible) return true;
  if (kind) {
    resolver.problems.add(text.where,
                          fmt::format("{} has no {} to ask for",
                                      event_kind_names()[static_cast<std::size_t>(*kind)], key));
  } else {
    resolver.problems.add(text.where, fmt::format("\"{}\" needs \"event\" beside it", key));
  }
  return false;
}

NameKind name_kind_of(EventObject kind) {
  switch (kind) {
    case EventObject::thread: return NameKind::thread;
    case EventObject::list: return NameKind::list;
    case EventObject::object: return NameKind::object;
    case EventObject::apc:
    case EventObject::queue:
    case EventObject::none: break;
  }
  return NameKind::event;
}

void resolve_object(Resolver& resolver, const Text& object, EventPattern& pattern) {
  const EventObject kind = pattern.kind ? object_of(*pattern.kind) : EventObject::none;
  // Queues have no names of their own in scenarios: a worker is in one at a time.
  const bool possible = kind != EventObject::none && kind != EventObject::queue;
  if (!has(resolver, object, "object", pattern.kind, possible)) return;
  const NameKind name_kind = name_kind_of(kind);
  const auto found = resolver.names.find(name_kind, object, resolver.problems);
  if (found) pattern.object = static_cast<std::uint16_t>(*found);
}

void resolve_value(Resolver& resolver, const Text& value, EventPattern& pattern) {
  const Names names = pattern.kind ? value_names(*pattern.kind) : Names{};
  if (!has(resolver, value, "value", pattern.kind, !names.empty())) return;
  const auto position = position_of(value.value, names);
  if (position) {
    pattern.value = *position;
  } else {
    resolver.problems.unknown(value, "value", words(names));
  }
}

void resolve_cpu(Resolver& resolver, const Whole& cpu, EventPattern& pattern) {
  const std::uint16_t cpus = resolver.system().cpus;
  pattern.cpu = CpuId(cpu.value);
  if (cpu.value < cpus) return;
  resolver.problems.add(cpu.where, fmt::format("there is no CPU {}", cpu.value))
      .notes.push_back(fmt::format("the machine has {}, counted from 0", cpus));
}

EventPattern resolve_pattern(Resolver& resolver, const RawPattern& raw) {
  EventPattern pattern;
  pattern.text = text_of(raw);
  pattern.position = raw.where.at;
  if (raw.event) {
    pattern.kind = enumerator_of<EventKind>(raw.event->value, event_kind_names());
    if (!pattern.kind) {
      resolver.problems.unknown(*raw.event, "event", words(event_kind_names()));
      return pattern;
    }
  }
  if (raw.thread) {
    const auto found = resolver.names.find(NameKind::thread, *raw.thread, resolver.problems);
    if (found) pattern.thread = ThreadId(*found);
  }
  if (raw.object) resolve_object(resolver, *raw.object, pattern);
  if (raw.value) resolve_value(resolver, *raw.value, pattern);
  if (raw.step) pattern.steps = resolve_step(resolver, *raw.step);
  if (raw.cpu) resolve_cpu(resolver, *raw.cpu, pattern);
  return pattern;
}

Count resolve_count(Resolver& resolver, const RawCount& raw) {
  Count count;
  count.pattern = resolve_pattern(resolver, raw.pattern);
  if (raw.equals && (raw.at_least || raw.at_most)) {
    resolver.problems.add(raw.equals->where,
                          "a \"count\" has either \"equals\" or \"at_least\" and \"at_most\"");
  }
  if (raw.at_least && raw.at_most && raw.at_least->value > raw.at_most->value) {
    resolver.problems.add(raw.at_most->where, "\"at_most\" is less than \"at_least\"");
  }
  if (raw.equals) count.at_least = count.at_most = raw.equals->value;
  if (raw.at_least) count.at_least = raw.at_least->value;
  if (raw.at_most) count.at_most = raw.at_most->value;
  return count;
}

std::optional<Final> resolve_final(Resolver& resolver, const RawFinal& raw) {
  const auto thread = resolver.names.find(NameKind::thread, raw.thread, resolver.problems);
  const auto state = enumerator_of<FinalState>(raw.state.value, final_state_names());
  if (!state) resolver.problems.unknown(raw.state, "final state", words(final_state_names()));
  if (!thread || !state) return std::nullopt;
  const bool of_workers = *state == FinalState::parked || *state == FinalState::hosted;
  if (of_workers && !resolver.system().is_worker(ThreadId(*thread))) {
    resolver.problems.add(raw.state.where, fmt::format("only a worker can be {}", raw.state.value));
  }
  return Final{ThreadId(*thread), *state};
}

Always resolve_always(Resolver& resolver, const Text& invariant) {
  const auto& known = resolver.options.invariants;
  if (std::find(known.begin(), known.end(), invariant.value) == known.end()) {
    resolver.problems.unknown(invariant, "invariant", known);
  }
  return {invariant.value};
}

void resolve_expectation(Resolver& resolver, const RawExpectation& raw,
                         std::vector<Expectation>& expectations) {
  const auto add = [&](auto what, const SourcePosition& position) {
    Expectation expectation{std::move(what), raw.why ? raw.why->value : "", position};
    expectations.push_back(std::move(expectation));
  };
  for (const Text& id : raw.always) add(resolve_always(resolver, id), id.where.at);
  if (raw.never) add(Never{resolve_pattern(resolver, *raw.never)}, raw.never->where.at);
  if (raw.eventually) {
    add(Eventually{resolve_pattern(resolver, *raw.eventually)}, raw.eventually->where.at);
  }
  if (!raw.order.empty()) {
    Order order;
    for (const RawPattern& pattern : raw.order) {
      order.patterns.push_back(resolve_pattern(resolver, pattern));
    }
    add(std::move(order), raw.where.at);
  }
  if (!raw.sometimes.empty()) {
    Sometimes sometimes;
    for (const RawPattern& pattern : raw.sometimes) {
      sometimes.patterns.push_back(resolve_pattern(resolver, pattern));
    }
    add(std::move(sometimes), raw.where.at);
  }
  if (raw.count) add(resolve_count(resolver, *raw.count), raw.count->pattern.where.at);
  for (const RawFinal& entry : raw.final) {
    const auto final = resolve_final(resolver, entry);
    if (final) add(*final, entry.thread.where.at);
  }
}

// What a property counts is part of every state of the search.
void check_counter(Resolver& resolver, const RawExpectation& raw) {
  const auto check_limit = [&](const std::optional<Whole>& limit) {
    if (!limit || limit->value <= kMostCounted) return;
    resolver.problems.add(limit->where,
                          fmt::format("a property counts to {} at most", kMostCounted));
  };
  if (raw.count) {
    check_limit(raw.count->equals);
    check_limit(raw.count->at_least);
    check_limit(raw.count->at_most);
  }
  if (std::max(raw.order.size(), raw.sometimes.size()) > kMostCounted) {
    resolver.problems.add(raw.where,
                          fmt::format("a property has at most {} event patterns", kMostCounted));
  }
}

}  // namespace

std::vector<Expectation> resolve_expectations(Resolver& resolver,
                                              const std::vector<RawExpectation>& raw) {
  std::vector<Expectation> expectations;
  for (const RawExpectation& entry : raw) {
    resolve_expectation(resolver, entry, expectations);
    if (entry.sometimes.empty()) continue;
    resolver.problems
        .add(entry.where, "\"sometimes\" is about all interleavings, and a run is one of them")
        .notes.emplace_back(
            "write \"eventually\" here, or \"sometimes\" in the \"properties\" of \"check\"");
  }
  return expectations;
}

std::vector<Expectation> resolve_properties(Resolver& resolver,
                                            const std::vector<RawExpectation>& raw) {
  std::vector<Expectation> properties;
  for (const RawExpectation& entry : raw) {
    resolve_expectation(resolver, entry, properties);
    check_counter(resolver, entry);
  }
  if (raw.size() > kMostProperties) {
    resolver.problems.add(
        raw[kMostProperties].where,
        fmt::format("at most {} properties; this is one too many", kMostProperties));
  }
  return properties;
}

}  // namespace umsim::loading

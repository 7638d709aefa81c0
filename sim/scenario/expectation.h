// Expectations: what a scenario says must hold of its run, resolved to typed ids, and their
// evaluation over a trace.
//
// Every name has become an id, every step label the rows that carry it. An expectation keeps its
// place in the file, so that a failure can point at it. Invariants ("always") are not judged here:
// they bind the state, and the engine that has the state asserts them after every step.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/scenario/diagnostics.h"
#include "traces/vocabulary/event.h"

namespace umsim {

struct Scenario;
struct System;

// Matches an event that has all the values given; what is not given does not matter.
struct EventPattern {
  std::optional<EventKind> kind;
  std::optional<ThreadId> thread;
  std::optional<CpuId> cpu;
  std::optional<std::uint16_t> object;  // a thread, list or APC, as the kind says
  std::optional<std::uint64_t> value;   // the event's new value
  std::vector<StepRef> steps;           // rows that carry the label; empty: any step
  std::string text;                     // as a reader would say it, for messages
  SourcePosition position;

  [[nodiscard]] bool matches(const Event& event) const;
};

// Where a thread is when the run ends.
enum class FinalState : std::uint8_t {
  ready,    // could run, but has no CPU
  running,  // its kernel portion, or the user portion that it brings along, has a CPU
  blocked,  // waits in the kernel: a timer, a page, a list's event, its kernel queue
  parked,   // a worker whose kernel portion is parked and whose user portion is on no primary
  hosted,   // a worker whose user portion is on a primary
  terminated,
  count_
};

struct Always {
  std::string invariant;  // "INV-1"
};
struct Never {
  EventPattern pattern;
};
struct Eventually {
  EventPattern pattern;
};
// Events that match occur one after the other; others may come between.
struct Order {
  std::vector<EventPattern> patterns;
};
// So many events match, both limits included.
struct Count {
  EventPattern pattern;
  std::uint64_t at_least = 0;
  std::uint64_t at_most = UINT64_MAX;
};
struct Final {
  ThreadId thread;
  FinalState state = FinalState::terminated;
};

// In some interleaving events that match occur one after the other: without that, a search has
// shown nothing. Only a search can judge it.
struct Sometimes {
  std::vector<EventPattern> patterns;
};

struct Expectation {
  std::variant<Always, Never, Eventually, Order, Count, Final, Sometimes> what;
  std::string why;  // the author's reason, may be empty
  SourcePosition position;
};

// What is expected, as a reader would say it: "never preempt (thread W1)".
[[nodiscard]] std::string text_of(const System& system, const Expectation& expectation);
// How it fails, to be said behind that: "it happens".
[[nodiscard]] std::string_view failure_of(const Expectation& expectation);

// check_expectations judges everything but Always and Sometimes: one diagnostic of severity failure
// for each that does not hold, in the file's order. `final_states` must have one entry a thread, by
// ThreadId.
std::vector<Diagnostic> check_expectations(const Scenario& scenario, std::span<const Event> events,
                                           std::span<const FinalState> final_states);

}  // namespace umsim

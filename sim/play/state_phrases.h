// State phrases: what state texts are made of (state_text.h) besides names, a row of phrases for
// each kind of thing. What a condition can ask for (Thing::words()) is read off the same rows.
//
//   say<ThreadPhrase::claimed>("P1")    claimed by P1
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "models/machine/state.h"

namespace umsim::play {

enum class ThreadPhrase : std::uint8_t {
  // What its kernel portion does, and for whom.
  ready,
  in_user_mode_on,
  in_kernel_on,
  waits,
  parked,
  ended,
  serves,
  // Where the user portion of a worker is.
  on_own_thread,
  run_by,
  claimed,
  on_list,
  in_ready_queue,
  set_aside,
  saved,
  // A worker as a whole, and what else is so.
  no_context,
  no_thread_yet,
  portions,
  context_on_list,
  suspended,
  terminated,
  active_through,
  // A primary.
  in_user_mode,
  runs,
  wake_up_pending
};

constexpr std::string_view text_of(ThreadPhrase phrase) {
  switch (phrase) {
    case ThreadPhrase::ready: return "ready, has no CPU";
    case ThreadPhrase::in_user_mode_on: return "on {}";
    case ThreadPhrase::in_kernel_on: return "in the kernel on {}";
    case ThreadPhrase::waits: return "waits ({})";
    case ThreadPhrase::parked: return "parked";
    case ThreadPhrase::ended: return "ended";
    case ThreadPhrase::serves: return " for APC {}";
    case ThreadPhrase::on_own_thread: return "on {}, on its own kernel thread";
    case ThreadPhrase::run_by: return "on {}, run by {}";
    case ThreadPhrase::claimed: return "claimed by {}";
    case ThreadPhrase::on_list: return "on its completion list";
    case ThreadPhrase::in_ready_queue: return "in the ready queue";
    case ThreadPhrase::set_aside: return "set aside as suspended";
    case ThreadPhrase::saved: return "saved";
    case ThreadPhrase::no_context: return "has no context";
    case ThreadPhrase::no_thread_yet: return "has a context and no thread yet";
    case ThreadPhrase::portions: return "user portion {}; kernel portion {}";
    case ThreadPhrase::context_on_list: return "; its context is on its completion list";
    case ThreadPhrase::suspended: return "; suspended";
    case ThreadPhrase::terminated: return "; terminated";
    case ThreadPhrase::active_through: return "; active through the kernel queue of {}";
    case ThreadPhrase::in_user_mode: return " in user mode";
    case ThreadPhrase::runs: return ", runs {}";
    case ThreadPhrase::wake_up_pending: return "; a wake-up is pending";
  }
  return {};
}

// Of whatever holds workers in a row.
enum class RowPhrase : std::uint8_t { empty };

constexpr std::string_view text_of(RowPhrase phrase) {
  return phrase == RowPhrase::empty ? "empty" : "";
}

enum class SchedulerPhrase : std::uint8_t { ready_queue };

constexpr std::string_view text_of(SchedulerPhrase phrase) {
  return phrase == SchedulerPhrase::ready_queue ? "ready queue {}" : "";
}

enum class ListPhrase : std::uint8_t { absent, event_set, event_clear, shutting_down };

constexpr std::string_view text_of(ListPhrase phrase) {
  switch (phrase) {
    case ListPhrase::absent: return "absent";
    case ListPhrase::event_set: return "; event set";
    case ListPhrase::event_clear: return "; event clear";
    case ListPhrase::shutting_down: return "; shutting down";
  }
  return {};
}

// Of an APC there is one for each of its states.
using ApcPhrase = ApcState;

constexpr std::string_view text_of(ApcPhrase phrase) {
  switch (phrase) {
    case ApcPhrase::expected: return "has not come";
    case ApcPhrase::pending: return "pending";
    case ApcPhrase::active: return "being served";
    case ApcPhrase::done: return "done";
  }
  return {};
}

enum class ObjectPhrase : std::uint8_t { device, set, clear, runs, waiting };

constexpr std::string_view text_of(ObjectPhrase phrase) {
  switch (phrase) {
    case ObjectPhrase::device: return "device";
    case ObjectPhrase::set: return "set";
    case ObjectPhrase::clear: return "clear";
    case ObjectPhrase::runs: return ", runs";
    case ObjectPhrase::waiting: return "; waiting {}";
  }
  return {};
}

// The phrase with what stands at its "{}"; the compiler counts these.
template <auto phrase, class... Names>
[[nodiscard]] std::string say(Names&&... names) {
  return fmt::format(text_of(phrase), std::forward<Names>(names)...);
}

// All phrases of a row, which ends where no more has a text.
template <class Phrase>
[[nodiscard]] std::vector<std::string_view> all_phrases() {
  std::vector<std::string_view> phrases;
  for (std::uint8_t i = 0; !text_of(Phrase{i}).empty(); ++i) {
    phrases.push_back(text_of(Phrase{i}));
  }
  return phrases;
}

}  // namespace umsim::play

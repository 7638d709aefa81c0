// The table of event kinds: for each its name, what its fields mean, and how columns show it.
//
// The vocabulary (traces/vocabulary/event.h) says in prose what `object`, `old_value` and
// `new_value` are; this says the same to programs. Writer, reader, columns and the schema's test
// all go by it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "traces/vocabulary/event.h"

namespace umsim {

// What Event::object is an index of.
// queue: a scheduler's ready queue, and behind all of these a queue of a procedure.
enum class ObjectMeaning : std::uint8_t { nothing, thread, list, apc, object, queue };

// What Event::old_value or Event::new_value is.
enum class ValueMeaning : std::uint8_t {
  nothing,
  thread,          // index or Index::kNone
  lock,            // packed UmsLock
  service,         // Service
  wait_reason,     // WaitReason
  upcall_reason,   // UpcallReason
  switch_outcome,  // SwitchOutcome
  answer,          // Answer
  register_set,    // 1 full, 0 reduced
  lock_held,       // 1 or 0
  address,         // of user memory
  api_call,        // ApiCall
  status,          // Status
  context_part,    // ContextPart
  thread_state,    // ThreadState
  list_event,      // ListEvent
  context_place,   // ContextPlace
  flag,            // 1 or 0
  number
};

// How much room columns give it.
enum class Weight : std::uint8_t {
  major,   // a line of its own, unless it shares its step with another
  detail,  // shown only when no major event follows at once
  lock,    // a lock word: joins the line of what follows
  quiet    // not shown: it only says in full what others say in short
};

struct KindInfo {
  std::string_view name;  // snake_case, as in EventKind
  ObjectMeaning object = ObjectMeaning::nothing;
  ValueMeaning old_value = ValueMeaning::nothing;
  ValueMeaning new_value = ValueMeaning::nothing;
  Weight weight = Weight::major;
  // What happened, in a few words; {thread}, {object}, {old}, {new} and {what} (of the step) are
  // filled in.
  std::string_view phrase;
  // What happened instead where the old value, or without one `thread`, is none.
  std::string_view phrase_of_none = {};
};

[[nodiscard]] const KindInfo& kind_info(EventKind kind);

// All kinds in the order of EventKind.
[[nodiscard]] std::span<const KindInfo> all_kinds();

[[nodiscard]] std::string_view event_kind_name(EventKind kind);
[[nodiscard]] std::optional<EventKind> parse_event_kind(std::string_view name);

}  // namespace umsim

// Names: how scenario files spell the enumerators of the model, and the limits that files must
// keep.
//
// Each table has an entry for each enumerator, in order; the JSON Schema is held against these
// tables by a test.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/machine/state.h"
#include "models/machine/step.h"
#include "models/machine/system.h"
#include "sim/scenario/expectation.h"
#include "sim/scenario/scenario.h"
#include "traces/vocabulary/event.h"

namespace umsim::loading {

using Names = std::span<const std::string_view>;

[[nodiscard]] Names thread_kind_names();
[[nodiscard]] Names opcode_names();
[[nodiscard]] Names object_kind_names();
[[nodiscard]] Names api_call_names();      // steps of programs, as opcodes are
[[nodiscard]] Names status_names();        // "ERROR_SUCCESS"
[[nodiscard]] Names context_part_names();  // "stack_pointer"
[[nodiscard]] Names info_class_names();    // "UmsThreadTeb"
[[nodiscard]] Names policy_names();
// In the order of ProcedureRow from `dequeue` on, then if, while and repeat.
[[nodiscard]] Names procedure_step_names();
[[nodiscard]] Names apc_kind_names();
[[nodiscard]] Names async_kind_names();  // the first, "apc", is not for an event's "happens"
[[nodiscard]] Names knock_out_names();
[[nodiscard]] Names final_state_names();
[[nodiscard]] Names event_kind_names();
[[nodiscard]] Names cost_class_names();
[[nodiscard]] Names architecture_names();
[[nodiscard]] Names start_names();             // "created", "parked", "on_demand"
[[nodiscard]] Names verdict_names();           // "holds", "violated"
[[nodiscard]] Names fairness_names();          // "none", "weak", "strong"
[[nodiscard]] Names protocol_profile_names();  // "patent"

// The names of an event's new value, by value; empty when a pattern cannot ask for it.
[[nodiscard]] Names value_names(EventKind kind);

// What the `object` of an event is.
enum class EventObject : std::uint8_t { none, thread, list, apc, object, queue };
[[nodiscard]] EventObject object_of(EventKind kind);

[[nodiscard]] std::optional<std::size_t> position_of(std::string_view name, Names names);
[[nodiscard]] std::vector<std::string> words(Names names);

template <class Enum>
[[nodiscard]] std::optional<Enum> enumerator_of(std::string_view name, Names names) {
  const auto position = position_of(name, names);
  if (!position) return std::nullopt;
  return static_cast<Enum>(*position);
}

}  // namespace umsim::loading

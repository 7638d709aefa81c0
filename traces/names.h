// Names: what traces call the values of the model, and back.
//
// Enumerators are written as in the code, in snake_case, safeguards as in scenario files; threads,
// lists, APCs and schedulers by the names that the scenario gave them, CPUs as CPU0, CPU1, ... A
// parser gives nothing for a name that it does not know.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "models/machine/state.h"
#include "models/machine/system.h"
#include "traces/vocabulary/event.h"

namespace umsim {

[[nodiscard]] std::string_view name_of(Service service);
[[nodiscard]] std::string_view name_of(WaitReason reason);
[[nodiscard]] std::string_view name_of(UpcallReason reason);
[[nodiscard]] std::string_view name_of(SwitchOutcome outcome);
[[nodiscard]] std::string_view name_of(Answer answer);
[[nodiscard]] std::string_view name_of(ApiCall call);   // "ExecuteUmsThread"
[[nodiscard]] std::string_view name_of(Status status);  // "ERROR_SUCCESS"
[[nodiscard]] std::string_view name_of(ContextPart part);
[[nodiscard]] std::string_view name_of(ThreadState state);
[[nodiscard]] std::string_view name_of(ListEvent event);
[[nodiscard]] std::string_view name_of(ContextPlace place);
[[nodiscard]] std::string_view name_of(ThreadKind kind);
[[nodiscard]] std::string_view name_of(ApcKind kind);
[[nodiscard]] std::string_view name_of(KnockOut safeguard);
[[nodiscard]] std::string_view name_of(ObjectKind kind);
[[nodiscard]] std::string_view name_of(ProtocolProfile profile);

// parse_name<Service>("sleep") and so on, for the enumerations above.
template <class Enumeration>
[[nodiscard]] std::optional<Enumeration> parse_name(std::string_view name);

// The names must exist: an index out of range or none throws InternalError.
[[nodiscard]] const std::string& thread_name(const System& system, ThreadId thread);
[[nodiscard]] const std::string& list_name(const System& system, ListId list);
// What an event is, in one word: "get_context", "hard_fault".
[[nodiscard]] std::string_view word_for(const ApcSpec& event);
// False when no event is called so; else `event` is that.
[[nodiscard]] bool read_word(std::string_view word, ApcSpec& event);

[[nodiscard]] const std::string& apc_name(const System& system, ApcId apc);
[[nodiscard]] const std::string& object_name(const System& system, ObjectId object);
// How many queues there are, and what each is called: a scheduler's ready queue "S.ready", and
// behind these the queues of procedures, by their own names.
[[nodiscard]] std::size_t queue_count(const System& system);
[[nodiscard]] std::string queue_name(const System& system, std::size_t queue);
[[nodiscard]] const std::string& scheduler_name(const System& system, SchedulerId scheduler);
[[nodiscard]] const std::string& process_name(const System& system, ProcessId process);
[[nodiscard]] std::string cpu_name(CpuId cpu);

// step_label gives the label of the step that reported the event, or nothing for an event that no
// CPU's step caused (an arrival, a timer).
[[nodiscard]] std::string_view step_label(const Event& event);

// An address as "0xB00000100", and back.
[[nodiscard]] std::string address_text(std::uint64_t address);
[[nodiscard]] std::optional<std::uint64_t> parse_address(std::string_view text);

// UmsLock::packed() and back.
[[nodiscard]] UmsLock unpack_lock(std::uint64_t packed);

}  // namespace umsim

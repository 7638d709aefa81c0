#include "sim/scenario/names.h"

#include <algorithm>

#include "models/machine/names.h"
#include "sim/scenario/safeguards.h"

namespace umsim::loading {

namespace {

template <class Enum>
constexpr std::size_t kCount = static_cast<std::size_t>(Enum::count_);

constexpr std::array<std::string_view, static_cast<std::size_t>(Opcode::api)> kOpcodes{
    "compute",
    "system_call",
    "sleep",
    "soft_fault",
    "hard_fault",
    "yield",
    "repeat",
    "exit",
    "wait",
    "set_event",
    "reset_event",
    "set_timer",
    "io",
    "set_debug_registers",
    "clear_debug_registers",
    "load_debug_registers",
    "load_teb",
    "touch_context",
    "write_context"};
constexpr std::array<std::string_view, 7> kInfoClasses{
    "UmsThreadInvalidInfoClass", "UmsThreadUserContext", "UmsThreadPriority",
    "UmsThreadAffinity",         "UmsThreadTeb",         "UmsThreadIsSuspended",
    "UmsThreadIsTerminated"};
constexpr std::array<std::string_view, 7> kPolicies{
    "fifo", "priority", "round_robin", "work_stealing", "poller", "run_before_walked", "requeue"};
constexpr std::array<std::string_view, 15> kProcedureSteps{"DequeueUmsCompletionListItems",
                                                           "GetNextUmsListItem",
                                                           "ExecuteUmsThread",
                                                           "push_head",
                                                           "push_tail",
                                                           "pop_head",
                                                           "pop_tail",
                                                           "take_hint",
                                                           "retire",
                                                           "wake",
                                                           "EnterUmsSchedulingMode",
                                                           "return",
                                                           "if",
                                                           "while",
                                                           "repeat"};
constexpr std::array<std::string_view, kCount<KnockOut>> safeguard_names() {
  std::array<std::string_view, kCount<KnockOut>> names{};
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = kSafeguards[i].name;
  return names;
}
constexpr auto kKnockOuts = safeguard_names();
constexpr std::array<std::string_view, kCount<FinalState>> kFinalStates{
    "ready", "running", "blocked", "parked", "hosted", "terminated"};
constexpr std::array<std::string_view, kCount<EventKind>> kEventKinds{"thread_switch",
                                                                      "cpu_idle",
                                                                      "kernel_entry",
                                                                      "kernel_exit",
                                                                      "ums_switch",
                                                                      "switch_failed",
                                                                      "ums_yield",
                                                                      "directed_switch",
                                                                      "lock_transition",
                                                                      "teb_load",
                                                                      "context_saved",
                                                                      "list_push",
                                                                      "list_signal",
                                                                      "list_dequeue",
                                                                      "upcall",
                                                                      "block",
                                                                      "unblock",
                                                                      "queue_release",
                                                                      "park",
                                                                      "unpark",
                                                                      "apc_queued",
                                                                      "apc_deferred",
                                                                      "apc_begin",
                                                                      "apc_end",
                                                                      "context_read",
                                                                      "context_changed",
                                                                      "interrupt",
                                                                      "preempt",
                                                                      "thread_end",
                                                                      "step",
                                                                      "object_wait",
                                                                      "object_set",
                                                                      "object_reset",
                                                                      "timer_start",
                                                                      "io_request",
                                                                      "segment_load",
                                                                      "page_mapped",
                                                                      "page_unmapped",
                                                                      "page_freed",
                                                                      "tlb_shootdown",
                                                                      "tlb_flush",
                                                                      "disassociate_sent",
                                                                      "disassociate_answered",
                                                                      "suspended",
                                                                      "resumed",
                                                                      "api_return",
                                                                      "debug_registers_set",
                                                                      "debug_registers_loaded",
                                                                      "debug_registers_refused",
                                                                      "adoption",
                                                                      "invalid_thread",
                                                                      "context_touched",
                                                                      "context_written",
                                                                      "context_sanitised",
                                                                      "invalid_context",
                                                                      "process_deletion",
                                                                      "process_deleted",
                                                                      "thread_ready",
                                                                      "wait_given_up",
                                                                      "queue_push",
                                                                      "queue_take",
                                                                      "set_aside",
                                                                      "list_event",
                                                                      "list_freed",
                                                                      "apc_taken",
                                                                      "scenario_event",
                                                                      "context_terminated",
                                                                      "context_moved"};
constexpr std::array<std::string_view, kCount<CostClass>> kCostClassNames{
    "user_instruction", "user_step",   "register_group", "segment_load",  "interlocked",
    "kernel_entry",     "kernel_exit", "kernel_step",    "context_switch"};
constexpr std::array<std::string_view, 3> kArchitectures{"x64", "ia32", "ia64"};
constexpr std::array<std::string_view, 3> kStarts{"created", "parked", "on_demand"};
constexpr std::array<std::string_view, 2> kVerdicts{"holds", "violated"};
constexpr std::array<std::string_view, 3> kFairness{"none", "weak", "strong"};

constexpr std::array<std::string_view, 2> kRegisterSets{"reduced", "full"};

// A table that is too short would end in empty names.
constexpr bool complete(Names names) { return !names.back().empty(); }
static_assert(complete(kKnockOuts) && complete(kFinalStates) && complete(kEventKinds));
static_assert(complete(kCostClassNames));
static_assert(complete(kOpcodes));
static_assert(kArchitectures.size() == static_cast<std::size_t>(Architecture::ia64) + 1);
static_assert(kInfoClasses.size() == static_cast<std::size_t>(InfoClass::is_terminated) + 1);
static_assert(kPolicies.size() == static_cast<std::size_t>(SchedulerPolicy::requeue) + 1);

}  // namespace

Names thread_kind_names() { return names_of(ThreadKind{}); }
Names opcode_names() { return kOpcodes; }
Names object_kind_names() { return names_of(ObjectKind{}); }
Names api_call_names() { return names_of(ApiCall{}); }
Names status_names() { return names_of(Status{}); }
Names context_part_names() { return names_of(ContextPart{}); }
Names info_class_names() { return kInfoClasses; }
Names policy_names() { return kPolicies; }
Names procedure_step_names() { return kProcedureSteps; }
Names apc_kind_names() { return names_of(ApcKind{}); }
Names async_kind_names() { return names_of(AsyncKind{}); }
Names knock_out_names() { return kKnockOuts; }
Names final_state_names() { return kFinalStates; }
Names event_kind_names() { return kEventKinds; }
Names cost_class_names() { return kCostClassNames; }
Names architecture_names() { return kArchitectures; }
Names start_names() { return kStarts; }
Names verdict_names() { return kVerdicts; }
Names fairness_names() { return kFairness; }
Names protocol_profile_names() { return names_of(ProtocolProfile{}); }

Names value_names(EventKind kind) {
  switch (kind) {
    case EventKind::kernel_entry: return names_of(Service{});
    case EventKind::switch_failed: return names_of(SwitchOutcome{});
    case EventKind::upcall: return names_of(UpcallReason{});
    case EventKind::block: return names_of(WaitReason{});
    case EventKind::context_saved: return kRegisterSets;
    case EventKind::context_written:
    case EventKind::context_sanitised: return names_of(ContextPart{});
    case EventKind::disassociate_answered: return names_of(Answer{});
    case EventKind::cpu_idle: return names_of(ThreadState{});
    case EventKind::context_moved: return names_of(ContextPlace{});
    case EventKind::api_return: return names_of(Status{});
    default: return {};
  }
}

EventObject object_of(EventKind kind) {
  switch (kind) {
    case EventKind::ums_switch:
    case EventKind::switch_failed:
    case EventKind::ums_yield:
    case EventKind::directed_switch:
    case EventKind::lock_transition:
    case EventKind::upcall:
    case EventKind::queue_release:
    case EventKind::disassociate_sent:
    case EventKind::disassociate_answered:
    case EventKind::api_return:
    case EventKind::adoption:
    case EventKind::context_touched:
    case EventKind::kernel_entry:
    case EventKind::kernel_exit:
    case EventKind::context_moved:
    case EventKind::context_written: return EventObject::thread;
    case EventKind::list_push:
    case EventKind::list_signal:
    case EventKind::list_event:
    case EventKind::list_freed:
    case EventKind::list_dequeue: return EventObject::list;
    case EventKind::unpark:  // the APC that woke it, or none
    case EventKind::process_deletion:
    case EventKind::apc_queued:
    case EventKind::apc_deferred:
    case EventKind::apc_begin:
    case EventKind::apc_end:
    case EventKind::context_read:
    case EventKind::context_changed:
    case EventKind::suspended:
    case EventKind::apc_taken:
    case EventKind::scenario_event:
    case EventKind::resumed: return EventObject::apc;
    case EventKind::queue_push:
    case EventKind::queue_take:
    case EventKind::set_aside: return EventObject::queue;
    case EventKind::object_wait:
    case EventKind::object_set:
    case EventKind::object_reset:
    case EventKind::timer_start:
    case EventKind::io_request: return EventObject::object;
    default: return EventObject::none;
  }
}

std::optional<std::size_t> position_of(std::string_view name, Names names) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - names.begin());
}

std::vector<std::string> words(Names names) { return {names.begin(), names.end()}; }

}  // namespace umsim::loading

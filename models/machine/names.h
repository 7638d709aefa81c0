// Names: how files spell the model's enumerators, scenarios, traces and schedules alike.
//
// Enumerators are written as in the code, in snake_case; safeguards with hyphens, calls and
// statuses of the user-mode API as in its documentation. Each table has an entry for each
// enumerator.
#pragma once

#include <cstddef>
#include <iterator>
#include <span>
#include <string_view>

#include "models/machine/state.h"
#include "models/machine/system.h"
#include "traces/vocabulary/event.h"

namespace umsim {

// In the order of the enumerators.
inline constexpr std::string_view kServiceNames[] = {"none",
                                                     "system_call",
                                                     "sleep",
                                                     "soft_fault",
                                                     "hard_fault",
                                                     "exit",
                                                     "wait_list",
                                                     "shut_down",
                                                     "wait",
                                                     "set_event",
                                                     "reset_event",
                                                     "set_timer",
                                                     "io",
                                                     "wake_primary",
                                                     "create_thread",
                                                     "set_debug_registers",
                                                     "privileged_instruction",
                                                     "run_with_debug_registers",
                                                     "restore_debug_registers",
                                                     "yield",
                                                     "enter_scheduling",
                                                     "leave_scheduling",
                                                     "invalid_context",
                                                     "convert_to_standard"};
static_assert(std::size(kServiceNames) == static_cast<std::size_t>(Service::count_));
inline constexpr std::string_view kWaitReasonNames[] = {
    "none", "timer",          "page",      "list",  "kernel_queue", "event",     "waitable_timer",
    "io",   "disassociation", "indicator", "defer", "pull",         "suspension"};
static_assert(std::size(kWaitReasonNames) == static_cast<std::size_t>(WaitReason::count_));
inline constexpr std::string_view kObjectKindNames[] = {
    "notification_event", "synchronization_event", "notification_timer", "synchronization_timer",
    "device"};
static_assert(std::size(kObjectKindNames) == static_cast<std::size_t>(ObjectKind::device) + 1);
inline constexpr std::string_view kUpcallReasonNames[] = {"startup", "blocked", "yield"};
static_assert(std::size(kUpcallReasonNames) == static_cast<std::size_t>(UpcallReason::yield) + 1);
inline constexpr std::string_view kSwitchOutcomeNames[] = {"none", "locked", "owned", "suspended",
                                                           "terminated"};
static_assert(std::size(kSwitchOutcomeNames) ==
              static_cast<std::size_t>(SwitchOutcome::terminated) + 1);
inline constexpr std::string_view kAnswerNames[] = {"none", "torn_off", "not_running", "deferred",
                                                    "indicated"};
static_assert(std::size(kAnswerNames) == static_cast<std::size_t>(Answer::indicated) + 1);
inline constexpr std::string_view kApiCallNames[] = {
    "CreateUmsThreadContext",  "DeleteUmsThreadContext",
    "CreateRemoteThreadEx",    "ExecuteUmsThread",
    "UmsThreadYield",          "CreateUmsCompletionList",
    "DeleteUmsCompletionList", "GetUmsCompletionListEvent",
    "GetCurrentUmsThread",     "QueryUmsThreadInformation",
    "SetUmsThreadInformation", "GetUmsSystemThreadInformation",
    "EnterUmsSchedulingMode",  "ConvertUmsThreadToStandard"};
static_assert(std::size(kApiCallNames) == static_cast<std::size_t>(ApiCall::count_));
inline constexpr std::string_view kStatusNames[] = {"ERROR_SUCCESS",
                                                    "ERROR_INVALID_HANDLE",
                                                    "ERROR_NOT_ENOUGH_MEMORY",
                                                    "ERROR_NOT_SUPPORTED",
                                                    "ERROR_INVALID_PARAMETER",
                                                    "ERROR_BUSY",
                                                    "ERROR_INFO_LENGTH_MISMATCH",
                                                    "ERROR_INVALID_INFO_CLASS",
                                                    "ERROR_RETRY",
                                                    "ERROR_THREAD_WAS_SUSPENDED",
                                                    "ERROR_INVALID_STATE",
                                                    "ERROR_TIMEOUT"};
static_assert(std::size(kStatusNames) == static_cast<std::size_t>(Status::count_));
inline constexpr std::string_view kContextPartNames[] = {"instruction_pointer", "stack_pointer",
                                                         "debug_registers"};
static_assert(std::size(kContextPartNames) == static_cast<std::size_t>(ContextPart::count_));
inline constexpr std::string_view kThreadStateNames[] = {"ready", "running", "waiting", "parked",
                                                         "ended"};
static_assert(std::size(kThreadStateNames) == static_cast<std::size_t>(ThreadState::ended) + 1);
inline constexpr std::string_view kListEventNames[] = {"shut_down", "departure", "work"};
static_assert(std::size(kListEventNames) == static_cast<std::size_t>(ListEvent::count_));
inline constexpr std::string_view kContextPlaceNames[] = {"user_portion", "primary_frame",
                                                          "own_frame", "staging"};
static_assert(std::size(kContextPlaceNames) == static_cast<std::size_t>(ContextPlace::count_));
inline constexpr std::string_view kThreadKindNames[] = {"worker", "primary", "standard"};
static_assert(std::size(kThreadKindNames) == static_cast<std::size_t>(ThreadKind::standard) + 1);
inline constexpr std::string_view kApcKindNames[] = {"get_context",        "set_context", "routine",
                                                     "terminate",          "suspend",     "resume",
                                                     "set_debug_registers"};
static_assert(std::size(kApcKindNames) ==
              static_cast<std::size_t>(ApcKind::set_debug_registers) + 1);
inline constexpr std::string_view kProfileNames[] = {"patent", "windows"};
static_assert(std::size(kProfileNames) == static_cast<std::size_t>(ProtocolProfile::count_));
inline constexpr std::string_view kAsyncKindNames[] = {
    "apc", "soft_fault", "hard_fault", "interrupt", "completion", "process_deletion"};
static_assert(std::size(kAsyncKindNames) ==
              static_cast<std::size_t>(AsyncKind::process_deletion) + 1);
// As in scenario files.
inline constexpr std::string_view kKnockOutNames[] = {
    "second-lock-test",
    "atomic-claim",
    "keep-bits-on-release",
    "restore-teb-on-failure",
    "release-cid-on-failure",
    "lock-before-peek",
    "queue-concurrency-one",
    "release-cid-at-park",
    "restore-teb-before-release",
    "cid-before-second-test",
    "record-reference",
    "terminated-test",
    "full-state-on-async",
    "identity-check",
    "directed-switch",
    "deliver-before-return",
    "no-aba",
    "sticky-wake",
    "wake-and-sleep-as-one",
    "lock-in-directed-switch",
    "unlock-after-context-is-back",
    "capture-before-publish",
    "publish-after-link",
    "claim-store-buffer",
    "second-teb-mapping",
    "self-pointer",
    "alias-in-use-check",
    "tlb-shootdown",
    "disassociate",
    "answer-not-running",
    "evaluate-again",
    "claim-rollback",
    "release-cid-on-capture",
    "complete-interrupted-load",
    "complete-interrupted-save",
    "reset-interrupted-yield",
    "reset-saved-context",
    "honour-lock-in-directed-switch",
    "defer",
    "staging-area",
    "release-primary-before-apc",
    "answer-while-waiting",
    "uninterruptible-tail",
    "unlock-after-apc",
    "debug-register-call",
    "second-debug-test",
    "yield-through-kernel",
    "park-if-released",
    "run-yield-again",
    "nested-lock-count",
    "exit-queues-once",
    "stale-cid-check",
    "run-down-at-deletion",
    "force-resume-at-deletion",
    "context-sanitising",
    "save-before-release",
    "release-before-queue",
};
static_assert(std::size(kKnockOutNames) == static_cast<std::size_t>(KnockOut::count_));

// All names of the enumeration that the argument is of.
constexpr std::span<const std::string_view> names_of(Service) { return kServiceNames; }
constexpr std::span<const std::string_view> names_of(WaitReason) { return kWaitReasonNames; }
constexpr std::span<const std::string_view> names_of(UpcallReason) { return kUpcallReasonNames; }
constexpr std::span<const std::string_view> names_of(SwitchOutcome) { return kSwitchOutcomeNames; }
constexpr std::span<const std::string_view> names_of(Answer) { return kAnswerNames; }
constexpr std::span<const std::string_view> names_of(ApiCall) { return kApiCallNames; }
constexpr std::span<const std::string_view> names_of(Status) { return kStatusNames; }
constexpr std::span<const std::string_view> names_of(ContextPart) { return kContextPartNames; }
constexpr std::span<const std::string_view> names_of(ThreadState) { return kThreadStateNames; }
constexpr std::span<const std::string_view> names_of(ListEvent) { return kListEventNames; }
constexpr std::span<const std::string_view> names_of(ContextPlace) { return kContextPlaceNames; }
constexpr std::span<const std::string_view> names_of(ThreadKind) { return kThreadKindNames; }
constexpr std::span<const std::string_view> names_of(ApcKind) { return kApcKindNames; }
constexpr std::span<const std::string_view> names_of(AsyncKind) { return kAsyncKindNames; }
constexpr std::span<const std::string_view> names_of(ObjectKind) { return kObjectKindNames; }
constexpr std::span<const std::string_view> names_of(KnockOut) { return kKnockOutNames; }
constexpr std::span<const std::string_view> names_of(ProtocolProfile) { return kProfileNames; }

}  // namespace umsim

#include "traces/names.h"

#include <array>
#include <charconv>
#include <span>

#include "models/machine/internal_error.h"
#include "models/machine/routines.h"

namespace umsim {
namespace {

// In the order of the enumerators.
constexpr std::string_view kServices[] = {"none",
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
                                          "restore_debug_registers"};
static_assert(std::size(kServices) == static_cast<std::size_t>(Service::count_));
constexpr std::string_view kWaitReasons[] = {
    "none", "timer",          "page",      "list",  "kernel_queue", "event",     "waitable_timer",
    "io",   "disassociation", "indicator", "defer", "pull",         "suspension"};
static_assert(std::size(kWaitReasons) == static_cast<std::size_t>(WaitReason::count_));
constexpr std::string_view kObjectKinds[] = {"notification_event", "synchronization_event",
                                             "notification_timer", "synchronization_timer",
                                             "device"};
constexpr std::string_view kUpcallReasons[] = {"startup", "blocked", "yield"};
constexpr std::string_view kSwitchOutcomes[] = {"none", "locked", "owned", "suspended",
                                                "terminated"};
constexpr std::string_view kAnswers[] = {"none", "torn_off", "not_running", "deferred",
                                         "indicated"};
constexpr std::string_view kApiCalls[] = {
    "CreateUmsThreadContext",  "DeleteUmsThreadContext",
    "CreateRemoteThreadEx",    "ExecuteUmsThread",
    "UmsThreadYield",          "CreateUmsCompletionList",
    "DeleteUmsCompletionList", "GetUmsCompletionListEvent",
    "GetCurrentUmsThread",     "QueryUmsThreadInformation",
    "SetUmsThreadInformation", "GetUmsSystemThreadInformation"};
static_assert(std::size(kApiCalls) == static_cast<std::size_t>(ApiCall::count_));
constexpr std::string_view kStatuses[] = {"ERROR_SUCCESS",
                                          "ERROR_INVALID_HANDLE",
                                          "ERROR_NOT_ENOUGH_MEMORY",
                                          "ERROR_NOT_SUPPORTED",
                                          "ERROR_INVALID_PARAMETER",
                                          "ERROR_BUSY",
                                          "ERROR_INFO_LENGTH_MISMATCH",
                                          "ERROR_INVALID_INFO_CLASS"};
static_assert(std::size(kStatuses) == static_cast<std::size_t>(Status::count_));
constexpr std::string_view kThreadKinds[] = {"worker", "primary", "standard"};
constexpr std::string_view kApcKinds[] = {"get_context",        "set_context", "routine",
                                          "terminate",          "suspend",     "resume",
                                          "set_debug_registers"};
constexpr std::string_view kProfiles[] = {"patent", "windows"};
static_assert(std::size(kProfiles) == static_cast<std::size_t>(ProtocolProfile::count_));
constexpr std::string_view kAsyncKinds[] = {"apc", "soft_fault", "hard_fault", "interrupt",
                                            "completion"};
// As in scenario files.
constexpr std::string_view kKnockOuts[] = {
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
    "honour-lock-in-directed-switch",
    "defer",
    "staging-area",
    "release-primary-before-apc",
    "answer-while-waiting",
    "uninterruptible-tail",
    "unlock-after-apc",
    "debug-register-call",
    "second-debug-test",
};
static_assert(std::size(kKnockOuts) == static_cast<std::size_t>(KnockOut::count_));

constexpr std::span<const std::string_view> table(Service) { return kServices; }
constexpr std::span<const std::string_view> table(WaitReason) { return kWaitReasons; }
constexpr std::span<const std::string_view> table(UpcallReason) { return kUpcallReasons; }
constexpr std::span<const std::string_view> table(SwitchOutcome) { return kSwitchOutcomes; }
constexpr std::span<const std::string_view> table(Answer) { return kAnswers; }
constexpr std::span<const std::string_view> table(ApiCall) { return kApiCalls; }
constexpr std::span<const std::string_view> table(Status) { return kStatuses; }
constexpr std::span<const std::string_view> table(ThreadKind) { return kThreadKinds; }
constexpr std::span<const std::string_view> table(ApcKind) { return kApcKinds; }
constexpr std::span<const std::string_view> table(AsyncKind) { return kAsyncKinds; }
constexpr std::span<const std::string_view> table(ObjectKind) { return kObjectKinds; }
constexpr std::span<const std::string_view> table(KnockOut) { return kKnockOuts; }
constexpr std::span<const std::string_view> table(ProtocolProfile) { return kProfiles; }

template <class Enumeration>
std::string_view look_up(Enumeration value) {
  const std::span<const std::string_view> names = table(value);
  require(static_cast<std::size_t>(value) < names.size(), "a value has no name in traces");
  return names[static_cast<std::size_t>(value)];
}

template <class Things>
const std::string& name_at(const Things& things, std::size_t position) {
  require(position < things.size(), "an event names a thing that the system does not have");
  return things[position].name;
}

}  // namespace

std::string_view name_of(Service service) { return look_up(service); }
std::string_view name_of(WaitReason reason) { return look_up(reason); }
std::string_view name_of(UpcallReason reason) { return look_up(reason); }
std::string_view name_of(SwitchOutcome outcome) { return look_up(outcome); }
std::string_view name_of(Answer answer) { return look_up(answer); }
std::string_view name_of(ApiCall call) { return look_up(call); }
std::string_view name_of(Status status) { return look_up(status); }
std::string_view name_of(ThreadKind kind) { return look_up(kind); }
std::string_view name_of(ApcKind kind) { return look_up(kind); }
std::string_view name_of(KnockOut safeguard) { return look_up(safeguard); }
std::string_view name_of(ObjectKind kind) { return look_up(kind); }
std::string_view name_of(ProtocolProfile profile) { return look_up(profile); }

template <class Enumeration>
std::optional<Enumeration> parse_name(std::string_view name) {
  const std::span<const std::string_view> names = table(Enumeration{});
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) {
      return static_cast<Enumeration>(i);
    }
  }
  return std::nullopt;
}
template std::optional<Service> parse_name(std::string_view);
template std::optional<WaitReason> parse_name(std::string_view);
template std::optional<UpcallReason> parse_name(std::string_view);
template std::optional<SwitchOutcome> parse_name(std::string_view);
template std::optional<Answer> parse_name(std::string_view);
template std::optional<ApiCall> parse_name(std::string_view);
template std::optional<Status> parse_name(std::string_view);
template std::optional<ThreadKind> parse_name(std::string_view);
template std::optional<ApcKind> parse_name(std::string_view);
template std::optional<AsyncKind> parse_name(std::string_view);
template std::optional<KnockOut> parse_name(std::string_view);
template std::optional<ObjectKind> parse_name(std::string_view);
template std::optional<ProtocolProfile> parse_name(std::string_view);

const std::string& thread_name(const System& system, ThreadId thread) {
  return name_at(system.threads, thread.at());
}
const std::string& list_name(const System& system, ListId list) {
  return name_at(system.lists, list.at());
}
std::string_view word_for(const ApcSpec& event) {
  return event.is_apc() ? name_of(event.kind) : look_up(event.what);
}
bool read_word(std::string_view word, ApcSpec& event) {
  const auto kind = parse_name<ApcKind>(word);
  const auto what = parse_name<AsyncKind>(word);
  event.kind = kind.value_or(ApcKind::routine);
  event.what = what.value_or(AsyncKind::apc);
  return kind || (what && what != AsyncKind::apc);
}
const std::string& apc_name(const System& system, ApcId apc) {
  return name_at(system.apcs, apc.at());
}
const std::string& object_name(const System& system, ObjectId object) {
  return name_at(system.objects, object.at());
}
const std::string& scheduler_name(const System& system, SchedulerId scheduler) {
  return name_at(system.schedulers, scheduler.at());
}

const std::string& process_name(const System& system, ProcessId process) {
  return name_at(system.processes, process.at());
}

std::string address_text(std::uint64_t address) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string digits;
  do {
    digits.insert(digits.begin(), kDigits[address % 16]);
    address /= 16;
  } while (address != 0);
  return "0x" + digits;
}

std::optional<std::uint64_t> parse_address(std::string_view text) {
  std::uint64_t address = 0;
  if (text.substr(0, 2) != "0x") {
    return std::nullopt;
  }
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data() + 2, end, address, 16);
  const bool whole = parsed.ec == std::errc() && parsed.ptr == end;
  return whole ? std::optional(address) : std::nullopt;
}

std::string cpu_name(CpuId cpu) { return "CPU" + std::to_string(cpu.value); }

std::string_view step_label(const Event& event) {
  const bool no_step = event.step.routine >= static_cast<std::uint8_t>(RoutineId::count_);
  return no_step || !event.cpu.valid() ? std::string_view() : step_at(event.step).label;
}

UmsLock unpack_lock(std::uint64_t packed) {
  UmsLock lock;
  lock.cid.value = static_cast<std::uint16_t>(packed >> 8U);
  lock.holders = static_cast<std::uint8_t>(packed & 0xFFU);
  return lock;
}

}  // namespace umsim

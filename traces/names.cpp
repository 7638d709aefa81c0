#include "traces/names.h"

#include <charconv>
#include <span>

#include "models/machine/internal_error.h"
#include "models/machine/names.h"
#include "models/machine/routines.h"

namespace umsim {
namespace {

template <class Enumeration>
std::string_view look_up(Enumeration value) {
  const std::span<const std::string_view> names = names_of(value);
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
std::string_view name_of(ContextPart part) { return look_up(part); }
std::string_view name_of(ThreadState state) { return look_up(state); }
std::string_view name_of(ListEvent event) { return look_up(event); }
std::string_view name_of(ContextPlace place) { return look_up(place); }
std::string_view name_of(ThreadKind kind) { return look_up(kind); }
std::string_view name_of(ApcKind kind) { return look_up(kind); }
std::string_view name_of(KnockOut safeguard) { return look_up(safeguard); }
std::string_view name_of(ObjectKind kind) { return look_up(kind); }
std::string_view name_of(ProtocolProfile profile) { return look_up(profile); }

template <class Enumeration>
std::optional<Enumeration> parse_name(std::string_view name) {
  const std::span<const std::string_view> names = names_of(Enumeration{});
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
template std::optional<ContextPart> parse_name(std::string_view);
template std::optional<ThreadState> parse_name(std::string_view);
template std::optional<ListEvent> parse_name(std::string_view);
template std::optional<ContextPlace> parse_name(std::string_view);
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
std::size_t queue_count(const System& system) {
  return system.schedulers.size() + system.queues.size();
}

std::string queue_name(const System& system, std::size_t queue) {
  require(queue < queue_count(system), "an event names a queue that the system does not have");
  const std::size_t schedulers = system.schedulers.size();
  return queue < schedulers ? system.schedulers[queue].name + ".ready"
                            : system.queues[queue - schedulers];
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

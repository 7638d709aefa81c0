#include "traces/jsonl_event_reader.h"

#include <optional>

#include <fmt/format.h>

#include "models/machine/routines.h"
#include "traces/jsonl_header_reader.h"
#include "traces/names.h"

namespace umsim::jsonl {
namespace {

using nlohmann::json;

// Labels are parts of the model; a file may come from a umsim that has others. No step is no
// routine's.
StepRef step(const json& line) {
  if (member(line, "step").is_null()) {
    return {static_cast<std::uint8_t>(RoutineId::count_), 0};
  }
  const std::optional<StepRef> known = find_step(text(line, "step"));
  if (!known) {
    throw LineError(fmt::format("this umsim has no step \"{}\"", text(line, "step")));
  }
  return *known;
}

template <class Names>
std::uint16_t index_of(const Names& names, const json& object, const char* key) {
  if (member(object, key).is_null()) {
    return Index<void>::kNone;
  }
  const auto found = names.find(text(object, key));
  if (found == names.end()) {
    throw LineError(fmt::format("\"{}\": the header has no \"{}\"", key, text(object, key)));
  }
  return found->second;
}

template <class Things>
std::map<std::string, std::uint16_t, std::less<>> indices(const Things& things) {
  std::map<std::string, std::uint16_t, std::less<>> names;
  for (std::size_t i = 0; i < things.size(); ++i) {
    names.emplace(things[i].name, static_cast<std::uint16_t>(i));
  }
  return names;
}

template <class Enumeration>
std::uint64_t enumerator(const json& line, const char* key) {
  const auto value = parse_name<Enumeration>(text(line, key));
  if (!value) {
    throw LineError(fmt::format("\"{}\" is no known value: \"{}\"", key, text(line, key)));
  }
  return static_cast<std::uint64_t>(*value);
}

// One of two words or truth values.
// As address_text() writes it.
std::uint64_t address(const json& line, const char* key) {
  const std::string& written = text(line, key);
  const auto value = parse_address(written);
  if (!value) {
    throw LineError(fmt::format("\"{}\" must be an address, as \"0xB00000100\"", key));
  }
  return *value;
}

std::uint64_t either(const json& line, const char* key, const json& zero, const json& one) {
  const json& value = member(line, key);
  if (value != zero && value != one) {
    throw LineError(fmt::format("\"{}\" must be {} or {}", key, zero.dump(), one.dump()));
  }
  return value == one ? 1 : 0;
}

}  // namespace

EventReader::EventReader(const System& system)
    : threads_(indices(system.threads)),
      lists_(indices(system.lists)),
      apcs_(indices(system.apcs)),
      objects_(indices(system.objects)) {
  for (std::uint16_t i = 0; i < system.cpus; ++i) {
    cpus_.emplace(cpu_name(CpuId(i)), i);
  }
  for (std::size_t i = 0; i < queue_count(system); ++i) {
    queues_.emplace(queue_name(system, i), static_cast<std::uint16_t>(i));
  }
}

Event EventReader::read(const json& line) const {
  const auto kind = parse_event_kind(text(line, "kind"));
  if (!kind) {
    throw LineError(fmt::format("unknown kind of event \"{}\"", text(line, "kind")));
  }
  if (line.count("before") != 0 && line["before"] != true) {
    throw LineError("\"before\" must be true, or not there");
  }
  const KindInfo& info = kind_info(*kind);
  Event event;
  event.kind = *kind;
  event.step = step(line);
  event.cpu.value = index_of(cpus_, line, "cpu");
  event.thread.value = index_of(threads_, line, "thread");
  event.object = object(line, info.object);
  event.old_value = value(line, "old", info.old_value);
  event.new_value = value(line, "new", info.new_value);
  event.time_cycles = number(line, "cycles");
  event.id = number(line, "id");
  event.cause = member(line, "cause").is_null() ? 0 : number(line, "cause");
  return event;
}

std::uint16_t EventReader::object(const json& line, ObjectMeaning meaning) const {
  switch (meaning) {
    case ObjectMeaning::thread: return index_of(threads_, line, "object");
    case ObjectMeaning::list: return index_of(lists_, line, "object");
    case ObjectMeaning::apc: return index_of(apcs_, line, "object");
    case ObjectMeaning::object: return index_of(objects_, line, "object");
    case ObjectMeaning::queue: return index_of(queues_, line, "object");
    case ObjectMeaning::nothing: break;
  }
  return Index<void>::kNone;
}

std::uint64_t EventReader::value(const json& line, const char* key, ValueMeaning meaning) const {
  switch (meaning) {
    case ValueMeaning::thread: return index_of(threads_, line, key);
    case ValueMeaning::lock: return lock(line, key);
    case ValueMeaning::service: return enumerator<Service>(line, key);
    case ValueMeaning::wait_reason: return enumerator<WaitReason>(line, key);
    case ValueMeaning::upcall_reason: return enumerator<UpcallReason>(line, key);
    case ValueMeaning::switch_outcome: return enumerator<SwitchOutcome>(line, key);
    case ValueMeaning::answer: return enumerator<Answer>(line, key);
    case ValueMeaning::context_part: return enumerator<ContextPart>(line, key);
    case ValueMeaning::thread_state: return enumerator<ThreadState>(line, key);
    case ValueMeaning::list_event: return enumerator<ListEvent>(line, key);
    case ValueMeaning::context_place: return enumerator<ContextPlace>(line, key);
    case ValueMeaning::api_call: return enumerator<ApiCall>(line, key);
    case ValueMeaning::status: return enumerator<Status>(line, key);
    case ValueMeaning::register_set: return either(line, key, "reduced", "full");
    case ValueMeaning::flag:
    case ValueMeaning::lock_held: return either(line, key, false, true);
    case ValueMeaning::address: return address(line, key);
    case ValueMeaning::number: return number(line, key);
    case ValueMeaning::nothing: break;
  }
  return 0;
}

std::uint64_t EventReader::lock(const json& line, const char* key) const {
  const json& word = member(line, key);
  UmsLock lock;
  lock.cid.value = index_of(threads_, word, "cid");
  const std::uint64_t holders = number(word, "holders");
  if (holders > kMostHolders) {
    throw LineError("a lock has more than 3 holders");
  }
  lock.holders = static_cast<std::uint8_t>(holders);
  return lock.packed();
}

}  // namespace umsim::jsonl

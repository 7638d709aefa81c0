#include "traces/jsonl_format.h"

#include <string_view>

#include "models/machine/internal_error.h"
#include "traces/json_text.h"
#include "traces/jsonl_header.h"
#include "traces/names.h"

namespace umsim {
namespace {

constexpr std::string_view kNull = "null";

void append(fmt::memory_buffer& text, std::string_view more) {
  text.append(more.data(), more.data() + more.size());
}

void append_number(fmt::memory_buffer& text, std::uint64_t number) {
  const fmt::format_int digits(number);
  text.append(digits.data(), digits.data() + digits.size());
}

// Enumerators and labels are plain words and need no escapes.
void append_word(fmt::memory_buffer& text, std::string_view word) {
  text.push_back('"');
  append(text, word);
  text.push_back('"');
}

void append_name(fmt::memory_buffer& text, const std::vector<std::string>& names,
                 std::uint64_t index) {
  if (index == Index<void>::kNone) {
    append(text, kNull);
    return;
  }
  require(index < names.size(), "an event names a thing that the system does not have");
  append(text, names[index]);
}

template <class Enumeration>
void append_enumerator(fmt::memory_buffer& text, std::uint64_t value) {
  append_word(text, name_of(static_cast<Enumeration>(value)));
}

template <class Things>
std::vector<std::string> quoted_names(const Things& things) {
  std::vector<std::string> names;
  names.reserve(things.size());
  for (const auto& thing : things) {
    names.push_back(json_string(thing.name));
  }
  return names;
}

}  // namespace

JsonlFormat::JsonlFormat(const TraceHeader& header)
    : header_(header),
      threads_(quoted_names(header.system->threads)),
      lists_(quoted_names(header.system->lists)),
      apcs_(quoted_names(header.system->apcs)),
      objects_(quoted_names(header.system->objects)) {
  for (std::size_t i = 0; i < header.system->cpus; ++i) {
    cpus_.push_back(json_string(cpu_name(CpuId(i))));
  }
  for (std::size_t i = 0; i < queue_count(*header.system); ++i) {
    queues_.push_back(json_string(queue_name(*header.system, i)));
  }
}

void JsonlFormat::append_header(fmt::memory_buffer& text) const {
  append(text, jsonl_header(header_));
}

void JsonlFormat::append_event(fmt::memory_buffer& text, const Event& event, bool before) const {
  append_place(text, event);
  append(text, ",\"kind\":");
  append_word(text, event_kind_name(event.kind));
  append_object(text, event);
  const KindInfo& kind = kind_info(event.kind);
  append_value(text, ",\"old\":", kind.old_value, event.old_value);
  append_value(text, ",\"new\":", kind.new_value, event.new_value);
  append(text, ",\"cause\":");
  if (event.cause == 0) {
    append(text, kNull);
  } else {
    append_number(text, event.cause);
  }
  append(text, before ? ",\"before\":true}" : "}");
}

void JsonlFormat::append_place(fmt::memory_buffer& text, const Event& event) const {
  append(text, "{\"id\":");
  append_number(text, event.id);
  append(text, ",\"cycles\":");
  append_number(text, event.time_cycles);
  append(text, ",\"ns\":");
  append_number(text, header_.nanoseconds(event.time_cycles));
  append(text, ",\"cpu\":");
  append_name(text, cpus_, event.cpu.value);
  append(text, ",\"step\":");
  const std::string_view label = step_label(event);
  if (label.empty()) {
    append(text, kNull);
  } else {
    append_word(text, label);
  }
  append(text, ",\"thread\":");
  append_thread(text, event.thread.value);
}

void JsonlFormat::append_object(fmt::memory_buffer& text, const Event& event) const {
  const ObjectMeaning meaning = kind_info(event.kind).object;
  if (meaning == ObjectMeaning::nothing) {
    return;
  }
  append(text, ",\"object\":");
  switch (meaning) {
    case ObjectMeaning::thread: return append_name(text, threads_, event.object);
    case ObjectMeaning::list: return append_name(text, lists_, event.object);
    case ObjectMeaning::apc: return append_name(text, apcs_, event.object);
    case ObjectMeaning::object: return append_name(text, objects_, event.object);
    case ObjectMeaning::queue: return append_name(text, queues_, event.object);
    case ObjectMeaning::nothing: break;
  }
}

void JsonlFormat::append_value(fmt::memory_buffer& text, std::string_view key, ValueMeaning meaning,
                               std::uint64_t value) const {
  if (meaning == ValueMeaning::nothing) {
    return;
  }
  append(text, key);
  switch (meaning) {
    case ValueMeaning::thread: return append_thread(text, value);
    case ValueMeaning::lock: return append_lock(text, value);
    case ValueMeaning::service: return append_enumerator<Service>(text, value);
    case ValueMeaning::wait_reason: return append_enumerator<WaitReason>(text, value);
    case ValueMeaning::upcall_reason: return append_enumerator<UpcallReason>(text, value);
    case ValueMeaning::switch_outcome: return append_enumerator<SwitchOutcome>(text, value);
    case ValueMeaning::answer: return append_enumerator<Answer>(text, value);
    case ValueMeaning::context_part: return append_enumerator<ContextPart>(text, value);
    case ValueMeaning::thread_state: return append_enumerator<ThreadState>(text, value);
    case ValueMeaning::list_event: return append_enumerator<ListEvent>(text, value);
    case ValueMeaning::context_place: return append_enumerator<ContextPlace>(text, value);
    case ValueMeaning::api_call: return append_enumerator<ApiCall>(text, value);
    case ValueMeaning::status: return append_enumerator<Status>(text, value);
    case ValueMeaning::register_set: return append_word(text, value != 0 ? "full" : "reduced");
    case ValueMeaning::flag:
    case ValueMeaning::lock_held: return append(text, value != 0 ? "true" : "false");
    case ValueMeaning::address: return append_word(text, address_text(value));
    case ValueMeaning::number: return append_number(text, value);
    case ValueMeaning::nothing: break;
  }
}

void JsonlFormat::append_thread(fmt::memory_buffer& text, std::uint64_t index) const {
  append_name(text, threads_, index);
}

void JsonlFormat::append_lock(fmt::memory_buffer& text, std::uint64_t packed) const {
  const UmsLock lock = unpack_lock(packed);
  append(text, "{\"cid\":");
  append_thread(text, lock.cid.value);
  append(text, ",\"holders\":");
  append_number(text, lock.holders);
  text.push_back('}');
}

}  // namespace umsim

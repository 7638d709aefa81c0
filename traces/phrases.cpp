#include "traces/phrases.h"

#include <algorithm>

#include <fmt/format.h>

#include "models/machine/routines.h"
#include "traces/names.h"
#include "traces/utf8.h"

namespace umsim {
namespace {

constexpr std::string_view kNobody = "-";

template <class Enumeration>
std::string words(std::uint64_t value) {
  std::string text(name_of(static_cast<Enumeration>(value)));
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

std::string_view template_of(const Event& event) {
  const KindInfo& kind = kind_info(event.kind);
  const std::uint64_t subject =
      kind.old_value == ValueMeaning::nothing ? event.thread.value : event.old_value;
  const bool none = subject == Index<void>::kNone;
  return none && !kind.phrase_of_none.empty() ? kind.phrase_of_none : kind.phrase;
}

}  // namespace

std::string with_commas(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3;) {
    at -= 3;
    digits.insert(at, ",");
  }
  return digits;
}

std::string printable(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    const auto first = static_cast<unsigned char>(text.front());
    // U+0080 to U+009F are control characters too.
    const bool control =
        length == 1 ? first < 0x20 || first == 0x7F
                    : length == 2 && first == 0xC2 && static_cast<unsigned char>(text[1]) < 0xA0;
    const std::size_t taken = std::max<std::size_t>(length, 1);
    if (control || length == 0) {
      for (const char byte : text.substr(0, taken)) {
        result += fmt::format("\\x{:02x}", static_cast<unsigned char>(byte));
      }
    } else {
      result += text.substr(0, taken);
    }
    text.remove_prefix(taken);
  }
  return result;
}

std::string Phrases::of(const Event& event) const {
  std::string_view rest = template_of(event);
  std::string text;
  for (auto open = rest.find('{'); open != std::string_view::npos; open = rest.find('{')) {
    const auto close = rest.find('}');
    text += rest.substr(0, open);
    text += fill(rest.substr(open + 1, close - open - 1), event);
    rest.remove_prefix(close + 1);
  }
  return text.append(rest);
}

std::string Phrases::fill(std::string_view key, const Event& event) const {
  const KindInfo& kind = kind_info(event.kind);
  if (key == "thread") {
    return thread(event.thread.value);
  }
  if (key == "object") {
    return object(event);
  }
  if (key == "old") {
    return value(kind.old_value, event.old_value);
  }
  if (key == "new") {
    return value(kind.new_value, event.new_value);
  }
  const Step& step = step_at(event.step);
  return fmt::format("{}: {}", step.label, step.what);
}

std::string Phrases::thread(std::uint64_t index) const {
  return std::string(
      index == Index<void>::kNone ? kNobody : printable(thread_name(*system_, ThreadId(index))));
}

std::string Phrases::object(const Event& event) const {
  if (event.object == Index<void>::kNone) {
    return std::string(kNobody);
  }
  switch (kind_info(event.kind).object) {
    case ObjectMeaning::thread: return thread(event.object);
    case ObjectMeaning::list: return printable(list_name(*system_, ListId(event.object)));
    case ObjectMeaning::apc: return printable(apc_name(*system_, ApcId(event.object)));
    case ObjectMeaning::object:
      return printable(object_name(*system_, ObjectId(std::size_t{event.object})));
    case ObjectMeaning::queue: return printable(queue_name(*system_, event.object));
    case ObjectMeaning::nothing: break;
  }
  return {};
}

std::string Phrases::lock_word(std::uint64_t packed) const {
  const UmsLock lock = unpack_lock(packed);
  return fmt::format("{}/{}", thread(lock.cid.value), lock.holders);
}

std::string Phrases::value(ValueMeaning meaning, std::uint64_t value) const {
  switch (meaning) {
    case ValueMeaning::thread: return thread(value);
    case ValueMeaning::lock: return lock_word(value);
    case ValueMeaning::service:
      return value == 0 ? std::string("interrupt") : words<Service>(value);
    case ValueMeaning::wait_reason: return words<WaitReason>(value);
    case ValueMeaning::upcall_reason: return words<UpcallReason>(value);
    case ValueMeaning::switch_outcome: return words<SwitchOutcome>(value);
    case ValueMeaning::answer: return words<Answer>(value);
    case ValueMeaning::context_part: return words<ContextPart>(value);
    case ValueMeaning::thread_state: return words<ThreadState>(value);
    case ValueMeaning::list_event: return words<ListEvent>(value);
    case ValueMeaning::context_place: return words<ContextPlace>(value);
    case ValueMeaning::flag: return value != 0 ? "set" : "clear";
    case ValueMeaning::api_call: return std::string(name_of(static_cast<ApiCall>(value)));
    case ValueMeaning::status: return std::string(name_of(static_cast<Status>(value)));
    case ValueMeaning::register_set: return value != 0 ? "full" : "reduced";
    case ValueMeaning::lock_held: return value != 0 ? " under the UMS lock" : "";
    case ValueMeaning::address: return address_text(value);
    case ValueMeaning::number: return std::to_string(value);
    case ValueMeaning::nothing: break;
  }
  return {};
}

}  // namespace umsim

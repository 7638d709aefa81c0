// Objects, and the steps that name one: JSON to raw.
#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

#include "sim/scenario/limits.h"
#include "sim/scenario/read_raw.h"

namespace umsim::loading {

namespace {

// How the steps that name an object are written; `most` elements at most, an options object last.
struct Form {
  std::string_view opcode;
  std::size_t least;
  std::size_t most;
  std::string_view text;
};

constexpr std::array<Form, 5> kForms{{
    {"wait", 2, 3, R"(["wait", "Event"] or ["wait", "Event", {"timeout": "5us"}])"},
    {"set_event", 2, 2, R"(["set_event", "Event"])"},
    {"reset_event", 2, 2, R"(["reset_event", "Event"])"},
    {"set_timer", 3, 3, R"(["set_timer", "Timer", "5us"])"},
    {"io", 2, 3, R"(["io", "Disk"] or ["io", "Disk", {"transfers": 3}])"},
}};

const Form* form_of(const std::string& opcode) {
  const auto* found = std::find_if(kForms.begin(), kForms.end(),
                                   [&](const Form& form) { return form.opcode == opcode; });
  return found == kForms.end() ? nullptr : found;
}

}  // namespace

bool is_object_step(const std::string& opcode) { return form_of(opcode) != nullptr; }

bool read_object_step(const json::Value& value, RawStep& step, Problems& problems) {
  const Form& form = *form_of(step.opcode.value);
  const std::size_t size = value.elements.size();
  const bool options = size == 3 && form.opcode != "set_timer";
  if (size < form.least || size > form.most ||
      (options && value.elements[2].type != json::Type::object)) {
    problems.add(value.where, fmt::format("this step must be written as {}", form.text));
    return false;
  }
  step.object =
      read_text(value.elements[1], fmt::format("the object of \"{}\"", form.opcode), problems);
  if (size < 3) return step.object.has_value();
  const json::Value& last = value.elements[2];
  if (form.opcode == "set_timer") {
    step.time = read_quantity(last, "the time of \"set_timer\"", Zero::refused, problems);
    return step.object && step.time;
  }
  if (form.opcode == "wait") {
    step.time = ObjectReader(last, kWaitKeys, problems).quantity("timeout", Zero::refused);
    return step.object && step.time;
  }
  step.count = ObjectReader(last, kIoKeys, problems).whole("transfers", {1, kMostTransfers});
  return step.object && step.count;
}

std::optional<RawObject> read_object(const json::Value& value, Problems& problems) {
  const ObjectReader reader(value, kObjectKeys, problems);
  const auto name = reader.name("name");
  RawObject object;
  object.where = value.where;
  object.name = name.value_or(Text{});
  object.kind = reader.text("kind");
  object.process = reader.text("process");
  object.shared = reader.flag("shared");
  object.signalled = reader.flag("signalled");
  object.latency = reader.quantity("latency", Zero::refused);
  object.queue_depth = reader.whole("queue_depth", {1, kMostQueueDepth});
  if (!name) return std::nullopt;
  return object;
}

}  // namespace umsim::loading

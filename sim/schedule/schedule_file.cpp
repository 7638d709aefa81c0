#include "sim/schedule/schedule_file.h"

#include <algorithm>
#include <initializer_list>
#include <limits>
#include <stdexcept>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace umsim {
namespace {

using Json = nlohmann::ordered_json;

// What is wrong with the file; read_schedule makes the message of it.
class Mistake : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

std::string text_as_json(const std::string& text) {
  return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string line_of(const ScheduleEntry& entry) {
  const std::string name = text_as_json(entry.name);
  switch (entry.kind) {
    case ChoiceKind::step: {
      const std::string cycles =
          entry.cycles == kAllCycles ? "" : fmt::format(R"(, "cycles": {})", entry.cycles);
      return fmt::format(R"({{"cpu": {}, "thread": {}, "step": {}, "occurrence": {}{}}})",
                         entry.cpu.value, name, text_as_json(entry.step), entry.occurrence, cycles);
    }
    case ChoiceKind::dispatch:
      return fmt::format(R"({{"cpu": {}, "dispatch": {}}})", entry.cpu.value, name);
    case ChoiceKind::interrupt:
      return fmt::format(R"({{"cpu": {}, "interrupt": {}}})", entry.cpu.value, name);
    case ChoiceKind::complete: return fmt::format(R"({{"complete": {}}})", name);
    case ChoiceKind::time_out: return fmt::format(R"({{"time_out": {}}})", name);
    case ChoiceKind::arrive: return fmt::format(R"({{"arrive": {}}})", name);
    case ChoiceKind::expire: return fmt::format(R"({{"expire": {}}})", name);
  }
  return {};
}

void refuse_unknown_keys(const Json& object, std::initializer_list<std::string_view> known) {
  for (const auto& item : object.items()) {
    if (std::find(known.begin(), known.end(), item.key()) == known.end()) {
      throw Mistake(fmt::format("unknown key {}; known keys: {}", text_as_json(item.key()),
                                fmt::join(known, " ")));
    }
  }
}

const Json& member(const Json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end()) throw Mistake(fmt::format("\"{}\" is missing", key));
  return *found;
}

std::string text_in(const Json& value, std::string_view key) {
  if (!value.is_string()) throw Mistake(fmt::format("\"{}\" must be a text", key));
  return value.get<std::string>();
}

std::uint64_t whole(const Json& object, const char* key, std::uint64_t least, std::uint64_t most) {
  const Json& value = member(object, key);
  const bool fits = value.is_number_unsigned() && value.get<std::uint64_t>() >= least &&
                    value.get<std::uint64_t>() <= most;
  if (!fits) {
    throw Mistake(fmt::format("\"{}\" must be a whole number from {} to {}", key, least, most));
  }
  return value.get<std::uint64_t>();
}

CpuId cpu_in(const Json& object) {
  return CpuId(static_cast<std::size_t>(whole(object, "cpu", 0, Index<void>::kNone - 1U)));
}

ScheduleEntry step_entry(const Json& object) {
  refuse_unknown_keys(object, {"cpu", "thread", "step", "occurrence", "cycles"});
  ScheduleEntry entry;
  entry.cpu = cpu_in(object);
  entry.name = text_in(member(object, "thread"), "thread");
  entry.step = text_in(member(object, "step"), "step");
  constexpr auto kMost = std::numeric_limits<std::uint32_t>::max();
  entry.occurrence = static_cast<std::uint32_t>(whole(object, "occurrence", 1, kMost));
  if (object.contains("cycles")) entry.cycles = whole(object, "cycles", 0, kAllCycles - 1);
  return entry;
}

struct NamedKind {
  const char* key;
  ChoiceKind kind;
  bool on_cpu;
};
constexpr NamedKind kNamedKinds[] = {
    {"dispatch", ChoiceKind::dispatch, true},  {"interrupt", ChoiceKind::interrupt, true},
    {"complete", ChoiceKind::complete, false}, {"time_out", ChoiceKind::time_out, false},
    {"arrive", ChoiceKind::arrive, false},     {"expire", ChoiceKind::expire, false}};

ScheduleEntry read_entry(const Json& object) {
  if (!object.is_object()) throw Mistake("is no object");
  if (object.contains("step") || object.contains("thread")) return step_entry(object);
  for (const NamedKind& named : kNamedKinds) {
    if (!object.contains(named.key)) continue;
    if (named.on_cpu) {
      refuse_unknown_keys(object, {"cpu", named.key});
    } else {
      refuse_unknown_keys(object, {named.key});
    }
    ScheduleEntry entry;
    entry.kind = named.kind;
    entry.name = text_in(member(object, named.key), named.key);
    if (named.on_cpu) entry.cpu = cpu_in(object);
    return entry;
  }
  throw Mistake("says nothing: step, dispatch, interrupt, complete, time_out, arrive or expire");
}

std::vector<ScheduleEntry> read_entries(const Json& choices) {
  if (!choices.is_array()) throw Mistake("\"choices\" must be a list");
  std::vector<ScheduleEntry> entries;
  for (const Json& choice : choices) {
    try {
      entries.push_back(read_entry(choice));
    } catch (const Mistake& mistake) {
      throw Mistake(fmt::format("choice {}: {}", entries.size() + 1, mistake.what()));
    }
  }
  return entries;
}

Schedule read_object(const Json& object) {
  if (!object.is_object() || !object.contains("umsim_schedule")) {
    throw Mistake("is no schedule: it does not begin with \"umsim_schedule\"");
  }
  refuse_unknown_keys(
      object, {"umsim_schedule", "scenario", "knock_out", "profile", "found", "cycle", "choices"});
  if (member(object, "umsim_schedule") != kScheduleVersion) {
    throw Mistake(
        fmt::format("is of another version; this umsim reads version {}", kScheduleVersion));
  }
  Schedule schedule;
  schedule.scenario = text_in(member(object, "scenario"), "scenario");
  if (object.contains("found")) schedule.found = text_in(object["found"], "found");
  if (object.contains("profile")) schedule.profile = text_in(object["profile"], "profile");
  if (object.contains("knock_out")) {
    if (!object["knock_out"].is_array()) throw Mistake("\"knock_out\" must be a list");
    for (const Json& name : object["knock_out"]) {
      schedule.knock_out.push_back(text_in(name, "knock_out"));
    }
  }
  schedule.choices = read_entries(member(object, "choices"));
  if (object.contains("cycle")) schedule.cycle = whole(object, "cycle", 1, schedule.choices.size());
  return schedule;
}

// "17:4", counted from 1, of a byte offset as the JSON library gives it.
std::string place_of(std::string_view text, std::size_t byte) {
  const std::string_view before = text.substr(0, byte == 0 ? 0 : byte - 1);
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  return fmt::format("{}:{}", line, before.size() - line_start + 1);
}

}  // namespace

std::string schedule_text(const Schedule& schedule) {
  std::string text = fmt::format("{{\n  \"umsim_schedule\": {},\n  \"scenario\": {},\n",
                                 kScheduleVersion, text_as_json(schedule.scenario));
  std::vector<std::string> names;
  std::transform(schedule.knock_out.begin(), schedule.knock_out.end(), std::back_inserter(names),
                 text_as_json);
  text += fmt::format("  \"knock_out\": [{}],\n", fmt::join(names, ", "));
  if (!schedule.profile.empty()) {
    text += fmt::format("  \"profile\": {},\n", text_as_json(schedule.profile));
  }
  if (!schedule.found.empty()) {
    text += fmt::format("  \"found\": {},\n", text_as_json(schedule.found));
  }
  if (schedule.cycle != 0) text += fmt::format("  \"cycle\": {},\n", schedule.cycle);
  text += "  \"choices\": [";
  const char* before = "\n    ";
  for (const ScheduleEntry& entry : schedule.choices) {
    text += before + line_of(entry);
    before = ",\n    ";
  }
  return text + "\n  ]\n}\n";
}

std::variant<Schedule, std::string> read_schedule(std::string_view text, const std::string& name) {
  try {
    return read_object(Json::parse(text));
  } catch (const Json::parse_error& error) {
    return fmt::format("{}:{}: error: this is no JSON", name, place_of(text, error.byte));
  } catch (const Mistake& mistake) {
    return fmt::format("{}: error: {}", name, mistake.what());
  }
}

}  // namespace umsim

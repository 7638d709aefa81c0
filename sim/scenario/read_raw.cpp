#include "sim/scenario/read_raw.h"

#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "sim/scenario/limits.h"
#include "sim/scenario/scenario.h"
#include "sim/scenario/text.h"

namespace umsim::loading {

namespace {

// What else umsim reads and writes, by the key that it begins with.
constexpr std::pair<std::string_view, std::string_view> kOtherFiles[] = {
    {"umsim_machine", "this file is a machine profile"},
    {"umsim_schedule", "this file is a schedule: umsim run SCENARIO --schedule FILE replays it"}};

// A file of another version, or of another kind, would drown in messages about its keys.
bool right_version(const json::Value& document, Problems& problems) {
  if (document.type != json::Type::object) {
    add_type_problem(document, "a scenario", "an object", problems);
    return false;
  }
  const json::Value* version = document.find("umsim");
  if (version == nullptr) {
    Diagnostic& problem = problems.add(document.where, "a scenario needs \"umsim\": 1");
    for (const auto& [key, what] : kOtherFiles) {
      if (document.find(key) != nullptr) problem.notes.emplace_back(what);
    }
    return false;
  }
  if (version->type == json::Type::number && version->text == "1") return true;
  problems.add(version->where,
               fmt::format("this program reads scenarios of version {}", kScenarioVersion));
  return false;
}

RawMachine read_machine(const json::Value& value, Problems& problems) {
  const ObjectReader object(value, kMachineKeys, problems);
  RawMachine machine;
  machine.where = value.where;
  machine.cpus = object.whole("cpus", {1, kMostCpus});
  machine.architecture = object.text("architecture");
  machine.profile = object.text("profile");
  machine.quantum = object.quantity("quantum", Zero::refused);
  return machine;
}

RawProtocol read_protocol(const json::Value& value, Problems& problems) {
  const ObjectReader object(value, kProtocolKeys, problems);
  RawProtocol protocol;
  protocol.profile = object.text("profile");
  protocol.knock_out = object.texts("knock_out");
  return protocol;
}

std::optional<RawScheduler> read_scheduler(const json::Value& value, Problems& problems) {
  const ObjectReader object(value, kSchedulerKeys, problems);
  const auto name = object.name("name");
  RawScheduler scheduler;
  scheduler.where = value.where;
  scheduler.name = name.value_or(Text{});
  scheduler.policy = object.text("policy");
  scheduler.list = object.text("list");
  scheduler.dequeue_timeout = object.quantity("dequeue_timeout", Zero::refused);
  for (const json::Value& queue : object.list("queues")) {
    if (auto queue_name = read_name(queue, "the name of a queue", problems)) {
      scheduler.queues.push_back(std::move(*queue_name));
    }
  }
  if (const json::Value* procedure = object.get("procedure")) {
    scheduler.procedure = read_procedure(*procedure, problems);
  }
  if (!name) return std::nullopt;
  return scheduler;
}

void read_programs(const json::Value& value, Problems& problems, RawScenario& raw) {
  if (value.type != json::Type::object) {
    add_type_problem(value, "\"programs\"", "an object", problems);
    raw.incomplete.insert(NameKind::program);
    return;
  }
  for (const json::Member& member : value.members) {
    json::Value key;
    key.type = json::Type::string;
    key.text = member.key.value;
    key.where = member.key.where;
    const auto name = read_name(key, "the name of a program", problems);
    RawProgram program = read_program(member.value, member.key, problems);
    if (name) {
      raw.programs.push_back(std::move(program));
    } else {
      raw.incomplete.insert(NameKind::program);
    }
  }
}

RawPlacements read_placements(const json::Value& value, const KeyTable& keys, Problems& problems) {
  const ObjectReader object(value, keys, problems);
  RawPlacements placements;
  placements.where = value.where;
  placements.steps = object.texts("steps");
  placements.to = object.text("to");
  if (&keys == &kRacesKeys) placements.of = object.text("of");
  const json::Value* steps = object.get("steps");
  if (steps != nullptr && steps->type == json::Type::array && steps->elements.empty()) {
    problems.add(steps->where, "\"steps\" needs at least one label, as \"FIG15\"");
  }
  return placements;
}

std::vector<RawExpectation> read_expectations(const ObjectReader& object, std::string_view key,
                                              Problems& problems) {
  std::vector<RawExpectation> expectations;
  for (const json::Value& entry : object.list(key)) {
    auto expectation = read_expectation(entry, problems);
    if (expectation) expectations.push_back(std::move(*expectation));
  }
  return expectations;
}

RawCheck read_check(const json::Value& value, Problems& problems) {
  const ObjectReader object(value, kCheckKeys, problems);
  RawCheck check;
  check.expect = object.text("expect");
  check.invariant = object.text("invariant");
  check.catches = object.texts("catches");
  check.redundant = object.texts("redundant");
  for (const json::Value& entry : object.list("placements")) {
    check.placements.push_back(read_placements(entry, kPlacementsKeys, problems));
  }
  for (const json::Value& entry : object.list("races")) {
    check.races.push_back(read_placements(entry, kRacesKeys, problems));
  }
  check.max_states = object.whole("max_states", {1, kMostStates});
  check.fairness = object.text("fairness");
  if (object.get("properties") != nullptr) {
    check.properties = read_expectations(object, "properties", problems);
  }
  const json::Value* preemptions = object.get("preemptions");
  if (preemptions == nullptr) return check;
  if (preemptions->type != json::Type::number) {
    if (preemptions->type != json::Type::string || preemptions->text != "any") {
      add_type_problem(*preemptions, "\"preemptions\"", "\"any\" or a whole number", problems);
    }
    return check;
  }
  check.preemptions = read_whole(*preemptions, "\"preemptions\"", {0, kMostPreemptions}, problems);
  return check;
}

RawWindows read_windows(const json::Value& value, Problems& problems) {
  const ObjectReader object(value, kWindowsKeys, problems);
  RawWindows windows;
  windows.where = value.where;
  windows.differs = object.text("differs");
  if (object.get("expect") != nullptr) {
    windows.expectations = read_expectations(object, "expect", problems);
  }
  if (const auto* check = object.get("check")) windows.check = read_check(*check, problems);
  return windows;
}

// Reads the entries of the list `key`. Returns false when some cannot be used.
template <class Thing>
bool read_things(const ObjectReader& scenario, std::string_view key,
                 std::optional<Thing> (*read)(const json::Value&, Problems&),
                 std::vector<Thing>& things) {
  const json::Value* value = scenario.get(key);
  bool complete = value == nullptr || value->type == json::Type::array;
  for (const json::Value& entry : scenario.list(key)) {
    std::optional<Thing> thing = read(entry, scenario.problems());
    complete = complete && thing;
    if (thing) things.push_back(std::move(*thing));
  }
  return complete;
}

std::optional<Text> read_process(const json::Value& value, Problems& problems) {
  return ObjectReader(value, kProcessKeys, problems).name("name");
}

std::optional<Text> read_list(const json::Value& value, Problems& problems) {
  return ObjectReader(value, kListKeys, problems).name("name");
}

void read_header(const ObjectReader& scenario, RawScenario& raw) {
  raw.where = scenario.where();
  scenario.text("$schema");
  raw.title = scenario.text("title");
  raw.description = scenario.text("description");
  raw.figure = scenario.text("figure");
  raw.covers = scenario.texts("covers");
  raw.differences = scenario.texts("differences");
  raw.seed = scenario.whole("seed", {0, kMostWhole});
}

void read_options(const ObjectReader& scenario, RawScenario& raw) {
  Problems& problems = scenario.problems();
  if (const auto* machine = scenario.get("machine")) raw.machine = read_machine(*machine, problems);
  if (const auto* protocol = scenario.get("protocol")) {
    raw.protocol = read_protocol(*protocol, problems);
  }
  if (const auto* check = scenario.get("check")) raw.check = read_check(*check, problems);
  if (const auto* run = scenario.get("run")) {
    raw.stop_at = ObjectReader(*run, kRunKeys, problems).quantity("stop_at", Zero::refused);
  }
}

}  // namespace

std::optional<RawScenario> read_raw(const json::Value& document, Problems& problems) {
  if (!right_version(document, problems)) return std::nullopt;
  const ObjectReader scenario(document, kScenarioKeys, problems);
  RawScenario raw;
  read_header(scenario, raw);
  read_options(scenario, raw);
  if (const auto* threads = scenario.get("threads")) raw.threads_where = threads->where;
  const auto note = [&](NameKind kind, bool complete) {
    if (!complete) raw.incomplete.insert(kind);
  };
  note(NameKind::process, read_things(scenario, "processes", read_process, raw.processes));
  note(NameKind::list, read_things(scenario, "lists", read_list, raw.lists));
  note(NameKind::scheduler, read_things(scenario, "schedulers", read_scheduler, raw.schedulers));
  note(NameKind::object, read_things(scenario, "objects", read_object, raw.objects));
  note(NameKind::thread, read_things(scenario, "threads", read_thread, raw.threads));
  note(NameKind::event, read_things(scenario, "events", read_event, raw.events));
  if (const auto* programs = scenario.get("programs")) read_programs(*programs, problems, raw);
  raw.expectations = read_expectations(scenario, "expect", problems);
  if (const auto* windows = scenario.get("windows")) raw.windows = read_windows(*windows, problems);
  return raw;
}

}  // namespace umsim::loading

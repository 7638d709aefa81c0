#include "traces/jsonl_header_reader.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>

#include <fmt/format.h>

#include "traces/names.h"

namespace umsim::jsonl {
namespace {

using nlohmann::json;

constexpr std::uint64_t kMostMhz = 10'000;

const json& array(const json& object, const char* key) {
  const json& value = member(object, key);
  if (!value.is_array() || value.size() >= Index<void>::kNone) {
    throw LineError(fmt::format("\"{}\" must be an array of fewer than 65535 items", key));
  }
  return value;
}

bool flag(const json& object, const char* key) {
  const json& value = member(object, key);
  if (!value.is_boolean()) {
    throw LineError(fmt::format("\"{}\" must be true or false", key));
  }
  return value.get<bool>();
}

template <class Enumeration>
Enumeration enumerator(const json& object, const char* key) {
  const auto value = parse_name<Enumeration>(text(object, key));
  if (!value) {
    throw LineError(fmt::format("unknown {} \"{}\"", key, text(object, key)));
  }
  return *value;
}

// The index of the thing of that name.
template <class Things>
std::size_t position_of(const Things& things, const std::string& name, const char* what) {
  const auto found = std::find_if(things.begin(), things.end(),
                                  [&](const auto& thing) { return thing.name == name; });
  if (found == things.end()) {
    throw LineError(fmt::format("unknown {} \"{}\"", what, name));
  }
  return static_cast<std::size_t>(found - things.begin());
}

void read_schedulers(const json& line, System& system) {
  for (const json& name : array(line, "lists")) {
    if (!name.is_string()) {
      throw LineError("\"lists\" must hold names");
    }
    system.lists.push_back({name.get<std::string>()});
  }
  for (const json& scheduler : array(line, "schedulers")) {
    SchedulerSpec spec;
    spec.name = text(scheduler, "name");
    spec.list = ListId(position_of(system.lists, text(scheduler, "list"), "list"));
    system.schedulers.push_back(spec);
  }
}

// A trace of one process does not name it.
void read_processes(const json& line, System& system) {
  if (line.count("processes") == 0) {
    return;
  }
  system.processes.clear();
  for (const json& name : array(line, "processes")) {
    if (!name.is_string()) {
      throw LineError("\"processes\" must hold names");
    }
    system.processes.push_back({name.get<std::string>()});
  }
  if (system.processes.size() < 2) {
    throw LineError("\"processes\" must hold two names or more");
  }
}

void read_threads(const json& line, System& system) {
  for (const json& thread : array(line, "threads")) {
    ThreadSpec spec;
    spec.name = text(thread, "name");
    spec.kind = enumerator<ThreadKind>(thread, "kind");
    spec.parked = flag(thread, "parked");
    if (!member(thread, "scheduler").is_null()) {
      spec.scheduler =
          SchedulerId(position_of(system.schedulers, text(thread, "scheduler"), "scheduler"));
    }
    if (system.processes.size() > 1) {
      spec.process = ProcessId(position_of(system.processes, text(thread, "process"), "process"));
    }
    const bool worker = spec.kind == ThreadKind::worker;
    if (worker && system.workers != system.threads.size()) {
      throw LineError("workers must come before the other threads");
    }
    system.workers = static_cast<std::uint16_t>(system.workers + (worker ? 1 : 0));
    system.threads.push_back(spec);
  }
}

void read_objects(const json& line, System& system) {
  if (line.count("objects") == 0) {
    return;
  }
  for (const json& object : array(line, "objects")) {
    ObjectSpec spec;
    spec.name = text(object, "name");
    spec.kind = enumerator<ObjectKind>(object, "kind");
    system.objects.push_back(spec);
  }
}

void read_queues(const json& line, System& system) {
  if (line.count("queues") == 0) {
    return;
  }
  for (const json& name : array(line, "queues")) {
    if (!name.is_string()) {
      throw LineError("\"queues\" must hold names");
    }
    system.queues.push_back(name.get<std::string>());
  }
}

void read_apcs(const json& line, System& system) {
  for (const json& apc : array(line, "apcs")) {
    ApcSpec spec;
    spec.name = text(apc, "name");
    if (!read_word(text(apc, "kind"), spec)) {
      throw LineError(fmt::format("unknown kind \"{}\"", text(apc, "kind")));
    }
    if (spec.what == AsyncKind::process_deletion) {
      spec.process = ProcessId(position_of(system.processes, text(apc, "target"), "process"));
    } else {
      spec.target = ThreadId(position_of(system.threads, text(apc, "target"), "thread"));
    }
    system.apcs.push_back(spec);
  }
  for (const json& safeguard : array(line, "knock_outs")) {
    const auto known =
        safeguard.is_string() ? parse_name<KnockOut>(safeguard.get<std::string>()) : std::nullopt;
    if (!known) {
      throw LineError("unknown safeguard in \"knock_outs\": " + safeguard.dump());
    }
    system.knock_outs.set(static_cast<std::size_t>(*known));
  }
}

void read_protocol(const json& line, System& system) {
  if (line.count("protocol") == 0) {
    return;
  }
  const auto known = parse_name<ProtocolProfile>(text(line, "protocol"));
  if (!known) {
    throw LineError("unknown profile in \"protocol\": " + member(line, "protocol").dump());
  }
  system.profile = *known;
}

void check_version(const json& line) {
  if (!line.is_object() || line.count("umsim_trace") == 0) {
    throw LineError("this is no trace: its first line has no \"umsim_trace\"");
  }
  const std::uint64_t version = number(line, "umsim_trace");
  if (version != static_cast<std::uint64_t>(kTraceVersion)) {
    throw LineError(
        fmt::format("trace format {} is not known here, only {}", version, kTraceVersion));
  }
}

}  // namespace

const json& member(const json& object, const char* key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  if (found == object.end()) {
    throw LineError(fmt::format("\"{}\" is missing", key));
  }
  return *found;
}

std::uint64_t number(const json& object, const char* key) {
  const json& value = member(object, key);
  if (!value.is_number_unsigned()) {
    throw LineError(fmt::format("\"{}\" must be a whole number", key));
  }
  return value.get<std::uint64_t>();
}

const std::string& text(const json& object, const char* key) {
  const json& value = member(object, key);
  if (!value.is_string()) {
    throw LineError(fmt::format("\"{}\" must be a text", key));
  }
  return value.get_ref<const std::string&>();
}

HeaderLine read_header(const json& line) {
  check_version(line);
  const json& machine = member(line, "machine");
  const std::uint64_t cpus = number(machine, "cpus");
  const std::uint64_t clock_mhz = number(machine, "clock_mhz");
  if (cpus == 0 || cpus >= Index<void>::kNone || clock_mhz == 0 || clock_mhz > kMostMhz) {
    throw LineError("a machine needs 1 to 65534 CPUs and a clock of 1 to 10000 MHz");
  }
  auto system = std::make_unique<System>();
  system->cpus = static_cast<std::uint16_t>(cpus);
  read_processes(line, *system);
  read_schedulers(line, *system);
  read_threads(line, *system);
  read_apcs(line, *system);
  read_protocol(line, *system);
  read_objects(line, *system);
  read_queues(line, *system);
  HeaderLine result;
  result.header = {system.get(),         text(line, "scenario"),   text(line, "title"),
                   text(line, "engine"), text(machine, "profile"), clock_mhz,
                   number(line, "seed"), flag(line, "steps")};
  result.system = std::move(system);
  return result;
}

}  // namespace umsim::jsonl

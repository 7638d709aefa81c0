// Objects: what they are, who may use them, and waits that could never end.
#include <algorithm>

#include <fmt/format.h>

#include "models/kernel/objects.h"
#include "sim/scenario/limits.h"
#include "sim/scenario/names.h"
#include "sim/scenario/resolve.h"
#include "sim/scenario/text.h"

namespace umsim::loading {

namespace {

bool is_event(ObjectKind kind) {
  return kind == ObjectKind::notification_event || kind == ObjectKind::synchronization_event;
}

void only_for(Resolver& resolver, const Where& where, std::string_view key, std::string_view what) {
  resolver.problems.add(where, fmt::format("only {} has \"{}\"", what, key));
}

void check_keys(Resolver& resolver, const RawObject& raw, ObjectKind kind) {
  const bool device = kind == ObjectKind::device;
  if (raw.latency && !device) only_for(resolver, raw.latency->where, "latency", "a device");
  if (raw.queue_depth && !device) {
    only_for(resolver, raw.queue_depth->where, "queue_depth", "a device");
  }
  if (raw.signalled && !is_event(kind)) {
    only_for(resolver, raw.signalled->where, "signalled", "an event");
  }
  if (device && !raw.latency) {
    resolver.problems.add(raw.where,
                          fmt::format("device {} needs \"latency\"", quoted(raw.name.value)));
  }
}

ObjectSpec resolve_object(Resolver& resolver, const RawObject& raw) {
  ObjectSpec object;
  object.name = raw.name.value;
  object.process = process_of(resolver, raw.process);
  object.shared = raw.shared && raw.shared->value;
  object.signalled = raw.signalled && raw.signalled->value;
  if (raw.latency) object.latency_cycles = resolver.cycles(*raw.latency);
  if (raw.queue_depth) object.queue_depth = static_cast<std::uint16_t>(raw.queue_depth->value);
  if (!raw.kind) return object;
  const auto kind = enumerator_of<ObjectKind>(raw.kind->value, object_kind_names());
  object.kind = kind.value_or(ObjectKind::notification_event);
  if (kind) {
    check_keys(resolver, raw, *kind);
  } else {
    resolver.names.set_incomplete(NameKind::object);
    resolver.problems.unknown(*raw.kind, "object kind", words(object_kind_names()));
  }
  return object;
}

// What a step needs its object to be; empty: the object will do.
std::string_view needed_for(Opcode opcode, ObjectKind kind) {
  switch (opcode) {
    case Opcode::set_event:
    case Opcode::reset_event: return is_event(kind) ? "" : "an event";
    case Opcode::set_timer: return is_timer(kind) ? "" : "a timer";
    case Opcode::io: return kind == ObjectKind::device ? "" : "a device";
    default: return kind == ObjectKind::device ? "an event or a timer" : "";
  }
}

// What all threads together do with one object.
struct Use {
  bool used = false;
  bool set = false;               // something sets the event or starts the timer
  const Text* endless = nullptr;  // a wait without a time-out
};

void add_uses(const Resolver& resolver, const std::vector<RawStep>& steps, std::vector<Use>& uses) {
  for (const RawStep& step : steps) {
    add_uses(resolver, step.body, uses);
    if (!step.object) continue;
    for (std::size_t i = 0; i < uses.size(); ++i) {
      if (resolver.system().objects[i].name != step.object->value) continue;
      const std::string& opcode = step.opcode.value;
      uses[i].used = true;
      uses[i].set = uses[i].set || opcode == "set_event" || opcode == "set_timer";
      if (opcode == "wait" && !step.time) uses[i].endless = &*step.object;
    }
  }
}

// Nothing that could use an object has been left out because of a problem.
bool knows_all_uses(const Resolver& resolver) {
  const auto broken = [](const RawThread* thread) {
    return thread->program && thread->program->broken;
  };
  const bool complete = resolver.names.complete(NameKind::thread) &&
                        resolver.names.complete(NameKind::program) &&
                        resolver.names.complete(NameKind::object);
  return complete && std::none_of(resolver.threads.begin(), resolver.threads.end(), broken) &&
         std::none_of(resolver.raw.programs.begin(), resolver.raw.programs.end(),
                      [](const RawProgram& program) { return program.broken; });
}

std::vector<Use> uses_of_objects(const Resolver& resolver) {
  std::vector<Use> uses(resolver.system().objects.size());
  for (const RawThread* thread : resolver.threads) {
    if (thread->program) add_uses(resolver, thread->program->steps, uses);
  }
  for (const RawProgram& program : resolver.raw.programs) add_uses(resolver, program.steps, uses);
  return uses;
}

}  // namespace

void resolve_objects(Resolver& resolver) {
  check_limit(resolver.problems, resolver.raw.objects, kMostObjects, "objects");
  for (const RawObject& raw : resolver.raw.objects) {
    resolver.names.add(NameKind::object, raw.name, resolver.system().objects.size(),
                       resolver.problems);
    resolver.system().objects.push_back(resolve_object(resolver, raw));
  }
}

void resolve_object_step(Resolver& resolver, const RawStep& step, Instruction& instruction) {
  const auto found = resolver.names.find(NameKind::object, *step.object, resolver.problems);
  if (!found) return;
  instruction.object = ObjectId(*found);
  if (instruction.opcode == Opcode::io) {
    instruction.count = step.count ? static_cast<std::uint16_t>(step.count->value) : 1;
  }
  const ObjectKind kind = resolver.system().object(instruction.object).kind;
  const std::string_view needed = needed_for(instruction.opcode, kind);
  if (needed.empty()) return;
  const bool device = kind == ObjectKind::device;
  Diagnostic& problem = resolver.problems.add(
      step.object->where,
      fmt::format("\"{}\" needs {}, and {} is a {}", step.opcode.value, needed,
                  quoted(step.object->value), object_kind_names()[static_cast<std::size_t>(kind)]));
  if (device) problem.suggestion = fmt::format("[\"io\", \"{}\"]?", step.object->value);
}

void check_object_step(Resolver& resolver, const RawStep& step, ThreadId thread, const Where* use) {
  const System& system = resolver.system();
  const ThreadSpec& spec = system.thread(thread);
  for (const ObjectSpec& object : system.objects) {
    const bool known = object.process.valid() && spec.process.valid();
    if (object.name != step.object->value || object.shared || !known ||
        object.process == spec.process) {
      continue;
    }
    resolver.problems
        .add(use != nullptr ? *use : step.object->where,
             fmt::format("{} is of process {}, but {} uses {} of process {}", quoted(spec.name),
                         quoted(system.processes[spec.process.at()].name),
                         use != nullptr ? "its program" : "it", quoted(object.name),
                         quoted(system.processes[object.process.at()].name)))
        .notes.emplace_back("an object with \"shared\": true can be used from every process");
  }
}

void check_objects(Resolver& resolver) {
  if (!knows_all_uses(resolver)) return;
  const std::vector<Use> uses = uses_of_objects(resolver);
  for (std::size_t i = 0; i < uses.size(); ++i) {
    const RawObject& raw = resolver.raw.objects[i];
    const bool device = resolver.system().objects[i].kind == ObjectKind::device;
    if (!uses[i].used) {
      resolver.problems.add(raw.name.where,
                            fmt::format("object {} is used by no thread", quoted(raw.name.value)));
    } else if (uses[i].endless != nullptr && !uses[i].set && !device &&
               !resolver.system().objects[i].signalled) {
      resolver.problems
          .add(uses[i].endless->where,
               fmt::format("this wait never ends: nothing sets {}", quoted(raw.name.value)))
          .notes.emplace_back("a wait may have a time-out: {\"timeout\": \"5us\"}");
    }
  }
}

}  // namespace umsim::loading

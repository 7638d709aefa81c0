#include "traces/jsonl_header.h"

#include <string_view>

#include <fmt/format.h>

#include "traces/json_text.h"
#include "traces/names.h"

namespace umsim {
namespace {

std::string list_text(const System& system, SchedulerId scheduler) {
  return json_string(list_name(system, system.scheduler(scheduler).list));
}

// Elements of a JSON array, each made by `element` from its index.
template <class Element>
std::string array_of(std::size_t count, Element element) {
  std::string text = "[";
  for (std::size_t i = 0; i < count; ++i) {
    text += i == 0 ? "" : ",";
    text += element(i);
  }
  return text + "]";
}

// Where there is but one process, nothing is said about it.
std::string process_text(const System& system, ProcessId process) {
  return system.processes.size() == 1
             ? ""
             : fmt::format(R"(,"process":{})", json_string(process_name(system, process)));
}

std::string processes_text(const System& system) {
  return system.processes.size() == 1
             ? ""
             : ",\"processes\":" + array_of(system.processes.size(), [&](std::size_t i) {
                 return json_string(system.processes[i].name);
               });
}

std::string thread_text(const System& system, const ThreadSpec& thread) {
  const bool has_scheduler = thread.scheduler.valid();
  return fmt::format(R"({{"name":{},"kind":"{}","scheduler":{},"parked":{}{}}})",
                     json_string(thread.name), name_of(thread.kind),
                     has_scheduler ? json_string(scheduler_name(system, thread.scheduler)) : "null",
                     thread.parked, process_text(system, thread.process));
}

std::string scheduler_text(const System& system, std::size_t position) {
  return fmt::format(R"({{"name":{},"list":{}}})", json_string(system.schedulers[position].name),
                     list_text(system, SchedulerId(position)));
}

// Of a deletion the process.
const std::string& target_name(const System& system, const ApcSpec& apc) {
  return apc.what == AsyncKind::process_deletion ? process_name(system, apc.process)
                                                 : thread_name(system, apc.target);
}

std::string apc_text(const System& system, const ApcSpec& apc) {
  return fmt::format(R"({{"name":{},"kind":"{}","target":{}}})", json_string(apc.name),
                     word_for(apc), json_string(target_name(system, apc)));
}

std::string object_text(const ObjectSpec& object) {
  return fmt::format(R"({{"name":{},"kind":"{}"}})", json_string(object.name),
                     name_of(object.kind));
}

// Where there are none, nothing is said about them.
std::string objects_text(const System& system) {
  return system.objects.empty()
             ? ""
             : ",\"objects\":" + array_of(system.objects.size(), [&](std::size_t i) {
                 return object_text(system.objects[i]);
               });
}

// The queues of scheduler procedures.
std::string queues_text(const System& system) {
  return system.queues.empty()
             ? ""
             : ",\"queues\":" + array_of(system.queues.size(), [&](std::size_t i) {
                 return json_string(system.queues[i]);
               });
}

// The patent's profile is the one that needs no mention.
std::string protocol_text(const System& system) {
  return system.profile == ProtocolProfile::patent
             ? ""
             : fmt::format(R"(,"protocol":"{}")", name_of(system.profile));
}

std::string knock_outs_text(const KnockOuts& knock_outs) {
  std::string text;
  for (std::size_t i = 0; i < knock_outs.size(); ++i) {
    if (knock_outs.test(i)) {
      text += text.empty() ? "" : ",";
      text += fmt::format("\"{}\"", name_of(static_cast<KnockOut>(i)));
    }
  }
  return "[" + text + "]";
}

std::string machine_text(const TraceHeader& header) {
  return fmt::format(R"({{"profile":{},"cpus":{},"clock_mhz":{}}})", json_string(header.profile),
                     header.system->cpus, header.clock_mhz);
}

}  // namespace

std::string jsonl_header(const TraceHeader& header) {
  const System& system = *header.system;
  std::string text =
      fmt::format(R"({{"umsim_trace":{},"scenario":{},"title":{},"engine":{},"seed":{},"steps":{})",
                  kTraceVersion, json_string(header.scenario), json_string(header.title),
                  json_string(header.engine), header.seed, header.steps);
  text += fmt::format(R"(,"machine":{},"cycle_ns":{}{},"threads":)", machine_text(header),
                      cycle_ns_text(header.clock_mhz), processes_text(system));
  text += array_of(system.threads.size(),
                   [&](std::size_t i) { return thread_text(system, system.threads[i]); });
  text += ",\"schedulers\":" + array_of(system.schedulers.size(),
                                        [&](std::size_t i) { return scheduler_text(system, i); });
  text += ",\"lists\":" + array_of(system.lists.size(), [&](std::size_t i) {
            return json_string(system.lists[i].name);
          });
  text += ",\"apcs\":" + array_of(system.apcs.size(),
                                  [&](std::size_t i) { return apc_text(system, system.apcs[i]); });
  text += objects_text(system) + queues_text(system);
  return text + protocol_text(system) + ",\"knock_outs\":" + knock_outs_text(system.knock_outs) +
         "}";
}

}  // namespace umsim

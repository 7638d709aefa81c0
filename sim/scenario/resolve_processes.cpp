// Processes: who belongs to which, and that user-mode memory is not shared between two.
#include <algorithm>

#include <fmt/format.h>

#include "sim/scenario/limits.h"
#include "sim/scenario/resolve.h"
#include "sim/scenario/text.h"

namespace umsim::loading {

namespace {

// A process that is named by a thread that could not be resolved is not known to be empty.
void check_populated(Resolver& resolver) {
  if (!resolver.names.complete(NameKind::thread) || !resolver.processes_found) return;
  std::size_t index = 0;
  for (const Text& process : resolver.raw.processes) {
    const ProcessId id(index++);
    const auto& threads = resolver.system().threads;
    if (std::any_of(threads.begin(), threads.end(),
                    [&](const ThreadSpec& thread) { return thread.process == id; })) {
      continue;
    }
    resolver.problems.add(process.where,
                          fmt::format("process {} has no thread", quoted(process.value)));
  }
}

std::string of_process(const Resolver& resolver, ProcessId id) {
  return fmt::format("process {}", quoted(resolver.system().processes[id.at()].name));
}

// Of the things that several threads share, the first thread's process is that of all.
void check_same(Resolver& resolver, ThreadId one, ThreadId other, const std::string& shared) {
  const System& system = resolver.system();
  const ThreadSpec& first = system.thread(one);
  const ThreadSpec& second = system.thread(other);
  if (first.process == second.process || !first.process.valid() || !second.process.valid()) return;
  const RawThread& raw = *resolver.threads[other.at()];
  resolver.problems
      .add(raw.process ? raw.process->where : raw.where,
           fmt::format("{} is of {}, but shares {} with {} of {}", quoted(second.name),
                       of_process(resolver, second.process), shared, quoted(first.name),
                       of_process(resolver, first.process)))
      .notes.emplace_back(
          "a user-mode scheduler and its completion list are memory of one process");
}

template <class Shares>
ThreadId first_that(const System& system, ThreadId before, Shares shares) {
  for (std::size_t i = 0; i < before.at(); ++i) {
    if (shares(system.threads[i])) return ThreadId(i);
  }
  return {};
}

void check_thread(Resolver& resolver, ThreadId id) {
  const System& system = resolver.system();
  const SchedulerId scheduler = system.thread(id).scheduler;
  const ThreadId mate = first_that(
      system, id, [&](const ThreadSpec& thread) { return thread.scheduler == scheduler; });
  if (mate.valid()) {
    check_same(resolver, mate, id,
               fmt::format("scheduler {}", quoted(system.scheduler(scheduler).name)));
    return;
  }
  const ListId list = system.scheduler(scheduler).list;
  if (!list.valid()) return;
  const ThreadId neighbour = first_that(system, id, [&](const ThreadSpec& thread) {
    return thread.scheduler.valid() && system.scheduler(thread.scheduler).list == list;
  });
  if (neighbour.valid()) {
    check_same(resolver, neighbour, id,
               fmt::format("list {}", quoted(system.lists[list.at()].name)));
  }
  const ThreadId helper = first_that(system, id, [&](const ThreadSpec& thread) {
    return thread.scheduler.valid() && system.help_out(thread.scheduler, scheduler);
  });
  if (helper.valid()) check_same(resolver, helper, id, "work, by stealing,");
}

}  // namespace

void resolve_processes(Resolver& resolver) {
  check_limit(resolver.problems, resolver.raw.processes, kMostProcesses, "processes");
  std::vector<ProcessSpec>& processes = resolver.system().processes;
  if (!resolver.raw.processes.empty()) processes.clear();
  for (const Text& name : resolver.raw.processes) {
    resolver.names.add(NameKind::process, name, processes.size(), resolver.problems);
    processes.push_back({name.value});
  }
}

ProcessId process_of(Resolver& resolver, const std::optional<Text>& name) {
  if (!name) return ProcessId(0);
  const bool main = resolver.raw.processes.empty() && resolver.names.complete(NameKind::process) &&
                    name->value == resolver.system().processes.front().name;
  if (main) return ProcessId(0);
  const auto found = resolver.names.find(NameKind::process, *name, resolver.problems);
  if (!found) resolver.processes_found = false;
  return found ? ProcessId(*found) : ProcessId();
}

void check_processes(Resolver& resolver) {
  check_populated(resolver);
  for (std::size_t i = 0; i < resolver.threads.size(); ++i) {
    if (resolver.system().threads[i].scheduler.valid()) check_thread(resolver, ThreadId(i));
  }
}

}  // namespace umsim::loading

// Lists, schedulers and threads: who is there, and who belongs to whom.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "sim/scenario/limits.h"
#include "sim/scenario/names.h"
#include "sim/scenario/resolve.h"
#include "sim/scenario/text.h"

namespace umsim::loading {

namespace {

void resolve_lists(Resolver& resolver) {
  check_limit(resolver.problems, resolver.raw.lists, kMostLists, "lists");
  for (const Text& name : resolver.raw.lists) {
    resolver.names.add(NameKind::list, name, resolver.system().lists.size(), resolver.problems);
    resolver.system().lists.push_back({name.value});
  }
}

// A scheduler that names no list gets one of its own. The point in its name keeps it apart from
// declared names.
ListId list_for(Resolver& resolver, const RawScheduler& raw) {
  if (raw.list) {
    const auto found = resolver.names.find(NameKind::list, *raw.list, resolver.problems);
    if (!found) resolver.lists_found = false;
    return found ? ListId(*found) : ListId();
  }
  const ListId own(resolver.system().lists.size());
  const Text name{raw.name.value + ".list", raw.name.where};
  resolver.names.add(NameKind::list, name, own.at(), resolver.problems);
  resolver.system().lists.push_back({name.value});
  return own;
}

void resolve_schedulers(Resolver& resolver) {
  check_limit(resolver.problems, resolver.raw.schedulers, kMostSchedulers, "schedulers");
  for (const RawScheduler& raw : resolver.raw.schedulers) {
    SchedulerSpec scheduler;
    scheduler.name = raw.name.value;
    if (raw.policy) {
      const auto policy = enumerator_of<SchedulerPolicy>(raw.policy->value, policy_names());
      scheduler.policy = policy.value_or(SchedulerPolicy::fifo);
      if (!policy) resolver.problems.unknown(*raw.policy, "policy", words(policy_names()));
    }
    if (raw.dequeue_timeout) {
      scheduler.dequeue_timeout_cycles = resolver.cycles(*raw.dequeue_timeout);
    }
    if (scheduler.policy == SchedulerPolicy::poller && !raw.dequeue_timeout) {
      resolver.problems.add(raw.where,
                            "a scheduler of the policy \"poller\" needs "
                            "\"dequeue_timeout\": when to look again");
    }
    resolver.names.add(NameKind::scheduler, raw.name, resolver.system().schedulers.size(),
                       resolver.problems);
    scheduler.list = list_for(resolver, raw);
    resolver.system().schedulers.push_back(std::move(scheduler));
  }
}

void needs(Resolver& resolver, const RawThread& thread, bool there, std::string_view key) {
  if (there) return;
  resolver.problems.add(thread.where, fmt::format("a {} needs \"{}\"", thread.kind->value, key));
}

// What a thread must have, and what it cannot have, by its kind.
void check_keys(Resolver& resolver, const RawThread& raw, ThreadKind kind) {
  if (kind != ThreadKind::standard) needs(resolver, raw, raw.has_scheduler, "scheduler");
  if (kind != ThreadKind::primary) needs(resolver, raw, raw.has_program, "program");
  if (kind == ThreadKind::standard && raw.scheduler) {
    resolver.problems.add(raw.scheduler->where,
                          "a standard thread has no scheduler: the kernel alone schedules it");
  }
  if (kind != ThreadKind::worker && raw.start) {
    resolver.problems.add(raw.start->where, "only a worker has a \"start\"");
  }
  if (kind != ThreadKind::worker && raw.priority) {
    resolver.problems.add(raw.priority->where, "only a worker has a \"priority\"");
  }
}

void set_priority(Resolver& resolver, const RawThread& raw, ThreadSpec& thread) {
  thread.priority = static_cast<std::uint8_t>(raw.priority->value);
  if (!thread.scheduler.valid()) return;
  const SchedulerSpec& scheduler = resolver.system().scheduler(thread.scheduler);
  if (scheduler.policy == SchedulerPolicy::priority) return;
  resolver.problems
      .add(raw.priority->where,
           fmt::format("scheduler {} does not look at priorities", quoted(scheduler.name)))
      .notes.emplace_back("a scheduler of the policy \"priority\" does");
}

void add_thread(Resolver& resolver, const RawThread& raw, ThreadKind kind) {
  ThreadSpec thread;
  thread.name = raw.name.value;
  thread.kind = kind;
  thread.process = process_of(resolver, raw.process);
  check_keys(resolver, raw, kind);
  if (!raw.scheduler && kind != ThreadKind::standard) resolver.schedulers_found = false;
  if (raw.scheduler && kind != ThreadKind::standard) {
    const auto found = resolver.names.find(NameKind::scheduler, *raw.scheduler, resolver.problems);
    if (found) thread.scheduler = SchedulerId(*found);
    if (!found) resolver.schedulers_found = false;
  }
  if (raw.start && !position_of(raw.start->value, start_names())) {
    resolver.problems.unknown(*raw.start, "start", words(start_names()));
  }
  if (raw.priority) set_priority(resolver, raw, thread);
  thread.parked = raw.start && raw.start->value == "parked";
  thread.on_demand = raw.start && raw.start->value == "on_demand";
  resolver.names.add(NameKind::thread, raw.name, resolver.system().threads.size(),
                     resolver.problems);
  resolver.system().threads.push_back(std::move(thread));
  resolver.threads.push_back(&raw);
}

void check_schedulers(Resolver& resolver) {
  const auto has = [&](SchedulerId id, ThreadKind kind) {
    const auto& threads = resolver.system().threads;
    return std::any_of(threads.begin(), threads.end(), [&](const ThreadSpec& thread) {
      return thread.kind == kind && thread.scheduler == id;
    });
  };
  std::size_t index = 0;
  for (const RawScheduler& raw : resolver.raw.schedulers) {
    const SchedulerId id(index++);
    if (!has(id, ThreadKind::primary)) {
      resolver.problems.add(
          raw.where, fmt::format("scheduler {} has no primary to run it", quoted(raw.name.value)));
    }
    if (!has(id, ThreadKind::worker)) {
      resolver.problems.add(
          raw.where, fmt::format("scheduler {} has no worker to run", quoted(raw.name.value)));
    }
  }
}

// A list that no scheduler uses is one that programs make.
bool is_named(const std::vector<RawStep>& steps, const std::string& list) {
  return std::any_of(steps.begin(), steps.end(), [&](const RawStep& step) {
    return (step.call && step.call->list && step.call->list->value == list) ||
           is_named(step.body, list);
  });
}

bool is_named_by_program(const RawScenario& raw, const std::string& list) {
  const auto names = [&](const RawProgram& program) { return is_named(program.steps, list); };
  return std::any_of(raw.programs.begin(), raw.programs.end(), names) ||
         std::any_of(raw.threads.begin(), raw.threads.end(), [&](const RawThread& thread) {
           return thread.program && names(*thread.program);
         });
}

void check_lists(Resolver& resolver) {
  if (!resolver.names.complete(NameKind::scheduler) || !resolver.lists_found) return;
  std::size_t index = 0;
  for (const Text& name : resolver.raw.lists) {
    const std::size_t list = index++;
    const auto& schedulers = resolver.raw.schedulers;
    const bool used = std::any_of(schedulers.begin(), schedulers.end(), [&](const RawScheduler& s) {
      return s.list && s.list->value == name.value;
    });
    if (used) continue;
    resolver.system().lists[list].on_demand = is_named_by_program(resolver.raw, name.value);
    if (resolver.system().lists[list].on_demand) continue;
    resolver.problems.add(name.where,
                          fmt::format("list {} is used by no scheduler", quoted(name.value)));
  }
}

// A thread whose kind is not known is left out.
void check_kinds(Resolver& resolver) {
  for (const RawThread& raw : resolver.raw.threads) {
    if (raw.kind && position_of(raw.kind->value, thread_kind_names())) continue;
    resolver.names.set_incomplete(NameKind::thread);
    if (raw.kind) resolver.problems.unknown(*raw.kind, "thread kind", words(thread_kind_names()));
  }
}

void add_threads(Resolver& resolver, ThreadKind kind) {
  for (const RawThread& raw : resolver.raw.threads) {
    if (!raw.kind) continue;
    const auto own = enumerator_of<ThreadKind>(raw.kind->value, thread_kind_names());
    if (own == kind) add_thread(resolver, raw, kind);
  }
}

}  // namespace

void resolve_threads(Resolver& resolver) {
  resolve_lists(resolver);
  resolve_schedulers(resolver);
  check_limit(resolver.problems, resolver.raw.threads, kMostThreads, "threads");
  if (resolver.raw.threads.empty() && resolver.names.complete(NameKind::thread) &&
      resolver.raw.threads_where.at.line > 0) {
    resolver.problems.add(resolver.raw.threads_where, "a scenario needs at least one thread");
  }
  check_kinds(resolver);
  // The order of kinds makes a worker's ThreadId the index of its UMS context.
  add_threads(resolver, ThreadKind::worker);
  resolver.system().workers = static_cast<std::uint16_t>(resolver.system().threads.size());
  add_threads(resolver, ThreadKind::primary);
  add_threads(resolver, ThreadKind::standard);
  if (resolver.schedulers_found && resolver.names.complete(NameKind::thread)) {
    check_schedulers(resolver);
  }
  check_lists(resolver);
  check_processes(resolver);
}

}  // namespace umsim::loading
